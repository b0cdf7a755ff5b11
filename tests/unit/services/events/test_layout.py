"""In which order steps are told."""

from hypothesis import given
from hypothesis import strategies as st

from services.events.journey.layout import lay_out
from shared.envelope import Envelope
from shared.testing.given import uuid
from tests.unit.services.events.facts import SUBMITTED, Facts, entries, types


def test_an_effect_that_was_recorded_before_its_cause_is_told_after_it() -> None:
    """Arrival does not decide: the dossier opened because of the submission."""
    facts = Facts()
    submitted = facts("initiative-submitted.v1", SUBMITTED)
    opened = facts("dossier-opened.v1", causationid=submitted.id)
    assert types(lay_out(entries(opened, submitted))) == ["initiative-submitted", "dossier-opened"]


def test_a_cause_goes_first_also_when_its_clock_ran_ahead() -> None:
    """Causation counts before time."""
    facts = Facts()
    submitted = facts("initiative-submitted.v1", SUBMITTED, minutes=9)
    opened = facts("dossier-opened.v1", minutes=1, causationid=submitted.id)
    assert types(lay_out(entries(opened, submitted))) == ["initiative-submitted", "dossier-opened"]


def test_what_does_not_cause_one_another_is_told_by_time() -> None:
    """Where no cause decides, the earlier event goes first; at the same moment, what was recorded first."""
    facts = Facts()
    later = facts("ministry-cleared.v1", minutes=5)
    earlier = facts("criteria-assessed.v1", minutes=4)
    same = facts("article-published.v1", minutes=4)
    assert types(lay_out(entries(later, earlier, same))) == [
        "criteria-assessed",
        "article-published",
        "ministry-cleared",
    ]


def test_a_stream_is_told_in_its_own_order() -> None:
    """Within a stream the sequence counts, also when a clock stepped back."""
    facts = Facts()
    first = facts("initiative-submitted.v1", SUBMITTED, minutes=5)
    second = facts("initiative-withdrawn.v1", minutes=1)
    assert types(lay_out(entries(first, second))) == ["initiative-submitted", "initiative-withdrawn"]


def test_a_circle_of_causes_is_still_told() -> None:
    """Events that name each other as causes are all told, from the earliest on."""
    facts = Facts()
    one = facts("criteria-assessed.v1", causationid=uuid(1002))
    two = facts("ministry-cleared.v1", causationid=one.id)
    three = facts("article-published.v1", causationid=two.id)
    assert two.id == uuid(1002)
    assert types(lay_out(entries(three, two, one))) == ["criteria-assessed", "ministry-cleared", "article-published"]


def test_its_own_cause_is_nobody() -> None:
    """An event that names itself as its cause waits for nothing."""
    alone = Facts()("criteria-assessed.v1", causationid=uuid(1001))
    assert types(lay_out(entries(alone))) == ["criteria-assessed"]


@given(st.data())
def test_every_step_is_told_once_behind_its_cause_and_its_stream(data: st.DataObject) -> None:
    """Whatever the times, causes and arrival: all are told once, causes and earlier ones of the stream first."""
    facts = Facts()
    made: list[Envelope] = []
    kinds = st.sampled_from(["initiative-revised.v1", "criteria-assessed.v1", "ministry-cleared.v1"])
    for _ in range(data.draw(st.integers(0, 8))):
        causes = [uuid(7), *(each.id for each in made)]
        cause = data.draw(st.sampled_from(causes))
        made.append(facts(data.draw(kinds), minutes=data.draw(st.integers(0, 5)), causationid=cause))
    arrived = data.draw(st.permutations(made))
    told = [each.envelope for each in lay_out(entries(*arrived))]
    assert sorted(each.id for each in told) == sorted(each.id for each in made)
    places = {each.id: place for place, each in enumerate(told)}
    for each in told:
        assert places.get(each.causationid, -1) < places[each.id]
        assert not any(
            other.source == each.source and other.sequence < each.sequence and places[other.id] > places[each.id]
            for other in told
        )
