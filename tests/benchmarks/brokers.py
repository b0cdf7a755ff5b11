"""A real Kafka for a measurement, and FastStream's outbox on PostgreSQL beside it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from faststream.confluent import KafkaBroker
from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData, func, select
from sqlalchemy.ext.asyncio import create_async_engine

from cli.kafka.broker import NativeBroker, any_port
from shared.bus.sending import SETTINGS
from shared.bus.settings import KafkaSettings
from tests.faults.waiting import found_within

PARTITIONS: Final = 12
QUEUE: Final = "outbox"
FULL: Final = 0.001


@contextmanager
def kafka(folder: Path) -> Iterator[KafkaSettings]:
    """A broker of this machine, gone at the end."""
    native = NativeBroker(folder / "kafka")
    try:
        yield KafkaSettings(url=native.up(any_port(), lambda _: None).address)
    finally:
        native.down()


def make_topic(settings: KafkaSettings, name: str) -> None:
    admin = AdminClient(settings.librdkafka())
    admin.create_topics([NewTopic(name, PARTITIONS, 1)])[name].result()


def bare_per_second(settings: KafkaSettings, topic: str, keys: list[str], body: bytes) -> float:
    """Messages per second that librdkafka alone sends, with the settings of our bus, acks of all awaited at the end."""
    producer = Producer({**settings.librdkafka(), **SETTINGS})
    began = perf_counter()
    for key in keys:
        while True:
            try:
                producer.produce(topic, body, key)
                break
            except BufferError:
                producer.poll(FULL)
    if left := producer.flush(60):
        raise RuntimeError(f"librdkafka kept {left} messages")
    return len(keys) / (perf_counter() - began)


class Outbox:
    """`faststream-outbox` as its documentation has it, in batches: a subscriber of a table publishes what it gets."""

    def __init__(self, url: str, settings: KafkaSettings, topic: str) -> None:
        self._table = make_outbox_table(MetaData(), table_name="outbox")
        self._engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=20)
        self._kafka = KafkaBroker(settings.url, acks="all", enable_idempotence=True, logger=None, linger_ms=1)
        self._outbox = OutboxBroker(self._engine, outbox_table=self._table, logger=None)
        publisher = self._kafka.publisher(topic)
        subscriber = self._outbox.subscriber(
            QUEUE, max_workers=16, fetch_batch_size=100, min_fetch_interval=0.01, terminal_flush_batch_size=100
        )

        @publisher
        @subscriber
        async def relay(body: str) -> str:
            return body

    async def per_second(self, messages: int, body: str) -> float:
        """Rows per second that leave the table for the topic."""
        async with self._engine.begin() as connection:
            await connection.run_sync(self._table.metadata.create_all)
            await self._outbox.publish_batch(*[body] * messages, queue=QUEUE, session=connection)
        await self._kafka.connect()
        began = perf_counter()
        await self._outbox.start()
        await found_within(self._empty)
        taken = perf_counter() - began
        await self._outbox.stop()
        return messages / taken

    async def _empty(self) -> bool | None:
        async with self._engine.connect() as connection:
            left = (await connection.execute(select(func.count()).select_from(self._table))).scalar_one()
        return left == 0 or None

    async def close(self) -> None:
        await self._kafka.stop()
        await self._engine.dispose()


@asynccontextmanager
async def outbox(url: str, settings: KafkaSettings, topic: str) -> AsyncIterator[Outbox]:
    made = Outbox(url, settings, topic)
    try:
        yield made
    finally:
        await made.close()
