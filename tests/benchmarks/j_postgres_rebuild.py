"""(j) Rebuilding a read model from a million events on PostgreSQL, against a library's replay and against a scan."""

import asyncio
from typing import Final

from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.counting import counting
from tests.benchmarks.d_rebuild import rebuilt
from tests.benchmarks.others_postgres import EventSourcing, scanned_per_second, server
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION, seed_postgresql

CAUSE: Final = (
    "the library's replay and the scan only read; the rebuild checks the whole envelope of each event, folds what the "
    "events change, writes the rows into tables beside the live ones, in committed steps, and compares both at the end"
)

REPLAY: Final = Claim(
    "j",
    "rebuild of a read model from 1,000,000 events on PostgreSQL; against `eventsourcing` reading as many events back",
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
CLAIMS: Final = (REPLAY, SCAN)


async def measure(bench: Bench) -> Measured:
    replay: list[Round] = []
    scan: list[Round] = []
    with server() as postgres, EventSourcing(postgres.fresh()) as theirs:
        url = postgres.fresh()
        async with counting(url) as ours:
            with bench.busy("j: a million events, twice", 2 * MILLION) as told:
                await asyncio.to_thread(seed_postgresql, ours, told, MILLION)
                await asyncio.to_thread(theirs.seed, told, MILLION)
            await rebuilt(ours)  # the read model is there from now on, as it would be
            for _ in bench.rounds("j: rebuild, replay and scan"):
                rate = await rebuilt(ours)
                replay.append(Round(rate, await asyncio.to_thread(theirs.replayed_per_second)))
                scan.append(Round(rate, await asyncio.to_thread(scanned_per_second, url)))
    return {REPLAY: replay, SCAN: scan}
