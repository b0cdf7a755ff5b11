"""What a fact makes of the state. What cannot follow changes nothing, and says so by name."""

from dataclasses import replace
from typing import assert_never

from services.review import events
from services.review.decider.findings import asked_again, chased, found, without
from services.review.decider.state import (
    Assessment,
    Cleared,
    Days,
    Heard,
    Met,
    NotMet,
    Open,
    Refused,
    Round,
    State,
    Submission,
    Submitted,
    TakenBack,
    Unassessed,
    Unsubmitted,
    Waiting,
    Withdrawn,
    suspended,
)


def evolve(state: State, event: events.InitiativeEvent) -> State:
    match event:
        case (
            events.SubmissionNotedByReview()
            | events.RevisionNotedByReview()
            | events.AssessmentNotedByReview()
            | events.AssessmentReversalNotedByReview()
        ):
            return _hear(state, event)
        case events.WithdrawalNotedByReview():
            return Withdrawn()
        case events.ClearanceRequested():
            return _open(state, event)
        case (
            events.InspectorateChecked()
            | events.InspectorateCheckCorrected()
            | events.MinistryVerdictGiven()
            | events.EmployersAdvised()
            | events.EmployersAdviceCorrected()
            | events.RoundClosed()
            | events.FindingsSetAside()
        ):
            return _find(state, event)
        case events.ReminderSent() | events.ClearanceEscalated():
            return _chase(state, event)
        case events.MinistryCleared():
            return _clear(state)
        case events.MinistryRefused():
            return _refuse(state)
        case events.ClearanceReversed():
            return _reopen(state, event)
        case events.ClearanceResumed():
            return _resume(state, event)
        case events.ClearanceClosed():
            return _close(state)
        case events.ClearanceBecameDue():
            return state  # told to others; no decision depends on it
        case _:
            assert_never(event)


def _hear(state: State, event: events.Noted) -> State:
    match state:
        case Open(heard, round_):
            return _suspended(Open(_add(heard, event), round_))
        case Waiting() | Cleared() | Refused():
            return replace(state, heard=_add(state.heard, event))
        case Withdrawn():
            return state
        case _:
            assert_never(state)


def _suspended(state: Open) -> Open:
    """Nobody is reminded of what cannot be found now."""
    if not suspended(state.heard, state.round.version):
        return state
    return replace(state, round=replace(state.round, reminder_days=(), escalates=False, since=None))


def _add(heard: Heard, event: events.Noted) -> Heard:
    match event:
        case events.SubmissionNotedByReview(submission_version=version, title=title):
            versions = heard.versions.heard(version, event.submission_digest)
            submission = Submitted(max(version, heard.submission.version), title)
            return replace(heard, submission=submission, versions=versions)
        case events.RevisionNotedByReview(submission_version=version):
            versions = heard.versions.heard(version, event.submission_digest, event.changed)
            return replace(heard, submission=_revise(heard.submission, event), versions=versions)
        case events.AssessmentNotedByReview(submission_version=version, outcome="met"):
            return _assessed(heard, Met(version, event.policy_version, event.policy_digest), event)
        case events.AssessmentNotedByReview(submission_version=version):
            return _assessed(heard, NotMet(version), event)
        case events.AssessmentReversalNotedByReview(submission_version=version):
            return _assessed(heard, _taken_back(heard.assessment, version), event)
        case _:
            assert_never(event)


def _taken_back(assessment: Assessment, version: int) -> TakenBack:
    """With the policy under which it found that this version meets the criteria, where it did."""
    match assessment:
        case Met(of, policy, digest) | TakenBack(of, policy, digest) if of == version:
            return TakenBack(version, policy, digest)
        case Unassessed() | Met() | NotMet() | TakenBack():
            return TakenBack(version, None)
        case _:
            assert_never(assessment)


def _assessed(
    heard: Heard,
    assessment: Assessment,
    event: events.AssessmentNotedByReview | events.AssessmentReversalNotedByReview,
) -> Heard:
    digest = None if isinstance(event, events.AssessmentReversalNotedByReview) else event.submission_digest
    return replace(
        heard,
        assessment=assessment,
        assessments=event.source_sequence or heard.assessments,
        versions=heard.versions.heard(event.submission_version, digest),
    )


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
        reminder_days=() if event.suspended else event.reminder_days or (),
        escalates=event.escalation_days is not None and not event.suspended,
        days=Days(event.reminder_days or (), event.escalation_days),
        policy_digest=event.policy_digest,
        submission_digest=event.submission_digest,
    )
    match state:
        case Open(heard, before):
            asked = replace(asked, advised=before.advised)  # advice is of the clearance, and stands
            return Open(heard, asked if event.check_stands is False else _with_check(asked, before))
        case Waiting(heard) | Cleared(heard):
            return Open(heard, asked)
        case Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _with_check(asked: Round, before: Round) -> Round:
    return replace(
        asked,
        inspectorate=before.inspectorate,
        checker=before.checker,
        checked_version=before.checked_version,
    )


def _find(state: State, event: events.Found) -> State:
    match state:
        case Open(heard, round_):
            return Open(heard, found(round_, event))
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _chase(state: State, event: events.Chased) -> State:
    match state:
        case Open(heard, round_):
            return Open(heard, chased(round_, event))
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _clear(state: State) -> State:
    match state:
        case Open(heard, round_):
            return Cleared(heard, round_)
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _refuse(state: State) -> State:
    match state:
        case Open(heard, round_):
            return Refused(heard, round_)
        case Waiting() | Cleared() | Refused() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _reopen(state: State, event: events.ClearanceReversed) -> State:
    match state:
        case Cleared(heard, round_) | Refused(heard, round_):
            return Open(heard, asked_again(replace(without(round_, event.ministry), closed=False), event))
        case Waiting() | Open() | Withdrawn():
            return state
        case _:
            assert_never(state)


def _resume(state: State, event: events.ClearanceResumed) -> State:
    match state:
        case Open(heard, round_):
            return Open(heard, asked_again(round_, event))
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
