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
    Round,
    State,
    Submitted,
    TakenBack,
    Unsubmitted,
    Waiting,
    Withdrawn,
    due,
    suspended,
)
from services.review.submission import ORGANISATIONS
from shared.envelope import timestamp
from shared.event import Event


def note_submission(command: commands.NoteSubmission, state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard) | Refused(heard):
            return _submission(command, state, heard)
        case Withdrawn():
            return []
        case _:
            assert_never(state)


def _submission(command: commands.NoteSubmission, state: State, heard: Heard) -> list[events.InitiativeEvent]:
    match heard.submission:
        case Unsubmitted():
            return with_what_becomes_due(
                state,
                events.SubmissionNotedByReview(
                    submission_version=command.submission_version,
                    title=command.title,
                    region=command.region,
                    submission_digest=command.submission_digest,
                ),
            )
        case Submitted():
            return []
        case _:
            assert_never(heard.submission)


def note_revision(command: commands.NoteRevision, state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard) | Refused(heard) if (
            heard.submission.version < command.submission_version
        ):
            return with_what_becomes_due(
                state,
                events.RevisionNotedByReview(
                    submission_version=command.submission_version,
                    title=command.title,
                    region=command.region,
                    submission_digest=command.submission_digest,
                    changed=command.changed,
                ),
            )
        case Waiting() | Open() | Cleared() | Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


def note_assessment(command: commands.NoteAssessment, state: State) -> list[events.InitiativeEvent]:
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard) | Refused(heard) if (
            heard.assessments < command.source_sequence
        ):
            return _assessed(command, state)
        case Waiting() | Open() | Cleared() | Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


def _assessed(command: commands.NoteAssessment, state: State) -> list[events.InitiativeEvent]:
    noted = events.AssessmentNotedByReview(
        policy_version=command.policy_version,
        submission_version=command.submission_version,
        outcome=command.outcome,
        source_sequence=command.source_sequence,
        policy_digest=command.policy_digest,
        submission_digest=command.submission_digest,
    )
    match command.outcome, state, evolve(state, noted):
        case "not-met", (Open() | Cleared()), _:
            return [noted, events.ClearanceClosed(reason="rejected")]
        case "met", Open(Heard(assessment=TakenBack())), Open(heard, round_) if not suspended(heard, round_.version):
            return [noted, _resumed(command, round_)]
        case _:
            return with_what_becomes_due(state, noted)


def _resumed(command: commands.NoteAssessment, round_: Round) -> events.ClearanceResumed:
    return events.ClearanceResumed(
        **round_.found_on,
        ministries=round_.unanswered,
        since=timestamp(command.act.now),
        reminder_days=round_.days.reminders,
        escalation_days=round_.days.escalation,
    )


def note_assessment_reversal(command: commands.NoteAssessmentReversal, state: State) -> list[events.InitiativeEvent]:
    """What was found is kept: it counts again when the same version is found to meet the criteria after all."""
    match state:
        case Waiting(heard) | Open(heard) | Cleared(heard) | Refused(heard) if (
            heard.assessments < command.source_sequence
        ):
            return [
                events.AssessmentReversalNotedByReview(
                    submission_version=command.submission_version, source_sequence=command.source_sequence
                )
            ]
        case Waiting() | Open() | Cleared() | Refused() | Withdrawn():
            return []
        case _:
            assert_never(state)


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


def with_what_becomes_due(state: State, fact: events.InitiativeEvent) -> list[events.InitiativeEvent]:
    """A fact, and the clearance that it makes due; one that was due before is not announced again."""
    facts: list[events.InitiativeEvent] = [fact]
    before, after = due(state), due(evolve(state, fact))
    if after and (before is None or before.asked != after.asked):
        facts.append(events.ClearanceBecameDue(policy_version=after.policy_version, submission_version=after.version))
    return facts


def request_clearance(
    command: commands.RequestClearance, state: State, policy: PolicyState
) -> tuple[list[Event], list[Event]]:
    """Facts for the initiative's stream; the policy's is only read."""
    asked = due(state)
    match policy:
        case KnownPolicy(required, reminder_days, escalation_days, digest) if (
            asked and asked.policy_version == command.policy_version
        ):
            return [
                events.ClearanceRequested(
                    policy_version=asked.policy_version,
                    policy_digest=asked.policy_digest or digest,
                    submission_version=asked.version,
                    submission_digest=asked.submission_digest,
                    title=asked.title,
                    required_ministries=required,
                    reminder_days=reminder_days,
                    escalation_days=escalation_days,
                    suspended=asked.suspended,
                    check_stands=_check_stands(state, asked.version),
                )
            ], []
        case KnownPolicy() | UnknownPolicy():
            return [], []
        case _:
            assert_never(policy)


def _check_stands(state: State, asked: int) -> bool:
    """A check is of the organisations of a version and says nothing of others: it stands where none were told anew."""
    match state:
        case Open(heard, Round(checked_version=int() as checked)):
            changed = heard.versions.changed_since(checked, asked)
            return changed is not None and ORGANISATIONS not in changed
        case Waiting() | Open() | Cleared() | Refused() | Withdrawn():
            return False
        case _:
            assert_never(state)
