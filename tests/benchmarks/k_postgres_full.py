"""(k) What of (i) is left when a million events are stored."""

import asyncio
from typing import Final

from tests.benchmarks.bench import Bench, Measured
from tests.benchmarks.counting import counting_at
from tests.benchmarks.filling import fill
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION
from tests.benchmarks.servers import postgres, settle

EVENTS: Final = MILLION
COMMANDS: Final = 6_000
WARM: Final = 1_600
CAUSE: Final = "indexes that no longer fit in the server's own cache, and whole pages in its log after each checkpoint"

RATE: Final = Claim(
    "k",
    "(i) with 1,000,000 events stored; against an empty store on the same server",
    "1/s",
    Goal("ratio", "≥", 1 / 1.3),
    CAUSE,
)
CLAIMS: Final = (RATE,)


async def measure(bench: Bench) -> Measured:
    with postgres() as server:
        async with counting_at(server.fresh()) as full, counting_at(server.fresh()) as empty:
            with bench.busy("k: a million events"):
                await asyncio.to_thread(fill, full, EVENTS)
                await asyncio.to_thread(settle, server, full.store.url)
            for each in (full, empty):
                await each.per_second(WARM)
            rounds = [
                Round(await full.per_second(COMMANDS), await empty.per_second(COMMANDS))
                for _ in bench.rounds("k: commands/s, full and empty", 7)
            ]
    return {RATE: rounds}
