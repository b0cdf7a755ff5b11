"""Figures are what an independent count of the raw events finds, and what was answered once is answered for ever."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import orjson
from hypothesis import given, note, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from cli.recount.count import Asked, recount
from services.events import projections
from services.events.api import figures as api
from services.events.api import figures_shown
from services.events.figures import counting, reading
from services.events.figures.days import begin_of
from services.events.journey import telling
from services.events.journey.stages import Entered
from services.events.ledger.entries import Entry
from services.events.readers import load
from shared import contracts, projection
from shared.event import Readers
from tests.integration.services.events.histories import BEGIN, BRANCHES, REGIONS, THEMES, ledgers, store

READERSHIP: Final = load(contracts.FOLDER)
EXAMPLES: Final = settings().max_examples // 2
"""Each is a whole ledger, taken in and counted."""
DAYS: Final = st.integers(0, 60).map(lambda day: BEGIN.date() + timedelta(days=day))
FILTERS: Final = st.fixed_dictionaries(
    {},
    optional={
        "theme": st.sampled_from(THEMES),
        "branch": st.sampled_from(BRANCHES),
        "region": st.sampled_from(REGIONS),
        "policy": st.sampled_from(("2019-03", "2021-01")),
    },
)


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Any question, of the office or the public."""
    public = draw(st.booleans())
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first is not None and last is not None and last < first:
        first, last = last, first
    only = draw(st.just({}) | FILTERS)
    by = draw(st.sampled_from((None, "theme", "branch", "region") + (() if public else ("origin", "policy"))))
    if public:
        only.pop("policy", None)
    return Asked(first, last, by, only, public)


def answered(connection: Connection, asked: Asked, until: int) -> Mapping[str, Any]:
    """What the ledger's read model answers, as its API shows it."""
    sight: Readers = "public" if asked.public else "office"
    question = counting.Question(
        start=None if asked.from_ is None else begin_of(asked.from_),
        end=None if asked.to is None else begin_of(asked.to + timedelta(days=1)),
        by=asked.by,  # type: ignore[arg-type]  # any text there, one of ours here
        only=asked.only,  # type: ignore[arg-type]
    )
    found = counting.count(reading.lives(connection, sight, until), question)
    said: Any = figures_shown.shown(found, api.STAGES[sight], origins=not asked.public)
    answer = figures_shown.FiguresShown(position=until, recorded_at=None, from_=None, to=None, by=None, **said)
    told = answer.model_dump(mode="json", by_alias=True)
    return {"total": told["total"], "groups": told["groups"]}


def lines(found: Mapping[str, Any]) -> list[str]:
    """A figure a line, so that a difference is seen."""
    groups = {"total": found["total"]} | {f"{each['key']}": each["stages"] for each in found["groups"]}
    return [
        f"{name} {stage['stage']} {figure} {value}"
        for name, stages in groups.items()
        for stage in stages
        for figure, value in stage.items()
    ]


def take_in(connection: Connection, entry: Entry) -> None:
    envelope = entry.envelope
    note(f"{entry.initiative_id} {envelope.time} {envelope.type} {envelope.sequence} {envelope.data}")
    for model in projections.projections(READERSHIP):
        projection.write(connection, model.changes(entry))


@settings(max_examples=EXAMPLES)
@given(ledgers(), questions())
def test_an_independent_count_finds_the_same(entries: list[Entry], asked: Asked) -> None:
    """Whatever happened, in whatever order it arrived: counted in another way from raw events, each is the same."""
    with store() as connection:
        for entry in entries:
            take_in(connection, entry)
        raw = [orjson.loads(entry.envelope.body) for entry in entries]
        assert lines(answered(connection, asked, len(entries))) == lines(recount(raw, asked))


@settings(max_examples=EXAMPLES)
@given(ledgers(), questions(), st.data())
def test_what_was_answered_is_answered_again(entries: list[Entry], asked: Asked, data: st.DataObject) -> None:
    """An answer kept at some position is, for that position, the same however much was recorded since."""
    kept: dict[int, Mapping[str, Any]] = {}
    positions = data.draw(st.sets(st.integers(0, len(entries)), max_size=3), label="positions")
    with store() as connection:
        for entry in [None, *entries]:
            if entry is not None:
                take_in(connection, entry)
            position = 0 if entry is None else entry.position
            if position in positions:
                kept[position] = answered(connection, asked, position + 1_000)
        assert {position: answered(connection, asked, position) for position in kept} == kept


@settings(max_examples=EXAMPLES)
@given(ledgers(skewed=True))
def test_figures_and_journeys_agree(entries: list[Entry]) -> None:
    """Per initiative, the stages that figures count are those its journey tells, entered at the same moments."""
    with store() as connection:
        for entry in entries:
            take_in(connection, entry)
        lives = {str(life.entered) for life in reading.lives(connection, "office", len(entries))}
    about: dict[str | None, list[Entry]] = {}
    for entry in entries:
        about.setdefault(entry.initiative_id, []).append(entry)
    told = [telling.tell(each, READERSHIP, "office") for each in about.values()]
    stages = [[counting_entered(lived) for lived in each.stages] for each in told if each is not None]
    assert lives == {str(each) for each in stages if each}


def counting_entered(lived: telling.Lived) -> Any:
    return Entered(lived.stage, lived.entered_at)
