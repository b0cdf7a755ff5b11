"""What must be so before anything is done with a dossier, and what is said when it is not."""

from typing import assert_never

from services.assessment import commands, errors
from services.assessment.decider.states import (
    Closed,
    Deferred,
    Dossier,
    Judging,
    Met,
    NotMet,
    NotOpened,
    Proposed,
    State,
    WithdrawnBefore,
)
from shared import submission
from shared.errors import Unknown
from shared.versions import must_be_decided_on, must_be_newest


def undecided(state: State) -> Judging | Deferred | Proposed:
    """The dossier while it can be decided, or why it cannot."""
    match state:
        case Judging() | Deferred() | Proposed():
            return state
        case NotOpened() | WithdrawnBefore():
            raise Unknown(
                "There is no dossier of this initiative. Nothing was changed; if it was submitted just now, "
                "try again in a few seconds."
            )
        case Met() | NotMet():
            raise errors.AlreadyDecided(
                "This submission is already decided, and the outcome stands. Reverse it with a reason to judge again; "
                "a revision by its submitter opens it too, after a rejection once."
            )
        case Closed():
            raise errors.InitiativeWithdrawn(
                "The submitter has withdrawn this initiative. Its dossier is kept as it was; there is nothing to do."
            )
        case _:
            assert_never(state)


def judging(state: State) -> Dossier:
    """The dossier while it is being judged, or why it is not."""
    there = undecided(state)
    if isinstance(there, Deferred):
        raise errors.AssessmentIsDeferred(
            f"The initiative was invited to come back on {there.until.isoformat()}; until then nothing is judged or "
            "decided. The judgements there are were kept; resume the assessment first."
        )
    if isinstance(there, Proposed):
        raise errors.RejectionAwaitsConfirmation(
            "A rejection is proposed, and the judgements stay as they are. Let another adviser confirm or contest it; "
            "contested, it can be judged again."
        )
    return there.dossier


def proposed(state: State) -> Proposed:
    """The rejection that is proposed, or why there is none."""
    there = undecided(state)
    if not isinstance(there, Proposed):
        raise errors.NoRejectionProposed(
            "No rejection is proposed, so there is none to confirm or contest. The judgements were kept; decide first."
        )
    return there


def require_newest(command: commands.OnVersion, state: State) -> None:
    """Raise unless what was seen is the newest version known here."""
    dossier = undecided(state).dossier
    must_be_newest(command.seen, dossier.submission_version, dossier.versions, submission.text(command.initiative_id))


def require_decided_on(command: commands.Reverse, dossier: Dossier, decided: int) -> None:
    """Raise unless what was seen is the version that the outcome is of."""
    newest, text = dossier.submission_version, submission.text(command.initiative_id)
    must_be_decided_on(command.seen, decided, newest, dossier.versions, text)


def require_answers(dossier: Dossier) -> None:
    """Raise while the submitter has to answer."""
    if dossier.questions.open:
        raise errors.QuestionOpen(
            "The submitter has not answered every question yet, so the clock stands still. The judgements were kept; "
            "decide when the answer is in."
        )
