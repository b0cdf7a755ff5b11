"""A journey told from its entries is the journey that the read model holds: one code path, now and then."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from services.events import projections
from services.events.journey import overview, telling
from services.events.ledger.schema import tables
from services.events.readers import NO_TIES, SIGHTS, Onlooker
from shared import projection
from shared.envelope import Envelope
from shared.store.store import named
from tests.unit.services.events.facts import ID, MET, NOT_MET, OF_MET, READERSHIP, SUBMITTED, Facts, entries

STREAMS = st.tuples(
    st.lists(
        st.sampled_from(
            [
                ("initiative-revised.v1", {"title": "Anders"}),
                ("initiative-withdrawn.v1", {}),
                ("outcome-noted.v1", {"outcome": "refused"}),
                ("outcome-noted.v1", {"outcome": "refusal-reversed"}),
                ("outcome-noted.v1", {"outcome": "cleared"}),
                ("outcome-noted.v1", {"outcome": "clearance-reversed"}),
            ]
        ),
        max_size=3,
    ),
    st.lists(
        st.sampled_from(
            [
                ("dossier-opened.v1", {}),
                ("criteria-assessed.v1", MET),
                ("criteria-assessed.v1", NOT_MET),
                ("assessment-reversed.v1", OF_MET),
                ("assessment-reversed.v1", NOT_MET),
            ]
        ),
        max_size=5,
    ),
    st.lists(
        st.sampled_from(
            [
                ("ministry-cleared.v1", {}),
                ("ministry-refused.v1", {}),
                ("clearance-reversed.v1", {"outcome": "cleared"}),
                ("clearance-reversed.v1", {"outcome": "refused"}),
            ]
        ),
        max_size=4,
    ),
    st.lists(
        st.sampled_from(
            [
                ("article-published.v1", {"title": "Verhaal", "themes": ["a"]}),
                ("article-withdrawn.v1", {}),
                ("article-withdrawn.v1", {"reason": "assessment-reversed"}),
                ("article-withdrawal-reversed.v1", {}),
                ("koploper-nominated.v1", {}),
                ("nomination-reversed.v1", {}),
            ]
        ),
        max_size=5,
    ),
)


@st.composite
def arrivals(draw: st.DrawFn) -> list[Envelope]:
    """Facts of four streams, each in its own order, arriving in any order between streams."""
    facts = Facts()
    intake, *others = draw(STREAMS)
    waiting = [
        [facts(type_, data, minutes=draw(st.integers(0, 9)), policyversion="2019-03") for type_, data in stream]
        for stream in ([("initiative-submitted.v1", SUBMITTED), *intake], *others)
    ]
    arrived = []
    while left := [stream for stream in waiting if stream]:
        arrived.append(draw(st.sampled_from(left)).pop(0))
    return arrived


@contextmanager
def store() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        tables.create_all(connection)
        yield connection
    engine.dispose()


@given(arrivals())
def test_the_told_journey_is_the_live_one_at_every_position(arrived: list[Envelope]) -> None:
    """After each entry and for each sight: same columns, same stage, entered at the same moment."""
    models = projections.projections(READERSHIP)
    recorded = entries(*arrived)
    with store() as connection:
        for entry in recorded:
            for model in models:
                projection.write(connection, model.changes(entry))
            for sight in SIGHTS:
                told = telling.tell(recorded[: entry.position], READERSHIP, sight)
                chosen = projections.shown_journeys(Onlooker(sight, None), NO_TIES)
                rows = {row.initiative_id: row for row in connection.execute(chosen)}
                if told is None or overview.stage(told.row) is None:
                    assert not rows
                    continue
                live = named(rows[ID])
                assert {name: live[name] for name in told.row} == told.row
                assert live["stage"] == overview.stage(live) == overview.stage(told.row) == told.stages[-1].stage
                assert overview.entered_at(live) == overview.entered_at(told.row) == told.stages[-1].entered_at


@given(arrivals())
def test_the_end_does_not_depend_on_the_order_of_arrival(arrived: list[Envelope]) -> None:
    """One stream after the other gives the same row as any other order in which each stream keeps its own."""
    in_turn = sorted(arrived, key=lambda each: (each.source, each.sequence))
    for sight in SIGHTS:
        rows = [telling.tell(entries(*facts), READERSHIP, sight) for facts in (arrived, in_turn)]
        first, second = (None if told is None else told.row for told in rows)
        assert first == second
