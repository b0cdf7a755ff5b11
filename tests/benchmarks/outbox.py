"""The `faststream-outbox` library: rows of a table go to Kafka one by one, by workers beside one another.

As its manual has it, with what makes it fast: many rows per fetch, sixteen workers, and deletions in batches. It sends
without keys, which is less than a relay must do.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any, Final

from faststream.confluent import KafkaBroker
from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData, Table, exists, make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.benchmarks.counting import AT_ONCE

QUEUE: Final = "bench"
FETCH: Final = 500
FLUSH: Final = 50
INTERVAL: Final = 0.01
LOOK: Final = 0.02
PATIENCE: Final = 120.0


class Outbox:
    """A table to fill, and the library to empty it."""

    def __init__(self, engine: AsyncEngine, address: str) -> None:
        self._engine = engine
        self._address = address
        self._metadata = MetaData()
        self._table: Table = make_outbox_table(self._metadata)

    async def create(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(self._metadata.create_all)

    async def per_second(self, topic: str, bodies: Sequence[bytes]) -> float:
        """Messages per second from the start of the relay until its table is empty."""
        outbox = OutboxBroker(self._engine, outbox_table=self._table, logger=None)
        kafka = KafkaBroker(
            self._address, acks="all", enable_idempotence=True, allow_auto_create_topics=False, logger=None
        )
        to_kafka: Any = kafka.publisher(topic)
        subscribe: Any = outbox.subscriber
        from_table = subscribe(
            QUEUE,
            max_workers=AT_ONCE,
            fetch_batch_size=FETCH,
            min_fetch_interval=INTERVAL,
            terminal_flush_batch_size=FLUSH,
            decoder=_as_it_came,
        )

        async def relay(body: bytes) -> bytes:
            return body

        to_kafka(from_table(relay))
        async with self._engine.begin() as connection:
            await outbox.publish_batch(*bodies, queue=QUEUE, session=connection)
        await kafka.start()
        began = perf_counter()
        await outbox.start()
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self._is_empty():  # noqa: ASYNC110 - a database tells nobody
                    await asyncio.sleep(LOOK)
            return len(bodies) / (perf_counter() - began)
        finally:
            await outbox.stop()
            await kafka.stop()

    async def _is_empty(self) -> bool:
        async with self._engine.connect() as connection:
            return not (await connection.execute(select(exists(select(self._table.c.id))))).scalar_one()


def _as_it_came(message: Any) -> bytes:
    """Not read as JSON only to be written as JSON again."""
    body: bytes = message.body
    return body


@asynccontextmanager
async def outbox(url: str, address: str) -> AsyncIterator[Outbox]:
    """Its table in an empty database."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), pool_size=AT_ONCE * 2)
    try:
        made = Outbox(engine, address)
        await made.create()
        yield made
    finally:
        await engine.dispose()
