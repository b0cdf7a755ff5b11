"""What intake's facts make of a dossier. Never refused: what comes late, early or twice is noted, or adds nothing."""

from typing import assert_never

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
    WithdrawnBefore,
)

Facts = list[events.InitiativeEvent]


def open_dossier(command: commands.OpenDossier, state: State) -> Facts:
    match state:
        case NotOpened(newest, title):
            return _opened(command, newest, title)
        case WithdrawnBefore(newest, title):
            return [*_opened(command, newest, title), events.DossierClosed(reason="withdrawn")]
        case Judging() | Deferred() | Proposed() | Met() | NotMet() | Closed():
            return []
        case _:
            assert_never(state)


def note_revision(command: commands.NoteRevision, state: State) -> Facts:
    version, title = command.submission_version, command.title
    match state:
        case NotOpened(newest) if version > newest:
            return [events.RevisionNotedByAssessment(submission_version=version, title=title)]
        case Judging(dossier) | Deferred(dossier) | Proposed(dossier) | Met(dossier) if (
            version > dossier.submission_version
        ):
            return [events.DossierRevised(submission_version=version, title=title)]
        case NotMet(dossier) if version > dossier.submission_version:
            if dossier.reopened_once:
                return [events.RevisionNotedByAssessment(submission_version=version, title=title)]
            return [events.DossierReopened(submission_version=version, title=title)]
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
            return [events.InformationReceived(request_id=command.request_id)]
        case Judging() | Deferred() | Proposed():  # answered already
            return []
        case NotOpened() | WithdrawnBefore() | Met() | NotMet() | Closed():  # no question is open there
            return []
        case _:
            assert_never(state)


def _opened(command: commands.OpenDossier, newest: int, title: str | None) -> Facts:
    """The submission, followed by the newest revision where one was heard before it."""
    opened = events.DossierOpened(
        policy_version=command.policy.policy_version,
        submission_version=command.submission_version,
        title=command.title,
        submitter=command.submitter,
        criteria=command.policy.criteria,
        threshold=command.policy.threshold,
    )
    if newest > command.submission_version:
        return [opened, events.DossierRevised(submission_version=newest, title=title)]
    return [opened]
