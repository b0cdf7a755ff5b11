"""What PostgreSQL's rows are held against: the `eventsourcing` library, bare inserts, a bare scan; and the server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import StoredEvent
from sqlalchemy import make_url

from tests.benchmarks.counting import AT_ONCE, MODEL, PER_TALLY, ids
from tests.benchmarks.others import BODY, TEXT, Closing, Tally, saved_per_second
from tests.parts.postgres import Postgres, binaries, running

DISK: Final = Path("/var/tmp")  # noqa: S108 - a folder in it is made for us
PAGE: Final = 2_000
"""Events that the library is asked for at once; its own default of ten would be slower."""


@contextmanager
def server() -> Iterator[Postgres]:
    """A server of this machine with its data on a disk; raises RuntimeError where there is none."""
    if binaries() is None:
        raise RuntimeError("No PostgreSQL server is installed here; a package manager has it as 'postgresql'.")
    with running("native", DISK) as postgres:
        yield postgres


class EventSourcing(Closing):
    """The library on PostgreSQL: each act is one `save`."""

    def __init__(self, url: str) -> None:
        at = make_url(url)
        environment = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": at.database or "",
            "POSTGRES_HOST": at.host or "",
            "POSTGRES_PORT": str(at.port),
            "POSTGRES_USER": at.username or "",
            "POSTGRES_PASSWORD": at.password or "",
        }
        self._url = url
        self._application: Final = Application[Any](environment)

    def per_second(self, acts: int) -> float:
        return saved_per_second(self._application, acts)

    def seed(self, told: Callable[[float], None], events: int) -> None:
        """So many events, five per tally, all like those of one that was saved."""
        tally = Tally()
        for _ in range(PER_TALLY - 1):
            tally.counted(1, TEXT)
        self._application.save(tally)
        with psycopg.connect(self._url, autocommit=True) as connection:
            saved = connection.execute(
                "SELECT originator_version, topic, state FROM application_events ORDER BY originator_version"
            ).fetchall()
            columns = "originator_id, originator_version, topic, state"
            with connection.cursor().copy(f"COPY application_events ({columns}) FROM STDIN") as copy:
                for number in range(PER_TALLY, events, PER_TALLY):
                    originator = UUID(ids.new())
                    for row in saved:
                        copy.write_row((originator, *row))
                    if number % PAGE == 0:
                        told(PAGE)
            connection.execute("VACUUM ANALYZE application_events")

    def replayed_per_second(self) -> float:
        """Events per second of reading all of them back as the library's domain events."""
        recorder, mapper = self._application.recorder, self._application.mapper
        events, start = 0, 1
        began = perf_counter()
        while page := recorder.select_notifications(start, PAGE):
            for notification in page:
                mapper.to_domain_event(
                    StoredEvent(
                        notification.originator_id,
                        notification.originator_version,
                        notification.topic,
                        notification.state,
                    )
                )
            events += len(page)
            start = page[-1].id + 1
        return events / (perf_counter() - began)

    def close(self) -> None:
        self._application.close()


class Inserts:
    """Rows of some 450 bytes, one commit each, from so many connections at once as there are askers; nothing else."""

    def __init__(self, connections: list[asyncpg.Connection]) -> None:
        self._connections = connections

    async def per_second(self, rows: int) -> float:
        async def insert(connection: asyncpg.Connection) -> None:
            statement = await connection.prepare("INSERT INTO bare (body) VALUES ($1)")
            for _ in range(rows // AT_ONCE):
                await statement.fetch(BODY)

        began = perf_counter()
        await asyncio.gather(*(insert(each) for each in self._connections))
        return rows // AT_ONCE * AT_ONCE / (perf_counter() - began)


@asynccontextmanager
async def inserts(url: str) -> AsyncIterator[Inserts]:
    """Sixteen connections to a table of their own."""
    connections = [await asyncpg.connect(url) for _ in range(AT_ONCE)]
    await connections[0].execute("CREATE TABLE bare (position bigserial PRIMARY KEY, body bytea NOT NULL)")
    try:
        yield Inserts(connections)
    finally:
        for each in connections:
            await each.close()


def scanned_per_second(url: str) -> float:
    """Events per second of reading our rows into the event classes, and no more."""
    load = MODEL.core.types.load
    events = 0
    began = perf_counter()
    with psycopg.connect(url) as connection, connection.cursor("scan") as cursor:
        cursor.itersize = PAGE
        for type_, body in cursor.execute("SELECT type, body FROM event ORDER BY position"):
            load(type_, orjson.loads(body)["data"])
            events += 1
    return events / (perf_counter() - began)
