"""A ledger of many journeys to ask about the past, over HTTP in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
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
from tests.benchmarks.bench import Bench
from tests.benchmarks.seeding import MILLION

MANY: Final = 35_000
"""So many initiatives that their facts are a million."""


@asynccontextmanager
async def ledger(
    bench: Bench, letter: str, place: Path, initiatives: int
) -> AsyncIterator[tuple[httpx.AsyncClient, int]]:
    """A ledger with the journeys of so many, and how many facts they are."""
    around = Surroundings(EmbeddedBus(f"sqlite:///{place}/bus.db"), SystemClock(), SystemIds(), from_local_header)
    part = build(Settings(store_url=f"sqlite:///{place}/events.db"), around)
    await migrate.upgrade(part.service.store, part.migrations)
    with bench.busy(f"{letter}: {initiatives} initiatives", min(initiatives * journeys.FACTS, MILLION)) as told:
        facts = await asyncio.to_thread(journeys.seed, place / "events.db", initiatives, told)
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(part.http), base_url="http://localhost", headers=by("auditor"), timeout=600
        ) as http:
            yield http, facts
    finally:
        part.service.store.close()
