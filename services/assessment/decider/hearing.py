"""What intake's facts make of a dossier. Never refused: what comes late, early or twice is noted, or adds nothing."""

from typing import TypeVar, assert_never

from services.assessment import commands, events
from services.assessment.decider.states import (
    Closed,
    Deferred,
    Judging,
    Met,
    NotMet,
    NotOpened,
    Proposed,
    State,
    Told,
    WithdrawnBefore,
)
from shared.versions import Version

Facts = list[events.InitiativeEvent]
R = TypeVar("R", events.RevisionNotedByAssessment, events.DossierRevised, events.DossierReopened)


def open_dossier(command: commands.OpenDossier, state: State) -> Facts:
    match state:
        case NotOpened():
            return _opened(command, state)
        case WithdrawnBefore():
            return [*_opened(command, state), events.DossierClosed(reason="withdrawn")]
        case Judging() | Deferred() | Proposed() | Met() | NotMet() | Closed():
            return []
        case _:
            assert_never(state)


def note_revision(command: commands.NoteRevision, state: State) -> Facts:
    version, told = command.submission_version, Told(command.title, command.organisations, command.region)
    known = Version(command.submission_digest, command.changed)
    match state:
        case NotOpened(newest) if version > newest:
            return [_revision(events.RevisionNotedByAssessment, version, told, known)]
        case Judging(dossier) | Deferred(dossier) | Proposed(dossier) | Met(dossier) if (
            version > dossier.submission_version
        ):
            return [_revision(events.DossierRevised, version, told, known)]
        case NotMet(dossier) if version > dossier.submission_version:
            if dossier.reopened_once:
                return [_revision(events.RevisionNotedByAssessment, version, told, known)]
            return [_revision(events.DossierReopened, version, told, known)]
        case NotOpened() | Judging() | Deferred() | Proposed() | Met() | NotMet():  # this version is known already
            return []
        case WithdrawnBefore() | Closed():
            return []
        case _:
            assert_never(state)


def note_withdrawal(state: State) -> Facts:
    match state:
        case NotOpened():
            return [events.WithdrawalNotedByAssessment()]
        case Judging() | Deferred() | Proposed() | Met() | NotMet():
            return [events.DossierClosed(reason="withdrawn")]
        case WithdrawnBefore() | Closed():
            return []
        case _:
            assert_never(state)


def note_answer(command: commands.NoteAnswer, state: State) -> Facts:
    match state:
        case Judging(dossier) | Deferred(dossier) | Proposed(dossier) if dossier.questions.awaits(command.request_id):
            return [events.InformationReceived(request_id=command.request_id, answer=command.answer)]
        case Judging() | Deferred() | Proposed():  # answered already
            return []
        case NotOpened() | WithdrawnBefore() | Met() | NotMet() | Closed():  # no question is open there
            return []
        case _:
            assert_never(state)


def _opened(command: commands.OpenDossier, state: NotOpened | WithdrawnBefore) -> Facts:
    """The submission, followed by the newest revision where one was heard before it."""
    opened = events.DossierOpened(
        policy_version=command.policy.policy_version,
        policy_digest=command.policy.digest,
        submission_version=command.submission_version,
        submission_digest=command.submission_digest,
        title=command.title,
        submitter=command.submitter,
        criteria=command.policy.criteria,
        threshold=command.policy.threshold,
        declaration_required=command.policy.declaration_required or None,
        organisations=command.organisations,
        region=command.region,
    )
    newest = state.newest_version
    if newest > command.submission_version:
        return [opened, _revision(events.DossierRevised, newest, state.told, state.versions.of(newest))]
    return [opened]


def _revision(kind: type[R], version: int, told: Told, known: Version) -> R:
    return kind(
        submission_version=version,
        title=told.title,
        organisations=told.organisations,
        region=told.region,
        submission_digest=known.digest,
        changed=known.changed,
    )
