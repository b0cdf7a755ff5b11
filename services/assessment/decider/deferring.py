"""An initiative that is too early is invited to come back on a date; the date brings it back by itself."""

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


def defer(command: commands.Defer, state: State) -> Facts:
    """Another date may be set while there is one."""
    guards.require_newest(command, state)
    dossier = state.dossier if isinstance(state, Deferred) else guards.judging(state)
    if command.until <= command.act.now.date():
        raise errors.DateNotAhead(
            f"{command.until.isoformat()} does not lie ahead, so nobody could come back on it. Nothing was changed; "
            "choose a later date."
        )
    return [events.AssessmentDeferred(**dossier.decided_on, until=command.until, motivation=command.motivation)]


def resume(state: State) -> Facts:
    if not isinstance(guards.undecided(state), Deferred):
        raise errors.NotDeferred("This assessment is not deferred, so there is nothing to resume. Nothing was changed.")
    return [events.AssessmentResumed(because="resumed-by-adviser")]


def come_back(command: commands.ComeBack, state: State) -> Facts:
    """Never refused: what was resumed or deferred anew meanwhile adds nothing."""
    match state:
        case Deferred(until=until) if until == command.until:
            return [events.AssessmentResumed(because="date-reached")]
        case Deferred() | NotOpened() | WithdrawnBefore() | Judging() | Proposed() | Met() | NotMet() | Closed():
            return []
        case _:
            assert_never(state)
