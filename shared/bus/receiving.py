"""Receiving from Kafka through FastStream: what a handler has not done comes again, before anything behind it.

FastStream hands over a batch and forgets it, whatever became of it; and librdkafka counts everything handed over as
consumed. So this consumer keeps the batch in hand until it is settled, gives the same again when it was not, and only
then marks its offsets to be committed.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any, Final, cast

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from faststream.confluent.helpers import AsyncConfluentConsumer

from shared.bus.protocol import Awaits, Delivery

WITHOUT: Final = (10.0, 300.0)
"""Seconds without any partition after which a group is joined anew: the first time, and each time twice as many, up to
the second number. librdkafka stays in its group without one for ever when it came back to brokers that had lost their
topics; a replica that is one too many rejoins now and then for nothing."""
BATCH: Final = 500
"""Messages that a handler gets at once at most; bounds memory and the length of its transaction."""
POLL: Final = 0.1
"""Seconds to wait for a first message: how long a stop may wait, not how late a message comes."""
GATHER: Final = 0.05
"""Seconds that a message waits for others at most while none has come that is awaited."""
PAUSES: Final = (0.05, 0.2, 1.0, 5.0)
"""Seconds to wait after the first, second, … failure in a row before the same batch comes again; up to half more by
chance, so that replicas do not come back together."""
SETTINGS: Final[dict[str, Any]] = {
    "auto.offset.reset": "earliest",
    "partition.assignment.strategy": "cooperative-sticky",
    "enable.auto.commit": True,  # of what is stored, by librdkafka, in the background, at a rebalance and at the end
    "auto.commit.interval.ms": 50,
    "enable.auto.offset.store": False,  # we store, after the handler
    "max.poll.interval.ms": 300_000,
    "queued.max.messages.kbytes": 16_384,
    "fetch.max.bytes": 8_388_608,
    "max.partition.fetch.bytes": 1_048_576,
    "fetch.queue.backoff.ms": 20,
    "topic.metadata.refresh.interval.ms": 10_000,
    "reconnect.backoff.max.ms": 1_000,
    "allow.auto.create.topics": False,
    "log_level": 2,  # what it meets comes to us as errors, and is told once by us
}
"""Memory is bounded: what was fetched ahead, and one batch. While a handler works nothing is fetched beyond that."""

Place = tuple[str, int]
"""A topic and a partition."""
Chance = Callable[[], float]
"""A number from 0 to 1."""

log = structlog.get_logger()


class Steady(AsyncConfluentConsumer):
    """FastStream's consumer with a batch in hand."""

    def __init__(self, *topics: Any, group: str, chance: Chance, awaits: Awaits, **options: Any) -> None:
        super().__init__(*topics, **options)
        self._group = group
        self._chance = chance
        self._awaits = awaits
        self._in_hand: tuple[Message, ...] = ()
        self._failures = 0
        self._held: set[Place] = set()
        self._stopping = asyncio.Event()
        self._said: set[str] = set()
        self._since: float | None = None
        self._patience = WITHOUT[0]

    async def getmany(
        self,
        timeout: float = POLL,  # noqa: ASYNC109 - FastStream's name for it
        max_records: int | None = BATCH,
    ) -> tuple[Message, ...]:
        """The batch in hand again, when it was not settled, after a pause; else the next."""
        if self._in_hand:
            await self._pause(PAUSES[min(self._failures, len(PAUSES)) - 1] if self._failures else PAUSES[0])
            await self._on_thread(self._stay)
        if not self._in_hand and not self._stopping.is_set():
            self._in_hand = await self._on_thread(partial(self._next, timeout, max_records or BATCH))
        if self._stopping.is_set():
            await asyncio.Event().wait()  # FastStream asks on and on, and breaks this off when it stops
        return self._in_hand

    def failed(self) -> int:
        """The batch in hand was not handled; tells how often in a row that was so."""
        self._failures += 1
        return self._failures

    async def settle(self) -> None:
        """The batch in hand is durable: its offsets may be committed, and the next may come."""
        done, self._in_hand = self._in_hand, ()
        self._failures = 0
        await self._on_thread(partial(self._store, done))

    def leave(self) -> None:
        """Give no batch any more."""
        self._stopping.set()

    async def stop(self) -> None:
        """Commit what is stored, and leave the group."""
        self.leave()
        await self._on_thread(self.consumer.close)
        self._thread_pool.shutdown(wait=False)

    def lags(self) -> dict[Place, int]:
        """How many messages each of our partitions holds behind what was handled, as the broker last told."""
        return _lags(self.consumer)

    async def _on_thread(self, job: Callable[[], Any]) -> Any:
        """On the one thread that may use the consumer."""
        return await asyncio.get_running_loop().run_in_executor(self._thread_pool, job)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds * (1 + self._chance() / 2))
        except TimeoutError:
            return

    def _next(self, seconds: float, most: int) -> tuple[Message, ...]:
        """Wait for a first message; while nothing that is awaited has come, for others; and take along what is here."""
        found = new = self.consumer.consume(1, seconds)
        until = monotonic() + GATHER
        while new and len(found) < most and not any(map(self._is_awaited, new)):
            new = self.consumer.consume(1, max(until - monotonic(), 0))
            found += new
        if found and len(found) < most:
            found += self.consumer.consume(most - len(found), 0)
        elif not found:
            self._join_anew()
        return tuple(message for message in found if self._is_one(message))

    def _is_awaited(self, message: Message) -> bool:
        return self._awaits(message.value() or b"")

    def _join_anew(self) -> None:
        """Join the group again when no partition has been ours for too long."""
        if self._ours():
            self._since, self._patience = None, WITHOUT[0]
            return
        now = monotonic()
        if self._since is None or now - self._since < self._patience:
            self._since = self._since or now
            return
        log.warning("no partition is ours: the group is joined anew", group=self._group)
        self._since, self._patience = now, min(self._patience * 2, WITHOUT[1])
        self.consumer.unsubscribe()
        self.consumer.subscribe([topic.name for topic in self.topics])

    def _stay(self) -> None:
        """Tell the group that we live, and let go of what went to another member meanwhile.

        Asking for nothing is how one tells; what comes all the same, of a partition that came to us meanwhile, joins
        the batch.
        """
        self._hold(self._in_hand)
        if (ahead := self.consumer.poll(0)) is not None and self._is_one(ahead):
            self._hold((ahead,))
            self._in_hand += (ahead,)
        ours = self._ours()
        self._in_hand = tuple(message for message in self._in_hand if _stood(message)[:2] in ours)
        self._go_on(self._held - ours)
        if not self._in_hand:
            self._failures = 0
            self._go_on(self._held)

    def _hold(self, messages: Sequence[Message]) -> None:
        """Let nothing more come of these partitions until they are settled."""
        new = {_stood(message)[:2] for message in messages} & self._ours() - self._held
        if new:
            self.consumer.pause([TopicPartition(*place) for place in new])
            self._held |= new

    def _go_on(self, places: set[Place]) -> None:
        """Let these partitions come again; also those that left, which would still be held when they come back."""
        if places:
            self.consumer.resume([TopicPartition(*place) for place in places])
            self._held = self._held - places

    def _ours(self) -> set[Place]:
        return {(each.topic, each.partition) for each in self.consumer.assignment()}

    def _store(self, done: Sequence[Message]) -> None:
        last = {(topic, partition): offset for topic, partition, offset in map(_stood, done)}
        for (topic, partition), offset in last.items():
            try:
                self.consumer.store_offsets(offsets=[TopicPartition(topic, partition, offset + 1)])
            except KafkaException as lost:  # it went to another member, who handles it again and drops what it knows
                log.info("a partition left before it was noted", group=self._group, topic=topic, error=str(lost))
        self._go_on(self._held)

    def _is_one(self, message: Message) -> bool:
        """Whether this is a message, and not the news that something is wrong, which is said once."""
        error = message.error()
        if error is None:
            self._said.clear()
            return True
        if error.name() not in self._said:
            self._said.add(error.name())
            log.warning("kafka says", group=self._group, error=error.str(), code=error.name())
        return False


def deliveries(messages: Sequence[Message]) -> list[Delivery]:
    """What came, and where it stood; a null record is an empty body."""
    return [Delivery(*_stood(message), message.value() or b"") for message in messages]


def complain(error: KafkaError) -> None:
    """Say what librdkafka met beside any message."""
    log.warning("kafka is away for receiving", error=error.str(), code=error.name())


def _stood(message: Message) -> tuple[str, int, int]:
    """Topic, partition and offset; the client's types allow none, for messages that were not sent yet."""
    return cast("tuple[str, int, int]", (message.topic(), message.partition(), message.offset()))


def _lags(consumer: Consumer) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for place in consumer.position(consumer.assignment()):
        _, end = consumer.get_watermark_offsets(place, cached=True)
        if place.offset >= 0 and end >= 0:
            found[place.topic, place.partition] = max(0, end - place.offset)
    return found
