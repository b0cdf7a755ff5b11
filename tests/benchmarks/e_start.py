"""(e) From `make run` to the first page, what the whole weighs a minute after the demo set, and how fast it stops."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter
from typing import Final

from tests.benchmarks.bench import PATIENCE, Bench, Measured, folder
from tests.benchmarks.koploper import Koploper, make_run
from tests.benchmarks.listening import AUDITOR
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.wire import Wire

SETTLED: Final = 60.0
LOOK: Final = 0.1
MEGABYTE: Final = 1024 * 1024
PAGES: Final = 10

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
STOP: Final = Claim(
    "e-stop",
    "Ctrl-C to the end of `make run`, with ten pages open",
    "s",
    Goal("ours", "≤", 3),
    "each service ends what it does, the writers close their stores, and Python ends",
)
CLAIMS: Final = (FIRST_PAGE, MEMORY, STOP)


async def measure(bench: Bench) -> Measured:
    pages: list[Round] = []
    weights: list[Round] = []
    stops: list[Round] = []
    for _ in bench.rounds("e: start and memory"):
        with folder() as data:
            async with make_run(data) as first:
                await _demo_is_loaded(data)
                await asyncio.sleep(SETTLED)
                weights.append(Round(first.memory() / MEGABYTE))
            async with make_run(data) as again:
                pages.append(Round(again.seconds))
                stops.append(Round(await _stopped(again)))
    return {FIRST_PAGE: pages, MEMORY: weights, STOP: stops}


async def _stopped(running: Koploper) -> float:
    """Seconds that it takes to end, with pages open."""
    async with AsyncExitStack() as pages:
        for _ in range(PAGES):
            page = await pages.enter_async_context(Wire.to(running.port))
            await anext(page.stream("/events/v1/stream", {"Koploper-Actor": AUDITOR}))
        began = perf_counter()
        os.killpg(running.process.pid, signal.SIGINT)
        await asyncio.wait_for(running.process.wait(), PATIENCE)
        return perf_counter() - began


async def _demo_is_loaded(data: Path) -> None:
    """Wait until `koploper up` has written down that the set is loaded."""
    async with asyncio.timeout(PATIENCE):
        while (data / "demo").read_text() != "loaded\n":  # noqa: ASYNC110 - another process says so, in a file
            await asyncio.sleep(LOOK)
