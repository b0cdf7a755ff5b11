"""An outcome is taken back with a reason: judging goes on, with the judgements there are."""

from typing import assert_never

from services.assessment import commands, errors, events
from services.assessment.decider import guards
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


def reverse(command: commands.Reverse, state: State) -> Facts:
    match state:
        case Met(dossier):
            return [_reversed(command, "met", dossier.submission_version, dossier.terms.policy_version)]
        case NotMet(dossier, decided):
            taken_back = _reversed(command, "not-met", decided, dossier.terms.policy_version)
            return [taken_back, *_noted_meanwhile(decided, dossier.submission_version)]
        case NotOpened() | WithdrawnBefore() | Judging() | Deferred() | Proposed() | Closed():
            guards.undecided(state)
            raise errors.NotDecided(
                "This submission has no outcome yet, so there is none to take back. What was found was kept; "
                "a judgement is replaced by judging again, a proposed rejection by contesting it."
            )
        case _:
            assert_never(state)


def _reversed(
    command: commands.Reverse, outcome: events.Outcome, version: int, policy_version: str
) -> events.AssessmentReversed:
    return events.AssessmentReversed(
        outcome=outcome, submission_version=version, policy_version=policy_version, reason=command.reason
    )


def _noted_meanwhile(decided: int, newest: int) -> Facts:
    """A revision that was only noted while the rejection stood is what is judged now."""
    return [events.DossierRevised(submission_version=newest)] if newest > decided else []
