"""One initiative: when its clock stands still, and what it is."""

import pytest

from services.events.figures.days import DAY_LONG
from services.events.figures.lifeline import FOR_EVER, Lifeline, lifeline, merged, values
from tests.unit.services.events.figures.stories import Step, life, marks

ASKED: Step = ("04-17 09:00", "information-requested")
ASSESSED: Step = ("04-24 09:00", "met")
SUBMITTED: Step = ("04-16 09:00", "submitted")


def took(made: Lifeline) -> float:
    """The working days from its first stage to its last."""
    return made.took(0, len(made.entered) - 1) / DAY_LONG


def answered(when: str, question: int) -> Step:
    """An answer to what was told as the `question`-th fact."""
    return when, "information-supplied", {"requestId": f"00000000-0000-7000-8000-{1000 + question:012x}"}


def test_the_clock_runs() -> None:
    """Nothing was asked: five working days from Tuesday to the Wednesday after Easter."""
    assert took(life(SUBMITTED, ASSESSED)) == 5


def test_the_clock_stops_from_a_question_to_its_answer() -> None:
    """Three of the five days it waited for its submitter."""
    assert took(life(SUBMITTED, ASKED, answered("04-23 09:00", 2), ASSESSED)) == 2


def test_overlapping_questions_stop_it_once() -> None:
    """Asked on the 17th and the 18th, answered on the 19th and the 23rd: it stood from the 17th to the 23rd."""
    second: Step = ("04-18 09:00", "information-requested")
    made = life(SUBMITTED, ASKED, second, answered("04-19 09:00", 2), answered("04-23 09:00", 3), ASSESSED)
    assert took(made) == 2


def test_two_questions_after_one_another() -> None:
    """Each stops it for its own time."""
    second: Step = ("04-19 09:00", "information-requested")
    made = life(SUBMITTED, ASKED, answered("04-18 09:00", 2), second, answered("04-23 09:00", 4), ASSESSED)
    assert took(made) == 3


def test_a_question_that_nobody_answered_stops_it_for_good() -> None:
    """From the question on, nothing counts."""
    assert took(life(SUBMITTED, ASKED, ("05-24 09:00", "withdrawn"))) == 1


def test_only_the_first_answer_counts() -> None:
    """Whoever answers again changes nothing."""
    made = life(SUBMITTED, ASKED, answered("04-18 09:00", 2), answered("04-23 09:00", 2), ASSESSED)
    assert took(made) == 4


def test_an_answer_to_nothing_that_was_asked_changes_nothing() -> None:
    """Its question may still be on its way."""
    assert took(life(SUBMITTED, answered("04-23 09:00", 9), ASSESSED)) == 5


@pytest.mark.parametrize("back", ["assessment-resumed", "dossier-revised"])
def test_the_clock_stops_while_it_is_deferred(back: str) -> None:
    """Until judging goes on: by the date, an adviser or a revision. Another date meanwhile changes nothing."""
    away: Step = ("04-17 09:00", "assessment-deferred")
    again: Step = ("04-18 09:00", "assessment-deferred")
    assert took(life(SUBMITTED, away, again, ("04-23 09:00", back), ASSESSED)) == 2


def test_it_may_be_deferred_and_asked_at_once() -> None:
    """The same time is not taken off twice."""
    away: Step = ("04-18 09:00", "assessment-deferred")
    made = life(SUBMITTED, ASKED, away, answered("04-19 09:00", 2), ("04-23 09:00", "assessment-resumed"), ASSESSED)
    assert took(made) == 2


def test_what_waited_before_does_not_count_later() -> None:
    """Only the waiting between two stages is taken off the time between them."""
    made = life(SUBMITTED, ASKED, answered("04-23 09:00", 2), ASSESSED, ("05-02 09:00", "cleared"))
    assert made.took(1, 2) / DAY_LONG == 6


def test_who_entered_no_stage_has_no_lifeline() -> None:
    """An opened dossier alone, or a question, moves nobody."""
    assert lifeline(marks(("04-16 09:00", "dossier-opened"), ASKED)) is None


def test_merged_waits_lie_apart() -> None:
    """Overlapping and touching ones become one; what ends before it begins is none."""
    assert merged([(5, 7), (1, 3), (3, 4), (9, 8), (10, FOR_EVER), (2, 3)]) == [(1, 4), (5, 7), (10, FOR_EVER)]


def test_what_it_is() -> None:
    """By what its submitter said last; where that is not known, by its article."""
    article = {"themes": ["a"], "region": "Zeeland", "branches": ["vvt", "ggz", "vvt"]}
    published = life(("05-01 09:00", "published", article))
    assert (values(published.row, "theme"), values(published.row, "region")) == (["a"], ("Zeeland",))
    assert values(published.row, "branch") == ["ggz", "vvt"]
    assert (values(published.row, "origin"), values(published.row, "policy")) == ((), ())
    revised = ("04-17 09:00", "initiative-revised", {"branches": ["ggz"], "region": "Midden"})
    both = life(SUBMITTED, revised, ("05-01 09:00", "published", article))
    assert (values(both.row, "theme"), values(both.row, "region")) == (["gezond-werken"], ("Midden",))
    assert (values(both.row, "branch"), values(both.row, "origin")) == (["ggz"], ("approached",))


@pytest.mark.parametrize("odd", [None, 3, "ggz", [3], {"a": 1}])
def test_branches_of_another_kind_are_passed_over(odd: object) -> None:
    """The ledger takes everything; what is no list of words is not counted by."""
    assert values(life(("04-16 09:00", "submitted", {"branches": odd})).row, "branch") == ()
