"""What relay and reactions need of a bus; every adapter passes the same contract test.

At least once, in order per key within a topic: after a crash a subscriber may see messages again, never fewer.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

PREFIX: Final = "koploper."


def topic_of(service: str) -> str:
    """The topic a service owns, and alone may write."""
    return PREFIX + service


def owner_of(topic: str) -> str:
    """The service that owns a topic."""
    return topic.removeprefix(PREFIX)


@dataclass(frozen=True, slots=True)
class Message:
    """Something to send: `key` decides what stays in order, `body` are the exact bytes."""

    key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something received, and where it stood."""

    topic: str
    partition: int
    offset: int
    body: bytes


Receive = Callable[[Sequence[Delivery]], Awaitable[None]]
"""Handles a batch. What it returns from is durable; when it raises, the same messages come again."""


Awaits = Callable[[bytes], bool]
"""Whether something follows from a message, so that it should come at once; asked on any thread, and never raises."""


def everything(_: bytes) -> bool:
    return True


class Bus(Protocol):
    """A durable, ordered log per topic."""

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Send; returns when all of it is durable. Raises BusAway when that is not certain: send again.

        May be called before `start`.
        """
        ...

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive, awaits: Awaits = everything) -> None:
        """Give every message of `topics` to `receive`, from the group's cursor on, once the bus is started.

        Those that it does not await, by their bytes, may come a moment later: many together cost as much as one.
        Raises RuntimeError when it was started already.
        """
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Take no new batch, let the present ones end, and close."""
        ...


@dataclass(frozen=True, slots=True)
class Lag:
    """How many messages of a partition a group has still to handle."""

    topic: str
    partition: int
    messages: int


@runtime_checkable
class TellsLag(Protocol):
    """A bus that can tell how far its groups have come."""

    def lag(self, group: str) -> Sequence[Lag]:
        """What `group` has still to handle, of all partitions or of those that this process reads.

        Called from a thread, at every look; raises BusAway when the bus cannot tell.
        """
        ...


class BusAway(Exception):
    """The bus cannot be used now; whether the messages arrived is not known."""
