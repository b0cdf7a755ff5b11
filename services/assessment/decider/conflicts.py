"""Conflicts of interest: who declared what of an initiative, and what that undoes in its dossier."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Any, Final, assert_never

from services.assessment import commands, errors, events
from services.assessment.decider import evolve, guards, reversing
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
from shared import conflict
from shared.decider import Command
from shared.event import Event

Facts = tuple[list[Event], list[Event]]
"""Those of the dossier, those of the declarations."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """To whom the initiative is shut, and who said to have no stake in it."""

    shut: conflict.Shut = conflict.NOBODY
    free: frozenset[str] = frozenset()


INITIAL: Final = Declarations()


def decide(_command: Command, _state: Declarations) -> list[events.ConflictEvent]:
    """Over this stream alone nothing is decided: what is declared may undo something in the dossier."""
    return []


def declared_after(state: Declarations, event: events.ConflictEvent) -> Declarations:
    person = {event.person}
    match event:
        case events.ConflictDeclared():
            return Declarations(state.shut | person, state.free - person)
        case events.NoConflictDeclared():
            return replace(state, free=state.free | person)
        case events.ConflictDeclarationWithdrawn():
            return replace(state, shut=state.shut - person)
        case _:
            assert_never(event)


def admit(command: Command, states: Sequence[Any]) -> None:
    """Refuse acts on a dossier to whom it is shut, and to who has still to declare where its policy wants that."""
    if not isinstance(command, commands.OnDossier):
        return
    dossier, declarations = states
    actor = command.act.actor
    conflict.refuse(actor, declarations.shut)
    if _wants_declaration(dossier) and actor.id not in declarations.free:
        raise errors.DeclarationNeeded(
            "The policy of this dossier asks each adviser first whether they have a conflict of interest. Nothing was "
            "changed; declare whether you have one, then do this again."
        )


def declare_conflict(command: commands.DeclareConflict, dossier: State, declared: Declarations) -> Facts:
    """What somebody declared before is not declared again."""
    person = _person(command)
    if person in declared.shut:
        return [], []
    fact = events.ConflictDeclared(initiative_id=command.initiative_id, person=person, reason=command.reason)
    return undone(dossier, {person}), [fact]


def declare_no_conflict(command: commands.DeclareNoConflict, _: State, declared: Declarations) -> Facts:
    conflict.refuse(command.act.actor, declared.shut)
    person = _person(command)
    if person in declared.free:
        return [], []
    return [], [events.NoConflictDeclared(initiative_id=command.initiative_id, person=person)]


def withdraw_declaration(command: commands.WithdrawDeclaration, _: State, declared: Declarations) -> Facts:
    if command.person not in declared.shut:
        raise errors.NoConflictStands(
            "No declaration of a conflict of interest by this person stands. Nothing was changed; check whose it is."
        )
    return [], [
        events.ConflictDeclarationWithdrawn(
            initiative_id=command.initiative_id, person=command.person, reason=command.reason
        )
    ]


def assign(command: commands.Assign, dossier: State, declared: Declarations) -> Facts:
    """The same adviser again adds nothing."""
    if guards.undecided(dossier).dossier.adviser == command.adviser:
        return [], []
    if command.adviser in declared.shut:
        raise errors.AdviserHasConflict(
            "This adviser has declared a conflict of interest in this initiative. The dossier stays with who has it; "
            "choose another adviser."
        )
    return [events.AdviserAssigned(adviser=command.adviser)], []


def reverse(command: commands.Reverse, dossier: State, declared: Declarations) -> Facts:
    """Judging goes on without what was found by anybody who has declared a conflict of interest since."""
    facts = reversing.reverse(command, dossier)
    reopened = reduce(evolve.evolve, facts, dossier)
    return [*facts, *undone(reopened, declared.shut)], []


def undone(state: State, persons: Collection[str]) -> list[Event]:
    """What of these persons no longer counts in a dossier: all of it before the outcome, no judgement after it."""
    match state:
        case Judging(dossier) | Deferred(dossier):
            return [*_set_aside(dossier, persons), *_unassigned(dossier, persons)]
        case Proposed(dossier, proposed_by):
            judgements = _set_aside(dossier, persons)
            rests = judgements or proposed_by in persons
            rejection: list[Event] = [events.RejectionSetAside()] if rests else []
            return [*judgements, *rejection, *_unassigned(dossier, persons)]
        case Met(dossier) | NotMet(dossier):
            return _unassigned(dossier, persons)
        case NotOpened() | WithdrawnBefore() | Closed():
            return []
        case _:
            assert_never(state)


def _set_aside(dossier: Dossier, persons: Collection[str]) -> list[Event]:
    criteria = dossier.judged_by(persons) if persons else ()
    return [events.JudgementsSetAside(criteria=criteria)] if criteria else []


def _unassigned(dossier: Dossier, persons: Collection[str]) -> list[Event]:
    adviser = dossier.adviser
    return [events.AdviserUnassigned(adviser=adviser)] if adviser is not None and adviser in persons else []


def _wants_declaration(state: State) -> bool:
    match state:
        case Judging(dossier) | Deferred(dossier) | Proposed(dossier) | Met(dossier) | NotMet(dossier):
            return dossier.terms.declaration_required
        case NotOpened() | WithdrawnBefore() | Closed():
            return False
        case _:
            assert_never(state)


def _person(command: Command) -> events.PersonId:
    return events.PersonId(command.act.actor.id)


ACROSS: Final[Mapping[type[Command], Callable[..., Sequence[list[Event]]]]] = MappingProxyType(
    {
        commands.Assign: assign,
        commands.Reverse: reverse,
        commands.DeclareConflict: declare_conflict,
        commands.DeclareNoConflict: declare_no_conflict,
        commands.WithdrawDeclaration: withdraw_declaration,
    }
)
