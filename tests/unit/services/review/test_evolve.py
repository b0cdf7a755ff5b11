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
    Days,
    Heard,
    Met,
    Open,
    Refused,
    Round,
    State,
    Submitted,
    TakenBack,
    Waiting,
    Withdrawn,
)
from shared.envelope import timestamp
from shared.event import Event
from shared.testing.given import NOON, uuid
from tests.unit.services.review.clearances import (
    ALL,
    OCW,
    POLICY,
    SZW,
    VWS,
    advice_corrected,
    advised,
    assessed,
    check_corrected,
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
    resumed_round,
    reversal_noted,
    revised,
    round_closed,
    set_aside,
    submitted,
    taken_back,
    withdrawn,
)

FACTS: dict[type[Event], events.InitiativeEvent] = {
    type(fact): fact
    for fact in (
        submitted().model_copy(update={"title": "Another title"}),
        revised(2),
        assessed(2, "not-met"),
        reversal_noted(),
        withdrawn(),
        due(2),
        requested(2),
        resumed_round(),
        checked(),
        check_corrected(),
        found(VWS),
        advised(),
        advice_corrected(),
        reminded(),
        escalated(),
        round_closed(),
        set_aside(VWS),
        cleared(),
        refused(),
        taken_back(VWS),
        closed_by_rejection(),
    )
}
OF_CONFLICTS: set[type[Event]] = {events.ConflictNotedByReview}
"""In streams of their own, which `test_conflicts` tries."""
HEARING: set[type[Event]] = {
    events.SubmissionNotedByReview,
    events.RevisionNotedByReview,
    events.AssessmentNotedByReview,
    events.AssessmentReversalNotedByReview,
    events.WithdrawalNotedByReview,
}
HEARD = Heard(Submitted(1, "Ketenstage"), Met(1, POLICY), 1)
ASKED = Round(1, POLICY, ALL, reminder_days=(7, 14), escalates=True, days=Days((7, 14), 28))
OPEN = Open(HEARD, ASKED)
SILENT: set[type[Event]] = {events.ClearanceBecameDue, events.ClearanceReversed, events.FindingsSetAside}


def test_all_kinds_of_facts_are_tried() -> None:
    """The table below forgets no event type."""
    known = {*get_args(events.InitiativeEvent), events.PolicyEvent}
    assert {*FACTS, events.PolicyNotedByReview} == known == set(events.TYPES.by_type.values()) - OF_CONFLICTS


@pytest.mark.parametrize(
    ("state", "following"),
    [
        (Waiting(HEARD), {*HEARING, events.ClearanceRequested}),
        (OPEN, set(FACTS) - SILENT),
        (
            Cleared(HEARD, ASKED),
            {*HEARING, events.ClearanceRequested, events.ClearanceReversed, events.ClearanceClosed},
        ),
        (Refused(HEARD, ASKED), {*HEARING, events.ClearanceReversed}),
        (Withdrawn(), set()),
    ],
)
def test_only_what_can_follow_changes_the_state(state: State, following: set[type[Event]]) -> None:
    """Every other fact leaves the state exactly as it was."""
    assert {kind for kind, fact in FACTS.items() if evolve(state, fact) != state} == following


def test_a_request_in_an_open_round_keeps_check_and_advice_and_drops_the_verdicts() -> None:
    """Verdicts were given on older content."""
    by = frozenset({events.PersonId(uuid(1))})
    in_round = Open(HEARD, replace(ASKED, inspectorate="clear", verdicts={VWS: "cleared"}, advised=by))
    again = requested(2, check_stands=True)
    assert evolve(in_round, again) == Open(HEARD, replace(ASKED, version=2, inspectorate="clear", advised=by))


def test_a_request_after_a_clearance_starts_from_nothing() -> None:
    """The new round knows no check and no verdict."""
    assert evolve(Cleared(HEARD, ASKED), requested(2)) == Open(HEARD, replace(ASKED, version=2))


def test_a_reversal_opens_the_round_without_that_verdict() -> None:
    """All others stay, and so does the check; days count from then on."""
    ended = replace(ASKED, inspectorate="clear", verdicts=dict.fromkeys(ALL, "cleared"), closed=True)
    rest: dict[events.Ministry, events.Verdict] = {OCW: "cleared", SZW: "cleared"}
    opened = Open(HEARD, replace(ended, verdicts=rest, closed=False, since=timestamp(NOON)))
    assert evolve(Cleared(HEARD, ended), taken_back(VWS)) == opened
    assert evolve(Refused(HEARD, ended), taken_back(VWS, outcome="refused")) == opened


def test_nobody_is_reminded_of_what_is_suspended() -> None:
    """By a newer version, or by an assessment that was taken back."""
    waits = replace(ASKED, reminder_days=(), escalates=False)
    assert evolve(OPEN, reversal_noted()) == Open(replace(HEARD, assessment=TakenBack(1, POLICY), assessments=2), waits)
    assert evolve(OPEN, revised()) == Open(replace(HEARD, submission=Submitted(2, "Ketenstage")), waits)


def test_a_closed_clearance_keeps_what_was_heard() -> None:
    """So that a reassessment can make it due again."""
    assert evolve(OPEN, closed_by_rejection()) == evolve(Cleared(HEARD, ASKED), closed_by_rejection()) == Waiting(HEARD)


def test_a_policy_is_known_by_its_ministries() -> None:
    """That is all that requesting needs of it."""
    assert evolve_policy(UnknownPolicy(), policy_noted()) == KnownPolicy(ALL, (7, 14), 28)


def test_a_forgotten_case_is_loud() -> None:
    """Neither an event nor a command nobody wrote a case for passes silently."""
    with pytest.raises(AssertionError):
        evolve(Waiting(), cast(Any, policy_noted()))
    with pytest.raises(AssertionError):
        decide(cast(commands.InitiativeCommand, policy_noted()), Waiting())
