"""Which stages an initiative came through: by the times of its facts, however they arrived."""

import itertools

from services.events.journey import overview, stages
from services.events.journey.stages import Entered, Mark
from shared.envelope import Envelope
from tests.unit.services.events.facts import MET, SUBMITTED, Facts


def mark(envelope: Envelope) -> Mark:
    return Mark.of(envelope, overview.columns(envelope, envelope.data, "office"))


def minute(number: int) -> str:
    return f"2019-04-01T12:0{number}:00.000000Z"


def test_the_order_of_arrival_does_not_matter() -> None:
    """By time, however they arrived."""
    facts = Facts()
    marks = [
        mark(facts("initiative-submitted.v1", SUBMITTED)),
        mark(facts("criteria-assessed.v1", MET)),
        mark(facts("ministry-cleared.v1")),
    ]
    for arrived in itertools.permutations(marks):
        assert stages.entered(arrived) == [
            Entered("submitted", minute(1)),
            Entered("assessed", minute(2)),
            Entered("cleared", minute(3)),
        ]


def test_at_one_time_along_the_spine() -> None:
    """What happened at the same moment in several services is told as it follows along the spine."""
    facts = Facts()
    at_once = [
        mark(facts(type_, data, minutes=1))
        for type_, data in (
            ("article-published.v1", {}),
            ("ministry-cleared.v1", {}),
            ("criteria-assessed.v1", MET),
            ("initiative-submitted.v1", SUBMITTED),
        )
    ]
    assert [each.stage for each in stages.entered(at_once)] == ["submitted", "assessed", "cleared", "published"]


def test_a_stream_keeps_its_order_where_its_clock_went_back() -> None:
    """A reversal stays behind what it reverses; what other services said meanwhile stays in its place."""
    facts = Facts()
    marks = [
        mark(facts("initiative-submitted.v1", SUBMITTED, minutes=1)),
        mark(facts("criteria-assessed.v1", MET, minutes=5)),
        mark(facts("assessment-reversed.v1", {"outcome": "met"}, minutes=4)),
        mark(facts("ministry-cleared.v1", minutes=6)),
    ]
    assert stages.in_order(reversed(marks)) == marks
    assert stages.overview_of(reversed(marks))["outcome"] == overview.REVERSED


def test_what_moves_nobody_changes_no_order() -> None:
    """A fact that says nothing of a stage does not hold up what its service says of one."""
    facts = Facts()
    late = mark(facts("dossier-opened.v1", minutes=9, policyversion="2019-03"))
    marks = [mark(facts("criteria-assessed.v1", MET, minutes=2)), mark(facts("ministry-cleared.v1", minutes=3))]
    assert stages.entered([late, *marks]) == stages.entered(marks)


def test_a_service_that_is_not_on_the_spine_comes_last() -> None:
    """Whoever it is."""
    assert stages.rank("intake") < stages.rank("publication") < stages.rank("elsewhere")


def test_an_article_that_goes_with_what_it_rests_on_moves_nobody() -> None:
    """Its journey was back where it was since the reversal; that the article follows it is no step of its own."""
    facts = Facts()
    marks = [
        mark(facts("initiative-submitted.v1", SUBMITTED)),
        mark(facts("criteria-assessed.v1", MET)),
        mark(facts("ministry-cleared.v1")),
        mark(facts("article-published.v1", {})),
        mark(facts("assessment-reversed.v1", {"outcome": "met"})),
        mark(facts("article-withdrawn.v1", {"reason": "assessment-reversed"})),
    ]
    assert stages.entered(marks)[-1] == Entered("submitted", minute(5))
