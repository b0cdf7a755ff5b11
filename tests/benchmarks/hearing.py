"""Foreign facts on a topic, services that hear them, and FastStream by itself: how many a second, from the first on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any, Final

from faststream import AckPolicy
from faststream.confluent import KafkaBroker, KafkaMessage

from shared.bus.protocol import Delivery, Message
from shared.bus.receiving import BATCH, POLL
from shared.inbox import Inbox
from shared.service import Service
from tests.benchmarks.counting import PER_TALLY, ids
from tests.toy.hearing import NUDGED, nudge

PATIENCE: Final = 180.0


class Watch:
    """Tells how many a second there were, from when the first were given until so many are done."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._done = 0
        self._began = self._ended = 0.0
        self._complete = asyncio.Event()

    def begins(self) -> None:
        self._began = self._began or perf_counter()

    def did(self, count: int) -> None:
        self._done += count
        if self._done >= self._expected:
            self._ended = self._ended or perf_counter()
            self._complete.set()

    async def per_second(self) -> float:
        async with asyncio.timeout(PATIENCE):
            await self._complete.wait()
        return self._done / (self._ended - self._began)


class WatchedInbox(Inbox):
    """An inbox with a watch on it."""

    def __init__(self, service: Service, watch: Watch) -> None:
        super().__init__(service.store, service.hears, service.clock, service.ids)
        self._watch = watch

    async def receive(self, deliveries: Sequence[Delivery]) -> None:
        self._watch.begins()
        await super().receive(deliveries)
        self._watch.did(len(deliveries))


def facts(source: str, count: int, type_: str = NUDGED) -> list[Message]:
    """New facts of some 450 bytes, about initiatives that have a few each, beside one another."""
    messages = []
    streams = [f"initiative-{ids.new()}" for _ in range(count // PER_TALLY)]
    for sequence in range(1, PER_TALLY + 1):
        for stream in streams:
            initiative = stream.partition("-")[2]
            body = nudge(stream, sequence, id=ids.new(), type=type_, source=source, initiativeid=initiative)
            messages.append(Message(stream, body))
    return messages


@asynccontextmanager
async def batches(
    address: str, topic: str, group: str, handle: Callable[[list[bytes]], Awaitable[None]]
) -> AsyncIterator[None]:
    """FastStream gives batches, as large as ours, and acknowledges each behind its handler."""
    async with _broker(address) as broker:
        options: Any = {"decoder": _as_it_came, "polling_interval": POLL, "ack_policy": AckPolicy.NACK_ON_ERROR}
        subscriber = broker.subscriber(
            topic, group_id=group, batch=True, max_records=BATCH, auto_offset_reset="earliest", **options
        )

        async def handled(batch: Any) -> None:
            await handle([each.value() for each in batch])

        subscriber(handled)
        await broker.start()
        yield


@asynccontextmanager
async def one_by_one(
    address: str, topic: str, group: str, handle: Callable[[bytes], Awaitable[None]]
) -> AsyncIterator[None]:
    """FastStream gives messages, and acknowledges each when its handler returned."""
    async with _broker(address) as broker:
        options: Any = {"decoder": _as_it_came, "ack_policy": AckPolicy.NACK_ON_ERROR}
        subscriber = broker.subscriber(topic, group_id=group, auto_offset_reset="earliest", **options)

        async def handled(message: Any) -> None:
            await handle(message.value())

        subscriber(handled)
        await broker.start()
        yield


@asynccontextmanager
async def _broker(address: str) -> AsyncIterator[KafkaBroker]:
    broker = KafkaBroker(address, allow_auto_create_topics=False, apply_types=False, logger=None)
    try:
        yield broker
    finally:
        await broker.stop()


def _as_it_came(message: KafkaMessage) -> Any:
    return message.raw_message
