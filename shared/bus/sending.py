"""Sending to Kafka: a batch is enqueued at once, and done when every message in it is reported durable.

librdkafka's own producer, because a publish of FastStream's waits for each message. It is idempotent; after any error
it is replaced: the sender begins again from its cursor, and receivers drop what they know.
"""

import asyncio
import logging
import threading
from collections.abc import Sequence
from typing import Any, Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka import Message as Sent

from shared.bus.protocol import BusAway, Message

SETTINGS: Final[dict[str, Any]] = {
    "acks": "all",
    "enable.idempotence": True,
    "partitioner": "murmur2_random",  # Java's: whoever else sends with our keys finds the same partitions
    "linger.ms": 1,
    "compression.type": "lz4",
    "message.max.bytes": 1_000_000,
    "message.timeout.ms": 30_000,
    "request.timeout.ms": 8_000,
    "queue.buffering.max.kbytes": 32_768,
    "reconnect.backoff.max.ms": 500,
    "socket.connection.setup.timeout.ms": 3_000,
    "allow.auto.create.topics": False,
    "log_level": 2,  # what it meets comes to us as errors, and is told once by us
}
"""Brokers that are away for less than 30 s are found again by librdkafka itself, soon, and get what they were to get in
its order. A batch of which a message is not acknowledged by then fails."""
POLL: Final = 0.2
"""Seconds the thread that hears of deliveries waits at most before it looks whether it is still needed."""
FULL: Final = 0.005
"""Seconds to wait when librdkafka's queue is full."""
FLUSH: Final = 1.0
"""Seconds that what is under way gets at the close; who sent it and still waits hears that it is to be sent again."""

log = structlog.get_logger()


class Sender:
    """Sends for one process; made with the first batch, and again after an error."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = {**settings, **SETTINGS}
        self._line: _Line | None = None
        self._closed = False

    async def send(self, topic: str, messages: Sequence[Message]) -> None:
        """Send a batch; returns when all of it is durable. Raises BusAway when that is not certain."""
        if self._closed:
            raise BusAway("The bus was stopped; nothing was sent.")
        line = self._line = self._line or _Line(self._settings)
        if wrong := await line.send(topic, messages):
            if self._line is line:
                self._line = None
            line.retire()
            raise BusAway(f"Kafka did not confirm a batch for {topic} ({wrong}); it is to be sent again.")

    async def close(self) -> None:
        """Send no more; what is under way is reported first."""
        self._closed = True
        line, self._line = self._line, None
        if line is not None:
            line.retire()
            await asyncio.to_thread(line.join)


class _Line:
    """One producer, and the thread that hears what became of its messages."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._said: set[str] = set()
        self._producer = Producer({**settings, "error_cb": self._complain}, logger=logging.getLogger("librdkafka"))
        self._turn = asyncio.Lock()
        self._retired = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="kafka-reports", daemon=True)
        self._thread.start()

    async def send(self, topic: str, messages: Sequence[Message]) -> str | None:
        """Enqueue all, await all reports; tells what went wrong first, if anything did."""
        reports = _Reports(len(messages))
        async with self._turn:  # no batch overtakes one that found the queue full
            try:
                while not self._enqueue(topic, messages, reports):  # noqa: ASYNC110 - nobody tells that there is room
                    await asyncio.sleep(FULL)
            except KafkaException as refused:
                reports.end_here(refused.args[0].str())
        if (wrong := await reports.complete()) is None:
            self._said.clear()
        return wrong

    def _enqueue(self, topic: str, messages: Sequence[Message], reports: "_Reports") -> bool:
        """Give librdkafka those that it has not yet; false when its queue is full.

        Once this producer is retired nobody hears of what is put into it, so nothing is.
        """
        if self._retired.is_set():
            reports.end_here("an earlier batch failed")
            return True
        produce, told = self._producer.produce, reports.told
        for message in messages[reports.enqueued :]:
            try:
                produce(topic, message.body, message.key, on_delivery=told)
            except BufferError:
                return False
            reports.enqueued += 1
        return True

    def retire(self) -> None:
        """End when everything that was enqueued is reported."""
        self._retired.set()

    def join(self) -> None:
        """Wait for that end; what is not out after FLUSH seconds is reported as not sent."""
        self._thread.join(FLUSH)
        if self._thread.is_alive():
            self._producer.purge()
            self._thread.join()

    def _complain(self, error: KafkaError) -> None:
        """Say once what is wrong, until a batch has come through."""
        if error.name() not in self._said:
            self._said.add(error.name())
            log.warning("kafka is away for sending", error=error.str(), code=error.name())

    def _hear(self) -> None:
        while not self._retired.is_set() or len(self._producer):
            try:
                self._producer.poll(POLL)
            except KafkaException as fatal:  # nothing goes out any more; what is inside is reported as such
                log.warning("kafka refuses a producer", error=str(fatal))
                self._producer.purge()


class _Reports:
    """Counts the reports of one batch: the hearing thread alone is told, the loop waits.

    There is no lock, which each message would have to take: each side writes a number of its own and then compares
    it with the other's, so that one of them sees the end, or both.
    """

    def __init__(self, expected: int) -> None:
        self.enqueued = 0
        self._expected = expected
        self._heard = 0
        self._wrong: str | None = None
        self._loop = asyncio.get_running_loop()
        self._all = self._loop.create_future()

    def told(self, error: KafkaError | None, _: Sent) -> None:
        """One message is durable, or failed."""
        if error is not None:
            self._wrong = self._wrong or error.str()
        self._heard += 1
        if self._heard == self._expected:
            self._loop.call_soon_threadsafe(self._end)

    def end_here(self, refused: str) -> None:
        """The next message is not sent: no reports come but of those before it."""
        self._wrong = self._wrong or refused
        self._expected = self.enqueued
        if self._heard == self._expected:
            self._end()

    async def complete(self) -> str | None:
        """Wait for all reports; what went wrong first."""
        await self._all
        return self._wrong

    def _end(self) -> None:
        if not self._all.done():
            self._all.set_result(None)
