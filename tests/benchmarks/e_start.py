"""(e) From `make run` to the first page, and what the whole weighs a minute after the demo set."""

import asyncio
from pathlib import Path
from typing import Final

from tests.benchmarks.bench import PATIENCE, Bench, Measured, folder
from tests.benchmarks.koploper import make_run
from tests.benchmarks.rows import Claim, Goal, Round

SETTLED: Final = 60.0
LOOK: Final = 0.1
MEGABYTE: Final = 1024 * 1024

FIRST_PAGE: Final = Claim(
    "e",
    "`make run` (warm: everything is set up, the demo set is there) to the first page",
    "s",
    Goal("ours", "≤", 5),
    "Python reads FastAPI, SQLAlchemy and pydantic, and makes the models of all addresses",
)
MEMORY: Final = Claim(
    "e-memory",
    "memory of all processes (PSS) 60 s after the demo set, which each round loads anew",
    "MB",
    Goal("ours", "≤", 300),
    "FastAPI, SQLAlchemy and pydantic, and the models of all addresses",
)
CLAIMS: Final = (FIRST_PAGE, MEMORY)


async def measure(bench: Bench) -> Measured:
    pages: list[Round] = []
    weights: list[Round] = []
    for _ in bench.rounds("e: start and memory"):
        with folder() as data:
            async with make_run(data) as first:
                await _demo_is_loaded(data)
                await asyncio.sleep(SETTLED)
                weights.append(Round(first.memory() / MEGABYTE))
            async with make_run(data) as again:
                pages.append(Round(again.seconds))
    return {FIRST_PAGE: pages, MEMORY: weights}


async def _demo_is_loaded(data: Path) -> None:
    """Wait until `koploper up` has written down that the set is loaded."""
    async with asyncio.timeout(PATIENCE):
        while (data / "demo").read_text() != "loaded\n":  # noqa: ASYNC110 - another process says so, in a file
            await asyncio.sleep(LOOK)
