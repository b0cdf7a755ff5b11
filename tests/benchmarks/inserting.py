"""Bare inserts into PostgreSQL: one row and one commit each, on as many connections as commands come at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Any, Final

from psycopg import AsyncConnection

from tests.benchmarks.counting import AT_ONCE
from tests.benchmarks.others import BODY

TABLE: Final = "CREATE TABLE event (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL)"
INSERT: Final = "INSERT INTO event (body) VALUES (%b)"


class Inserts:
    """Connections that insert, each after each of its own commits."""

    def __init__(self, connections: Sequence[AsyncConnection[Any]]) -> None:
        self._connections = connections

    async def per_second(self, rows: int) -> float:
        began = perf_counter()
        each = rows // len(self._connections)
        await asyncio.gather(*(self._insert(connection, each) for connection in self._connections))
        return each * len(self._connections) / (perf_counter() - began)

    async def _insert(self, connection: AsyncConnection[Any], rows: int) -> None:
        cursor = connection.cursor()
        for _ in range(rows):
            await cursor.execute(INSERT, (BODY,), prepare=True)


@asynccontextmanager
async def inserting(url: str) -> AsyncIterator[Inserts]:
    """A new table in an empty database."""
    async with AsyncExitStack() as stack:
        connections = [
            await stack.enter_async_context(await AsyncConnection.connect(url, autocommit=True)) for _ in range(AT_ONCE)
        ]
        await connections[0].execute(TABLE)
        yield Inserts(connections)
