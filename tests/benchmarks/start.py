"""From `make run` to the first page, and what it all weighs when the demo set has settled."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.served import served

ROUNDS: Final = 5
SETTLED: Final = 60.0
"""Seconds after the demo set at which memory is read."""
MEGABYTE: Final = 1024 * 1024
MAKE: Final = ("make", "--no-print-directory", "-C", str(Path(__file__).parents[2]), "run")

FIRST_PAGE: Final = Claim(
    "e-start", "make run (warm) to the first page", "s", Goal("ours", "≤", 5), "importing the libraries"
)
MEMORY: Final = Claim(
    "e-memory", "memory (PSS) of all processes 60 s after the demo", "MB", Goal("ours", "≤", 300), "the libraries"
)
CLAIMS: Final = (FIRST_PAGE, MEMORY)


def measure(done: Callable[[], None]) -> dict[Claim, list[Round]]:
    """All rounds; `done` is called after each. Memory is read once at 60 s, and four times in the seconds behind it."""
    rounds: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), rounds, done))
    return rounds


async def _measure(folder: Path, rounds: dict[Claim, list[Round]], done: Callable[[], None]) -> None:
    data = folder / "var"
    async with served(data, command=MAKE) as first:
        await _loaded(data)
        await asyncio.sleep(SETTLED)
        for _ in range(ROUNDS):
            rounds[MEMORY].append(Round(first.pss() / MEGABYTE))
            await asyncio.sleep(1.0)
    for _ in range(ROUNDS):
        async with served(data, command=MAKE) as again:
            rounds[FIRST_PAGE].append(Round(again.seconds_to_first_page))
        done()


async def _loaded(data: Path) -> None:
    """Wait until the demo set is in; `koploper up` writes that down."""
    async with asyncio.timeout(60):
        while True:
            if (data / "demo").read_text() == "loaded\n":
                return
            await asyncio.sleep(0.1)
