"""A bus that knows how far everybody is, so that one can wait until nothing is under way."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import func, select

from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Awaits, Message, Receive, everything, topic_of
from shared.service import Service
from shared.store import schema

_NEWEST: Final = select(func.coalesce(func.max(schema.event.c.position), 0))


class FollowedBus(EmbeddedBus):
    """An embedded bus on a new file. It counts what is sent and handled; facts are sent once, in order of position."""

    def __init__(self, url: str, paces: Mapping[str, float]) -> None:
        super().__init__(url, paces=paces)
        self._sent: Final[dict[str, int]] = {}
        self._handled: Final[dict[tuple[str, str], int]] = {}
        self._moved: Final = asyncio.Event()

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        await super().publish(topic, messages)
        self._sent[topic] = self._sent.get(topic, 0) + len(messages)
        self._moved.set()

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive, awaits: Awaits = everything) -> None:
        self._handled.update(dict.fromkeys(((group, topic) for topic in topics), 0))
        super().subscribe(group, topics, receive, awaits)

    def passed(self, group: str, cursors: dict[str, int]) -> None:
        super().passed(group, cursors)
        self._handled.update({(group, topic): offset for topic, offset in cursors.items()})
        self._moved.set()

    async def rest(self, services: Collection[Service], patience: float) -> None:
        """Wait until all that was recorded is sent, heard, and answered with whatever follows; raises TimeoutError.

        `patience`: seconds in which something must move.
        """
        while True:
            self._moved.clear()
            if self._all_handled() and all(map(self._all_sent, services)) and self._all_handled():
                return
            async with asyncio.timeout(patience):
                await self._moved.wait()

    def _all_handled(self) -> bool:
        return all(handled >= self._sent.get(topic, 0) for (_, topic), handled in self._handled.items())

    def _all_sent(self, service: Service) -> bool:
        with service.store.read() as connection:
            return int(connection.execute(_NEWEST).scalar_one()) <= self._sent.get(topic_of(service.name), 0)
