"""An outcome is taken back with a reason: judging goes on, with the judgements there are."""

from typing import assert_never

from services.assessment import commands, errors, events
from services.assessment.decider import guards
from services.assessment.decider.states import (
    Closed,
    DecidedOn,
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

Facts = list[events.InitiativeEvent]


def reverse(command: commands.Reverse, state: State) -> Facts:
    match state:
        case Met(dossier):
            guards.require_decided_on(command, dossier, dossier.submission_version)
            return [_reversed(command, "met", dossier.decided_on)]
        case NotMet(dossier, decided):
            guards.require_decided_on(command, dossier, decided)
            return [_reversed(command, "not-met", dossier.deciding_on(decided)), *_noted_meanwhile(decided, dossier)]
        case NotOpened() | WithdrawnBefore() | Judging() | Deferred() | Proposed() | Closed():
            guards.undecided(state)
            raise errors.NotDecided(
                "This submission has no outcome yet, so there is none to take back. What was found was kept; "
                "a judgement is replaced by judging again, a proposed rejection by contesting it."
            )
        case _:
            assert_never(state)


def _reversed(command: commands.Reverse, outcome: events.Outcome, decided_on: DecidedOn) -> events.AssessmentReversed:
    return events.AssessmentReversed(**decided_on, outcome=outcome, reason=command.reason)


def _noted_meanwhile(decided: int, dossier: Dossier) -> Facts:
    """A revision that was only noted while the rejection stood is what is judged now."""
    newest = dossier.submission_version
    if newest <= decided:
        return []
    known = dossier.versions.of(newest)
    return [events.DossierRevised(submission_version=newest, submission_digest=known.digest, changed=known.changed)]
