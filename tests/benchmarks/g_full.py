"""(g) What of (a) and (b) is left when a million events are stored."""

import asyncio
from pathlib import Path
from typing import Final

from tests.benchmarks import trees
from tests.benchmarks.b_latency import latencies, of
from tests.benchmarks.bench import Bench, Measured, answer_of, at_rest, folder
from tests.benchmarks.counting import counting
from tests.benchmarks.f_streams import FOLLOWS
from tests.benchmarks.koploper import up
from tests.benchmarks.multiplying import multiply
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION, seed
from tests.faults import evidence

COMMANDS: Final = 8_000
WARM: Final = 800
STORES: Final = 6
CAUSE: Final = "indexes that no longer fit the page cache of a connection"

RATE: Final = Claim(
    "g", "(a) with 1,000,000 events stored; against an empty store", "1/s", Goal("ratio", "≥", 1 / 1.3), CAUSE
)
MEDIAN: Final = Claim(
    "g-median", "(b), median, with 1,000,000 events stored; against empty stores", "ms", Goal("ratio", "≤", 1.3), CAUSE
)
SLOWEST: Final = Claim(
    "g-p99", "(b), 99 of 100, with 1,000,000 events stored; against empty stores", "ms", Goal("ratio", "≤", 1.3), CAUSE
)
CLAIMS: Final = (RATE, MEDIAN, SLOWEST)


async def measure(bench: Bench) -> Measured:
    with folder() as place:
        rates = await _rates(bench, place)
    with folder() as place:
        return {RATE: rates, **await _latencies(bench, place)}


async def _rates(bench: Bench, place: Path) -> list[Round]:
    async with counting(place / "full") as full, counting(place / "empty") as empty:
        with bench.busy("g: a million events", MILLION) as told:
            await asyncio.to_thread(seed, full, place / "full", told)
        for each in (full, empty):
            await each.per_second(WARM)
        return [
            Round(await full.per_second(COMMANDS), await empty.per_second(COMMANDS))
            for _ in bench.rounds("g: commands/s, full and empty", 7)
        ]


async def _latencies(bench: Bench, place: Path) -> Measured:
    median: list[Round] = []
    slowest: list[Round] = []
    async with up(place / "full") as one:
        await at_rest(
            lambda: evidence.read(place / "full")
        )  # what services say at their start must not stand among what is copied
        initiative = await answer_of("submitting", "one", one.port, FOLLOWS)
        await at_rest(lambda: evidence.read(place / "full"))
    with bench.busy("g: a million events in five services", MILLION // FOLLOWS * STORES) as told:
        await asyncio.to_thread(multiply, place / "full", initiative, MILLION // FOLLOWS, told)
        await trees.grow(f"sqlite:///{place / 'full' / 'events.db'}")
    async with up(place / "full") as full, up(place / "empty") as empty:
        for each in (full, empty):
            await latencies(each.port)
        for _ in bench.rounds("g: act to stream, full and empty"):
            ours, theirs = of(await latencies(full.port)), of(await latencies(empty.port))
            median.append(Round(ours[0], theirs[0]))
            slowest.append(Round(ours[1], theirs[1]))
    return {MEDIAN: median, SLOWEST: slowest}
