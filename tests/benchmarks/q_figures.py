"""(q) Figures of all journeys: now, of so many initiatives, and as known at any past moment among a million facts."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx

from services.events.app import build
from services.events.settings import Settings
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.store import migrate
from shared.testing.running import by
from shared.web.app import Surroundings
from shared.web.reader import from_local_header
from tests.benchmarks import journeys
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION

ROUNDS: Final = 7
MANY: Final = 35_000
"""So many that their facts are a million."""
FIGURES: Final = "/events/v1/figures"
DASHBOARD: Final = ("none", "theme", "branch", "region", "origin", "policy")
CAUSE: Final = "each initiative's milestones are read and followed anew for every question, some 40 µs each"

PAST: Final = Claim(
    "q",
    "figures of all 35,000 initiatives, by theme and the like, as known at a random past moment; 1,000,000 facts",
    "s",
    Goal("ours", "≤", 2),
    CAUSE,
)
NOW: Final = Claim("q-20000", "the same now, of 20,000 initiatives", "s", None, CAUSE)
FEW: Final = Claim("q-2000", "the same now, of 2,000 initiatives", "s", None, CAUSE)
CLAIMS: Final = (PAST, NOW, FEW)


async def measure(bench: Bench) -> Measured:
    return {
        FEW: await _measured(bench, 2_000, past=False),
        NOW: await _measured(bench, 20_000, past=False),
        PAST: await _measured(bench, MANY, past=True),
    }


async def _measured(bench: Bench, initiatives: int, *, past: bool) -> list[Round]:
    """Seconds per answer, the first question aside: each is another one, as on a dashboard."""
    dice = random.Random(1)
    with folder() as place:
        async with _ledger(bench, place, initiatives) as (http, facts):
            await _seconds(http, "?by=theme")
            return [
                Round(await _seconds(http, f"?by={DASHBOARD[number % 6]}" + (f"&at={dice.randint(1, facts)}" * past)))
                for number in bench.rounds(f"q: figures of {initiatives} initiatives", ROUNDS)
            ]


@asynccontextmanager
async def _ledger(bench: Bench, place: Path, initiatives: int) -> AsyncIterator[tuple[httpx.AsyncClient, int]]:
    """A ledger with the journeys of so many, and how many facts they are."""
    around = Surroundings(EmbeddedBus(f"sqlite:///{place}/bus.db"), SystemClock(), SystemIds(), from_local_header)
    part = build(Settings(store_url=f"sqlite:///{place}/events.db"), around)
    await migrate.upgrade(part.service.store, part.migrations)
    with bench.busy(f"q: {initiatives} initiatives", min(initiatives * journeys.FACTS, MILLION)) as told:
        facts = await asyncio.to_thread(journeys.seed, place / "events.db", initiatives, told)
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(part.http), base_url="http://localhost", headers=by("auditor"), timeout=600
        ) as http:
            yield http, facts
    finally:
        part.service.store.close()


async def _seconds(http: httpx.AsyncClient, query: str) -> float:
    began = perf_counter()
    answer = await http.get(FIGURES + query)
    answer.raise_for_status()
    return perf_counter() - began
