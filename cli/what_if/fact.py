"""A fact as the ledger gives it, with its place there; and who acts when a decision is made again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

from shared.actor import Actor, Role
from shared.decider import Act
from shared.event import Kept

E = TypeVar("E")
NOTHING: Final = Kept(ref="what-if", digest="0" * 64)
"""A motivation that is not there, for no decision depends on one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a fact was recorded."""

    position: int
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Told(Generic[E]):
    """A fact about an initiative."""

    initiative_id: str
    place: Place
    event: E


def somebody(role: Role, number: int = 1) -> Act:
    """An act of nobody in particular; another number is another person."""
    who = str(UUID(int=number))
    now = datetime(2000, 1, 1, tzinfo=UTC)
    return Act(id=who, now=now, actor=Actor(role, who), correlation_id=who, causation_id=who)
