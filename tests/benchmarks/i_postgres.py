"""(i) Commands per second through `handle` on PostgreSQL, against one `save` at a time, and bare inserts of one row."""

import asyncio
from typing import Final

from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.counting import counting_at
from tests.benchmarks.inserting import inserting
from tests.benchmarks.others import EventSourcing, on_postgres
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.servers import postgres

COMMANDS: Final = 6_000
SINGLE: Final = 1_500
ROWS: Final = 6_000
WARM: Final = 800
CAUSE: Final = (
    "each group of sixteen costs some seven statements over a socket and one sync, and each command 80 µs of Python; "
    "a bare insert is one statement without a rule, an idempotency key or a read model, on sixteen connections"
)

LIBRARY: Final = Claim(
    "i",
    "commands through `handle` on PostgreSQL, with idempotency and a read model, 16 at once; against `save` of "
    "`eventsourcing` on PostgreSQL, one by one",
    "1/s",
    Goal("ratio", "≥", 5),
    CAUSE,
)
RAW: Final = Claim(
    "i-raw",
    "the same; against bare inserts of one row of 450 bytes each, on 16 connections of psycopg at once",
    "1/s",
    Goal("ratio", "≥", 0.5),
    CAUSE,
)
CLAIMS: Final = (LIBRARY, RAW)


async def measure(bench: Bench) -> Measured:
    library: list[Round] = []
    raw: list[Round] = []
    with postgres() as server, EventSourcing(on_postgres(server.fresh())) as theirs:
        async with counting_at(server.fresh()) as ours, inserting(server.fresh()) as bare:
            await ours.per_second(WARM)
            await bare.per_second(WARM)
            await asyncio.to_thread(theirs.per_second, WARM // 4)
            for _ in bench.rounds("i: commands/s on PostgreSQL"):
                commands = await ours.per_second(COMMANDS)
                library.append(Round(commands, await asyncio.to_thread(theirs.per_second, SINGLE)))
                raw.append(Round(commands, await bare.per_second(ROWS)))
    return {LIBRARY: library, RAW: raw}
