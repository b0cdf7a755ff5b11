"""What reactions do: note what others announced, and request the clearance that became due. They never refuse."""

from typing import assert_never

from services.review import commands, events
from services.review.decider.evolution import evolve
from services.review.decider.policy import KnownPolicy, PolicyState, UnknownPolicy
from services.review.decider.state import (
    Cleared,
    Heard,
    Open,
    Refused,
    State,
    Submitted,
    Unsubmitted,
    Waiting,
    Withdrawn,
    due,
    newest,
)
from shared.event import Event


def note_submission(command: commands.NoteSubmission, state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard):
            return _submission(command, state, heard)
        case Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


def _submission(command: commands.NoteSubmission, state: State, heard: Heard) -> list[events.InitiativeEvent]:
    match heard.submission:
        case Unsubmitted():
            return _with_what_becomes_due(
                state,
                events.SubmissionNotedByReview(
                    submission_version=command.submission_version, title=command.title, region=command.region
                ),
            )
        case Submitted():
            return []
        case _:
            assert_never(heard.submission)


def note_revision(command: commands.NoteRevision, state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard) if heard.submission.version < command.submission_version:
            return _with_what_becomes_due(
                state,
                events.RevisionNotedByReview(
                    submission_version=command.submission_version, title=command.title, region=command.region
                ),
            )
        case Waiting() | Open() | Cleared() | Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


def note_assessment(command: commands.NoteAssessment, state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard) if heard.assessment.version < command.submission_version:
            return _assessed(command, state)
        case Waiting() | Open() | Cleared() | Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


def _assessed(command: commands.NoteAssessment, state: State) -> list[events.InitiativeEvent]:
    noted = events.AssessmentNotedByReview(
        policy_version=command.policy_version, submission_version=command.submission_version, outcome=command.outcome
    )
    match command.outcome, state:
        case "not-met", (Open() | Cleared()):
            return [noted, events.ClearanceClosed(reason="rejected")]
        case _:
            return _with_what_becomes_due(state, noted)


def note_withdrawal(state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting():
            return [events.WithdrawalNotedByReview()]
        case Open() | Cleared() | Refused():
            return [events.WithdrawalNotedByReview(), events.ClearanceClosed(reason="withdrawn")]
        case Withdrawn():
            return []
        case _:
            assert_never(state)


def _with_what_becomes_due(state: State, noted: events.Noted) -> list[events.InitiativeEvent]:
    """What was noted, and the clearance that it makes due; one that was due before is not announced again."""
    facts: list[events.InitiativeEvent] = [noted]
    before, after = due(state), due(evolve(state, noted))
    if after and (before is None or before.version < after.version):
        facts.append(events.ClearanceBecameDue(policy_version=after.policy_version, submission_version=after.version))
    return facts


def request_clearance(
    command: commands.RequestClearance, state: State, policy: PolicyState
) -> tuple[list[Event], list[Event]]:
    """Facts for the initiative's stream; the policy's is only read. Who cannot answer yet is not reminded either."""
    asked = due(state)
    can_answer = asked is not None and asked.version == newest(state)
    match policy:
        case KnownPolicy(required, reminder_days, escalation_days) if (
            asked and asked.policy_version == command.policy_version
        ):
            return [
                events.ClearanceRequested(
                    policy_version=asked.policy_version,
                    submission_version=asked.version,
                    title=asked.title,
                    required_ministries=required,
                    reminder_days=reminder_days if can_answer else None,
                    escalation_days=escalation_days if can_answer else None,
                )
            ], []
        case KnownPolicy() | UnknownPolicy():
            return [], []
        case _:
            assert_never(policy)
