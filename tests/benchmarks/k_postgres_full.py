"""(k) What of (i) is left when a million events are stored."""

import asyncio
from typing import Final

from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.counting import counting
from tests.benchmarks.i_postgres_commands import COMMANDS, WARM
from tests.benchmarks.others_postgres import server
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION, seed_postgresql

RATE: Final = Claim(
    "k",
    "(i) with 1,000,000 events stored; against an empty store",
    "1/s",
    Goal("ratio", "≥", 1 / 1.3),
    "indexes that no longer fit the server's buffers, of which this one has the default of 128 MB",
)
CLAIMS: Final = (RATE,)


async def measure(bench: Bench) -> Measured:
    with server() as postgres:
        async with counting(postgres.fresh()) as full, counting(postgres.fresh()) as empty:
            with bench.busy("k: a million events", MILLION) as told:
                await asyncio.to_thread(seed_postgresql, full, told, MILLION)
            for each in (full, empty):
                await each.per_second(WARM)
            rounds = [
                Round(await full.per_second(COMMANDS), await empty.per_second(COMMANDS))
                for _ in bench.rounds("k: commands/s, full and empty", 7)
            ]
    return {RATE: rounds}
