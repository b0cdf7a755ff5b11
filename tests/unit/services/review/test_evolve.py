"""What facts make of a clearance: total, and silent about nothing."""

from dataclasses import replace
from typing import Any, cast, get_args

import pytest

from services.review import commands, events
from services.review.decider import decide
from services.review.decider.evolution import evolve
from services.review.decider.policy import KnownPolicy, UnknownPolicy
from services.review.decider.policy import evolve as evolve_policy
from services.review.decider.state import (
    Cleared,
    Heard,
    Met,
    Open,
    Refused,
    Round,
    State,
    Submitted,
    Waiting,
    Withdrawn,
)
from shared.event import Event
from tests.unit.services.review.clearances import (
    ALL,
    POLICY,
    VWS,
    advised,
    assessed,
    checked,
    cleared,
    closed_by_rejection,
    due,
    escalated,
    found,
    policy_noted,
    refused,
    reminded,
    requested,
    revised,
    round_closed,
    submitted,
    withdrawn,
)

FACTS: dict[type[Event], events.InitiativeEvent] = {
    type(fact): fact
    for fact in (
        submitted().model_copy(update={"title": "Another title"}),
        revised(2),
        assessed(2, "not-met"),
        withdrawn(),
        due(2),
        requested(2),
        checked(),
        found(VWS),
        advised(),
        reminded(),
        escalated(),
        round_closed(),
        cleared(),
        refused(),
        closed_by_rejection(),
    )
}
HEARING: set[type[Event]] = {
    events.SubmissionNotedByReview,
    events.RevisionNotedByReview,
    events.AssessmentNotedByReview,
    events.WithdrawalNotedByReview,
}
HEARD = Heard(Submitted(1, "Ketenstage"), Met(1, POLICY))
ASKED = Round(1, POLICY, ALL, reminder_days=(7, 14), escalates=True)
OPEN = Open(HEARD, ASKED)
SILENT: set[type[Event]] = {events.ClearanceBecameDue, events.EmployersAdvised, events.RoundClosed}


def test_all_kinds_of_facts_are_tried() -> None:
    """The table below forgets no event type."""
    known = {*get_args(events.InitiativeEvent), events.PolicyEvent}
    assert {*FACTS, events.PolicyNotedByReview} == known == set(events.TYPES.by_type.values())


@pytest.mark.parametrize(
    ("state", "following"),
    [
        (Waiting(HEARD), {*HEARING, events.ClearanceRequested}),
        (OPEN, set(FACTS) - SILENT),
        (Cleared(HEARD, 1), {*HEARING, events.ClearanceRequested, events.ClearanceClosed}),
        (Refused(), {events.WithdrawalNotedByReview}),
        (Withdrawn(), set()),
    ],
)
def test_only_what_can_follow_changes_the_state(state: State, following: set[type[Event]]) -> None:
    """Every other fact leaves the state exactly as it was."""
    assert {kind for kind, fact in FACTS.items() if evolve(state, fact) != state} == following


def test_a_request_in_an_open_round_keeps_the_check_and_drops_the_verdicts() -> None:
    """Verdicts were given on older content."""
    in_round = Open(HEARD, replace(ASKED, inspectorate="clear", verdicts={VWS: "cleared"}))
    assert evolve(in_round, requested(2)) == Open(HEARD, replace(ASKED, version=2, inspectorate="clear"))


def test_a_request_after_a_clearance_starts_from_nothing() -> None:
    """The new round knows no check and no verdict."""
    assert evolve(Cleared(HEARD, 1), requested(2)) == Open(HEARD, replace(ASKED, version=2))


def test_a_closed_clearance_keeps_what_was_heard() -> None:
    """So that a reassessment can make it due again."""
    assert evolve(OPEN, closed_by_rejection()) == evolve(Cleared(HEARD, 1), closed_by_rejection()) == Waiting(HEARD)


def test_a_policy_is_known_by_its_ministries() -> None:
    """That is all that requesting needs of it."""
    assert evolve_policy(UnknownPolicy(), policy_noted()) == KnownPolicy(ALL, (7, 14), 28)


def test_a_forgotten_case_is_loud() -> None:
    """Neither an event nor a command nobody wrote a case for passes silently."""
    with pytest.raises(AssertionError):
        evolve(Waiting(), cast(Any, policy_noted()))
    with pytest.raises(AssertionError):
        decide(cast(commands.InitiativeCommand, policy_noted()), Waiting())
