"""What facts make of an initiative: total, and silent about nothing."""

import re
from typing import Any, cast, get_args

import pytest

from services.intake import events
from services.intake.commands import InitiativeCommand
from services.intake.decider.decisions import decide
from services.intake.decider.evolution import evolve
from services.intake.decider.state import Contact, Noted, NotSubmitted, Published, Questions, State, UnderWay, Withdrawn
from shared.errors import Refusal
from shared.event import Event
from tests.unit.services.intake import ketenstage as k
from tests.unit.services.intake.ketenstage import (
    DESCRIPTION,
    QUESTION,
    REVISED,
    SUBMITTED,
    WITHDRAWN,
    answered,
    kept,
    noted,
)

ME = SUBMITTED.submitter
FACTS: dict[type[Event], events.InitiativeEvent] = {
    type(fact): fact
    for fact in (
        *(SUBMITTED, REVISED, WITHDRAWN, QUESTION, answered(), noted("met", 1)),
        *(k.asked(1), k.confirmed(1), k.removed(1, "declined")),
        events.ReopeningNotedByIntake(submission_version=2, source_sequence=9),
        events.RetentionEnded(erasure=k.ERASURE),
    )
}
NAMED = (Contact(kept()),)
UNDER_WAY = UnderWay(ME, 1, DESCRIPTION, NAMED, Questions(), {})
PUBLISHED = Published(ME, 1, DESCRIPTION, NAMED, Questions(), {})
GONE = Withdrawn(ME, NAMED, {})


def test_a_submission_with_its_revisions_is_under_way() -> None:
    """The newest version holds the first text with what was changed since."""
    described = DESCRIPTION.model_copy(update={"title": "Ketenstage Groningen"})
    assert evolve(evolve(NotSubmitted(), SUBMITTED), REVISED) == UnderWay(ME, 2, described, NAMED, Questions(), {})


def test_publication_and_withdrawal_keep_what_was_noted() -> None:
    """Questions stay open after publication; what was heard stays after a withdrawal."""
    published = evolve(evolve(evolve(UNDER_WAY, QUESTION), noted("met", 1)), noted("published", number=7))
    both: Noted = {"assessment": 1, "publication": 7}
    assert published == Published(ME, 1, DESCRIPTION, NAMED, Questions(open=frozenset({k.ASKED})), both)
    assert evolve(published, WITHDRAWN) == Withdrawn(ME, NAMED, both, published=True)


def test_an_answered_question_is_open_no_more() -> None:
    """A question stands in one place: to be answered, or answered."""
    assert evolve(evolve(UNDER_WAY, QUESTION), answered()) == UnderWay(
        ME, 1, DESCRIPTION, NAMED, Questions(answered=frozenset({k.ASKED})), {}
    )


def test_all_kinds_of_facts_are_tried() -> None:
    """The table below forgets no event type."""
    assert set(FACTS) == set(get_args(events.InitiativeEvent))


@pytest.mark.parametrize(
    ("state", "following"),
    [
        (NotSubmitted(), {events.InitiativeSubmitted}),
        (UNDER_WAY, set(FACTS) - {events.InitiativeSubmitted, events.RetentionEnded}),
        (PUBLISHED, set(FACTS) - {events.InitiativeSubmitted, events.InitiativeRevised, events.RetentionEnded}),
        (GONE, {events.OutcomeNoted, *get_args(events.ContactEvent)}),
    ],
)
def test_only_what_can_follow_changes_the_state(state: State, following: set[type[Event]]) -> None:
    """Every other fact leaves the state exactly as it was."""
    assert {kind for kind, fact in FACTS.items() if evolve(state, fact) != state} == following


def test_a_forgotten_case_is_loud() -> None:
    """A state, fact or command that nobody wrote a case for is a fault, never passed over."""
    strange = cast(Any, object())
    for fact in FACTS.values():
        with pytest.raises(AssertionError):
            evolve(strange, fact)
    with pytest.raises(AssertionError):
        evolve(UNDER_WAY, strange)
    with pytest.raises(AssertionError):
        decide(strange, UNDER_WAY)
    with pytest.raises(AssertionError):
        decide(k.note_question(), strange)


REFUSED: list[tuple[InitiativeCommand, State]] = [
    (k.submit(), GONE),
    (k.withdraw(), GONE),
    (k.supply(), GONE),
    (k.supply(), PUBLISHED),
    (k.revise(events.Changes()), UNDER_WAY),
    (k.revise(events.Changes()), PUBLISHED),
    (k.withdraw(), NotSubmitted()),
    (k.withdraw(k.by(k.SOMEBODY_ELSE)), UNDER_WAY),
]


@pytest.mark.parametrize(("command", "state"), REFUSED)
def test_a_refusal_names_its_rule_and_tells_what_was_kept(command: InitiativeCommand, state: State) -> None:
    """Every refusal has a name of its own and says what happened, and then what to do."""
    with pytest.raises(Refusal) as refused:
        decide(command, state)
    assert re.fullmatch(r"[A-Z][^.]+\. [A-Z][^.]+\.", refused.value.sentence)
    assert refused.value.rule not in {"refused", "not-now"}
