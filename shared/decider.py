"""Deciding: commands in, facts out, no I/O. Handle runs what is described here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from shared.actor import Actor, Role
from shared.errors import RoleMayNot
from shared.event import Event, EventTypes


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who gave a command, when, and because of what."""

    id: str
    now: datetime
    actor: Actor
    correlation_id: str
    causation_id: str
    """The event that made a reaction give this command; for a person's act the command's own id."""
    reaction: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked for. `roles` says who may ever ask it; `streams` what is read to decide, the main one first."""

    roles: ClassVar[frozenset[Role]]
    act: Act

    @property
    def streams(self) -> tuple[str, ...]:
        raise NotImplementedError


C = TypeVar("C", bound=Command)
S = TypeVar("S")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S, E]):
    """One kind of stream: where it starts, what a command makes of it, what a fact makes of it.

    `decide` returns facts or raises a Refusal; `evolve` is total and never refuses.
    """

    initial: S
    decide: Callable[[C, S], list[E]]
    evolve: Callable[[S, E], S]


def everybody(_command: Command, _states: Sequence[Any]) -> None:
    """Admit whoever has the role."""


@dataclass(frozen=True)
class Core:
    """All that a service decides: its event types, a decider per stream category, and decisions across streams.

    A stream's category is its name up to the first hyphen (`initiative-<uuid>`). `across` holds, per command that reads
    several streams, the function `(command, *states) -> one list of facts per stream`, ordered as `command.streams`.
    `admit` raises a Refusal for whoever may not give a command as its streams stand, before anything is decided.
    """

    types: EventTypes
    deciders: Mapping[str, Decider[Any, Any, Any]]
    across: Mapping[type[Command], Callable[..., Sequence[list[Event]]]] = field(default_factory=dict)
    admit: Callable[[Command, Sequence[Any]], None] = everybody

    def decider(self, stream: str) -> Decider[Any, Any, Any]:
        return self.deciders[stream.partition("-")[0]]

    def decide(self, command: Command, states: Sequence[Any]) -> Sequence[list[Event]]:
        """One list of facts per stream of the command; raises the Refusal of the rule that says no."""
        authorize(command)
        self.admit(command, states)
        if decide := self.across.get(type(command)):
            return decide(command, *states)
        return [self.decider(command.streams[0]).decide(command, states[0]), *([] for _ in states[1:])]


def authorize(command: Command) -> None:
    """Raise RoleMayNot when no actor in this role ever may give this command."""
    admit(command.act.actor.role, command.roles)


def admit(role: Role, roles: Collection[Role]) -> None:
    """Raise RoleMayNot for a role that is none of these."""
    if role not in roles:
        raise RoleMayNot(
            f"The role {role} may not do this; it is for {' or '.join(sorted(roles))}. Nothing was changed."
        )
