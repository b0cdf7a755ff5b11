"""The toy's facts, commands and rules: a tally goes up, units move between two tallies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from pydantic import Field

from shared.actor import Role
from shared.decider import Act, Command, Core, Decider
from shared.errors import NotNow
from shared.event import Event, EventType, EventTypes
from shared.testing.given import act

SERVICE: Final = "toy"
UNLUCKY: Final = 13
"""Counting so many is a fault in the program, not a refusal."""


class Counted(Event):
    """So many came."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.counted.v1")
    by: int = Field(examples=[1])
    note: str = Field(default="", examples=["a note"])


class TooMany(NotNow):
    """A tally goes no higher than 1,000 at once."""

    rule = "too-many"


class Unlucky(Exception):
    """A fault in the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Command):
    """Count `by` on the tally `name`; 0 is nothing, over 1,000 is refused, 13 is a fault."""

    roles: ClassVar[frozenset[Role]] = frozenset({"editor", "system"})
    name: str
    by: int
    note: str = ""

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"tally-{self.name}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Command):
    """Move `by` from one tally to another, which must hold so many."""

    roles: ClassVar[frozenset[Role]] = frozenset({"editor"})
    name: str
    to: str
    by: int

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"tally-{self.name}", f"tally-{self.to}")


def decide(command: Count, state: int) -> list[Counted]:
    if command.by == UNLUCKY:
        raise Unlucky("thirteen")
    if command.by > 1_000:
        raise TooMany("At most 1,000 at once. Nothing was counted.")
    return [Counted(by=command.by, note=command.note)] if command.by else []


def move(command: Move, source: int, target: int) -> Sequence[list[Event]]:
    if source < command.by:
        raise TooMany(f"There are {source}. Nothing was moved.")
    return [Counted(by=-command.by)], [Counted(by=command.by)]


def evolve(state: int, event: Counted) -> int:
    return state + event.by


CORE: Final = Core(EventTypes(Counted), {"tally": Decider(0, decide, evolve)}, {Move: move})


def count(name: str, by: int = 1, *, given: Act | None = None, note: str = "") -> Count:
    return Count(act=given or act("editor"), name=name, by=by, note=note)
