"""The drill on PostgreSQL: a copy by its own tools, put back after more has happened, and whole again."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from rich.console import Console
from sqlalchemy import select

from cli import demo, recovery
from cli.client import Client
from cli.system import AUDITOR, SERVICES, Front, build_one, started, store_url
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.doctor.read_models import read_model_differs
from shared.restored import catch_up
from shared.restored.ledger import OverHttp
from shared.service import Service
from shared.store import schema
from shared.testing.until import until
from shared.web.app import Surroundings
from shared.web.reader import HEADER, from_local_header
from tests import needs
from tests.faults import complaints, evidence
from tests.parts import postgres as server
from tests.parts.postgres import Postgres

Stores = Mapping[str, str]
SERVICE: Final = "publication"


@asynccontextmanager
async def running(data: Path, stores: Stores) -> AsyncIterator[tuple[Client, Service]]:
    """All five on their databases; a client, and the service that the drill is about."""
    bus = EmbeddedBus(store_url(data, "bus"))
    around = Surroundings(bus, SystemClock(), SystemIds(), from_local_header)
    parts = {name: build_one(name, stores[name], around) for name in SERVICES}
    transport = httpx.ASGITransport(Front(parts))
    for part in parts.values():
        part.service.ledger = OverHttp("http://localhost", {HEADER: str(AUDITOR)}, transport)
    async with started(parts, bus), Client("http://localhost", transport) as client:
        yield client, parts[SERVICE].service


@pytest.fixture(scope="module")
def own() -> Iterator[Postgres]:
    """A server of this machine's own version, if it can have one: its tools copy no newer server's databases."""
    with server.running("native" if server.binaries() is not None else needs.postgres()) as own:
        yield own


def events(service: Service) -> dict[tuple[str, int], bytes]:
    with service.store.read() as connection:
        found = connection.execute(select(schema.event.c.stream, schema.event.c.version, schema.event.c.body)).all()
    return {(row.stream, row.version): row.body for row in found}


async def test_a_store_of_an_hour_ago_catches_up(
    tmp_path: Path, own: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copied while acts go on, put back after the last of them: every event is there again, with its bytes."""
    monkeypatch.setattr("shared.service.Service.quiet", 0.2)
    monkeypatch.setattr(catch_up, "LOOK", 0.05)
    stores = {name: own.fresh() for name in SERVICES}
    kept = tmp_path / "kept"
    async with running(tmp_path, stores) as (client, publication):
        playing = asyncio.create_task(demo.load(client, Console(quiet=True)))
        await until(lambda: len(events(publication)) > 20, within=60)
        await asyncio.to_thread(recovery.backup, SERVICE, kept, stores[SERVICE], tmp_path)
        await playing
        await until(lambda: not complaints.under_way(evidence.of(stores)), within=60)
        before = events(publication)
    await recovery.restore(SERVICE, kept, stores[SERVICE], tmp_path, "A test")
    async with running(tmp_path, stores) as (_, publication):
        assert publication.restored
        assert 20 < len(events(publication)) < len(before)
        await until(lambda: not publication.restored, within=60)
        differing = [fault async for fault in read_model_differs(publication)]
        after = events(publication)
    assert {place: after[place] for place in before} == before
    assert differing == []
