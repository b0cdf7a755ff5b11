"""(i) Commands per second through `handle` on PostgreSQL, against `save` of a library, and bare inserts at once."""

from typing import Final

from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.counting import counting
from tests.benchmarks.others_postgres import EventSourcing, inserts, server
from tests.benchmarks.rows import Claim, Goal, Round

COMMANDS: Final = 16_000
SINGLE: Final = 2_000
ROWS: Final = 16_000
WARM: Final = 1_600
CAUSE: Final = (
    "sixteen commands are eleven messages to the server and one commit; what they cost beside that is Python, on this "
    "process's core, and JSON that the server reads as a table, on its own"
)

LIBRARY: Final = Claim(
    "i",
    "commands through `handle` on PostgreSQL, with idempotency and a read model, 16 at once, one process; against "
    "`save` of `eventsourcing` on PostgreSQL, one by one",
    "1/s",
    Goal("ratio", "≥", 5),
    CAUSE,
)
RAW: Final = Claim(
    "i-raw",
    "the same; against bare inserts of one row each, 16 connections at once (asyncpg)",
    "1/s",
    Goal("ratio", "≥", 0.5),
    CAUSE,
)
CLAIMS: Final = (LIBRARY, RAW)


async def measure(bench: Bench) -> Measured:
    library: list[Round] = []
    raw: list[Round] = []
    with server() as postgres, EventSourcing(postgres.fresh()) as theirs:
        async with counting(postgres.fresh()) as ours, inserts(postgres.fresh()) as bare:
            await ours.per_second(WARM)
            theirs.per_second(WARM // 4)
            await bare.per_second(WARM)
            for _ in bench.rounds("i: commands/s on PostgreSQL", 7):
                commands = await ours.per_second(COMMANDS)
                library.append(Round(commands, theirs.per_second(SINGLE)))
                raw.append(Round(commands, await bare.per_second(ROWS)))
    return {LIBRARY: library, RAW: raw}
