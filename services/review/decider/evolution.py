"""What a fact makes of the state. What cannot follow changes nothing, and says so by name."""

from dataclasses import replace
from typing import assert_never

from services.review import events
from services.review.decider.state import (
    Cleared,
    Heard,
    Met,
    NotMet,
    Open,
    Refused,
    Round,
    State,
    Submission,
    Submitted,
    Unsubmitted,
    Waiting,
    Withdrawn,
)


def evolve(state: State, event: events.InitiativeEvent) -> State:
    match event:
        case events.SubmissionNotedByReview() | events.RevisionNotedByReview() | events.AssessmentNotedByReview():
            return _hear(state, event)
        case events.WithdrawalNotedByReview():
            return Withdrawn()
        case events.ClearanceRequested():
            return _open(state, event)
        case events.InspectorateChecked() | events.MinistryVerdictGiven():
            return _find(state, event)
        case events.ReminderSent() | events.ClearanceEscalated():
            return _chase(state, event)
        case events.MinistryCleared():
            return _clear(state)
        case events.MinistryRefused():
            return _refuse(state)
        case events.ClearanceClosed():
            return _close(state)
        case events.ClearanceBecameDue() | events.EmployersAdvised() | events.RoundClosed():
            return state  # told to others; no decision depends on it
        case _:
            assert_never(event)


def _hear(state: State, event: events.Noted) -> State:
    match state:
        case Open(heard, round_):
            return _suspended(Open(_add(heard, event), round_))
        case Waiting() | Cleared():
            return replace(state, heard=_add(state.heard, event))
        case Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _suspended(state: Open) -> Open:
    """Nobody is reminded of a version behind which a newer one is known."""
    if state.heard.newest <= state.round.version:
        return state
    return replace(state, round=replace(state.round, reminder_days=(), escalates=False))


def _add(heard: Heard, event: events.Noted) -> Heard:
    match event:
        case events.SubmissionNotedByReview(submission_version=version, title=title):
            return replace(heard, submission=Submitted(max(version, heard.submission.version), title))
        case events.RevisionNotedByReview():
            return replace(heard, submission=_revise(heard.submission, event))
        case events.AssessmentNotedByReview(submission_version=version, outcome="met"):
            return replace(heard, assessment=Met(version, event.policy_version))
        case events.AssessmentNotedByReview(submission_version=version):
            return replace(heard, assessment=NotMet(version))
        case _:
            assert_never(event)


def _revise(submission: Submission, event: events.RevisionNotedByReview) -> Submission:
    match submission:
        case Unsubmitted():
            return Unsubmitted(event.submission_version)
        case Submitted(_, title):
            return Submitted(event.submission_version, title if event.title is None else event.title)
        case _:
            assert_never(submission)


def _open(state: State, event: events.ClearanceRequested) -> State:
    asked = Round(
        event.submission_version,
        event.policy_version,
        event.required_ministries,
        reminder_days=event.reminder_days or (),
        escalates=event.escalation_days is not None,
    )
    match state:
        case Open(heard, Round(inspectorate=inspectorate)):
            return Open(heard, replace(asked, inspectorate=inspectorate))  # made once per clearance; it still stands
        case Waiting(heard) | Cleared(heard):
            return Open(heard, asked)
        case Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _find(state: State, event: events.Found) -> State:
    match state:
        case Open(heard, round_):
            return Open(heard, found(round_, event))
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def found(round_: Round, event: events.Found) -> Round:
    """The round with what was found in it."""
    match event:
        case events.InspectorateChecked(clear=clear):
            return replace(round_, inspectorate="clear" if clear else "objects")
        case events.MinistryVerdictGiven(ministry=ministry, verdict=verdict):
            return replace(round_, verdicts={**round_.verdicts, ministry: verdict})
        case _:
            assert_never(event)


def _chase(state: State, event: events.Chased) -> State:
    match state:
        case Open(heard, round_):
            return Open(heard, _chased(round_, event))
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _chased(round_: Round, event: events.Chased) -> Round:
    match event:
        case events.ReminderSent(further_days=days):
            return replace(round_, reminder_days=days)
        case events.ClearanceEscalated():
            return replace(round_, escalates=False)
        case _:
            assert_never(event)


def _clear(state: State) -> State:
    match state:
        case Open(heard, round_):
            return Cleared(heard, round_.version)
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _refuse(state: State) -> State:
    match state:
        case Open():
            return Refused()
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _close(state: State) -> State:
    match state:
        case Open(heard) | Cleared(heard):
            return Waiting(heard)
        case Waiting() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)
