"""(m) The ledger, Kafka to PostgreSQL, each fact in order and once: against a bare loop that copies what comes."""

import asyncio
from pathlib import Path
from typing import Any, Final

from psycopg import AsyncConnection

from cli.system import started
from services.events.app import build
from services.events.settings import Settings
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import topic_of
from shared.bus.settings import KafkaSettings
from shared.clock import SystemClock, SystemIds
from shared.web.app import Surroundings
from shared.web.reader import from_local_header
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.hearing import Watch, WatchedInbox, batches, facts
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.sending import Rdkafka
from tests.benchmarks.servers import kafka, postgres

EVENTS: Final = 25_000
SOURCE: Final = "intake"
TYPE: Final = "nl.koploper.information-supplied.v1"
GROUP: Final = "bare"
TABLE: Final = "CREATE TABLE entry (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL)"
COPY: Final = "COPY entry (body) FROM STDIN (FORMAT BINARY)"
CAUSE: Final = (
    "the bare loop reads nothing of what it copies; the ledger reads each envelope, looks for its place in its stream, "
    "and writes three rows where the loop writes one"
)

INGEST: Final = Claim(
    "m",
    "ledger, Kafka to PostgreSQL, in order and once by its inbox; against a bare loop of FastStream's batches and COPY",
    "events/s",
    Goal("ratio", "≥", 0.4),
    CAUSE,
)
CLAIMS: Final = (INGEST,)


async def measure(bench: Bench) -> Measured:
    rounds: list[Round] = []
    with folder() as place, kafka(place / "kafka") as address, postgres() as server:
        ledger, bare = server.fresh(), server.fresh()
        async with await AsyncConnection.connect(bare, autocommit=True) as connection:
            await connection.execute(TABLE)
            producer = Rdkafka(address)
            for number in bench.rounds("m: ledger and bare loop", 6):
                await asyncio.to_thread(producer.per_second, topic_of(SOURCE), facts(SOURCE, EVENTS, TYPE))
                found = Round(await ingested(address, ledger), await _copied(address, connection))
                if number:  # in the first all is new to both
                    rounds.append(found)
    return {INGEST: rounds}


async def ingested(address: str, url: str, key: Path | None = None) -> float:
    """Events per second of the ledger, from the first batch to the last commit."""
    bus = KafkaBus(KafkaSettings(url=address), "events")
    part = build(
        Settings(store_url=url, ledger_key=key), Surroundings(bus, SystemClock(), SystemIds(), from_local_header)
    )
    watch = Watch(EVENTS)
    part.service.inbox = WatchedInbox(part.service, watch)
    async with started({"events": part}, bus):
        try:
            return await watch.per_second()
        finally:
            await part.service.leave()


async def _copied(address: str, connection: AsyncConnection[Any]) -> float:
    """Events per second of a loop that writes what comes, and knows nothing of it."""
    watch = Watch(EVENTS)

    async def copy(bodies: list[bytes]) -> None:
        watch.begins()
        async with connection.cursor() as cursor, cursor.copy(COPY) as copying:
            copying.set_types(["bytea"])
            for body in bodies:
                await copying.write_row((body,))
        watch.did(len(bodies))

    async with batches(address, topic_of(SOURCE), GROUP, copy):
        return await watch.per_second()
