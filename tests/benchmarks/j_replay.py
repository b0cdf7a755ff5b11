"""(j) Rebuilding a read model on PostgreSQL of a million events: against a library's replay, and a decoding scan."""

import asyncio
from time import perf_counter
from typing import Final

import orjson
import psycopg

from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.counting import MODEL, Counting, counting_at
from tests.benchmarks.d_rebuild import rebuilt
from tests.benchmarks.filling import fill
from tests.benchmarks.others import EventSourcing, on_postgres
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION
from tests.benchmarks.servers import postgres, settle

EVENTS: Final = MILLION
REPLAYED: Final = 100_000
SECTION: Final = 2_000
CAUSE: Final = (
    "the scan reads `data` only; a projection gets the whole fact, so the rebuild checks the envelope too (id, actor, "
    "time, causation), and then folds, writes its rows into tables beside the live ones, and compares"
)

LIBRARY: Final = Claim(
    "j",
    "rebuild of a read model from 1,000,000 events on PostgreSQL; against `eventsourcing` reading 100,000 of its own "
    "there and folding them in memory",
    "events/s",
    Goal("ratio", "≥", 3),
    CAUSE,
)
SCAN: Final = Claim(
    "j-scan",
    "the same; against a scan that decodes the same rows into the event classes",
    "events/s",
    Goal("ratio", "≥", 0.4),
    CAUSE,
)
CLAIMS: Final = (LIBRARY, SCAN)


async def measure(bench: Bench) -> Measured:
    library: list[Round] = []
    scan: list[Round] = []
    with postgres() as server, EventSourcing(on_postgres(server.fresh())) as theirs:
        async with counting_at(server.fresh()) as ours:
            with bench.busy("j: a million events"):
                await asyncio.to_thread(fill, ours, EVENTS)
                await asyncio.to_thread(settle, server, ours.store.url)
                await asyncio.to_thread(theirs.fill, REPLAYED)
            for _ in bench.rounds("j: rebuild, replay and scan"):
                speed = await rebuilt(ours)
                library.append(Round(speed, await asyncio.to_thread(theirs.replayed)))
                scan.append(Round(speed, await asyncio.to_thread(_scanned, ours)))
    return {LIBRARY: library, SCAN: scan}


def _scanned(counting: Counting) -> float:
    """Events per second of reading them and no more."""
    load = MODEL.core.types.load
    events = 0
    began = perf_counter()
    with psycopg.connect(counting.store.url) as connection, connection.cursor("scan", binary=True) as cursor:
        cursor.itersize = SECTION
        for type_, body in cursor.execute("SELECT type, body FROM event ORDER BY position"):
            load(type_, orjson.loads(body)["data"])
            events += 1
    return events / (perf_counter() - began)
