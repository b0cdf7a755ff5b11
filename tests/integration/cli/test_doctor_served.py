"""`koploper doctor` on services that are served apart, each on a PostgreSQL database of its own, asked by token."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
import pytest
from rich.console import Console

from cli import keyring
from cli.client import Client
from cli.demo import cast
from cli.doctor import across, at_rest, run
from cli.options import Target
from cli.serving import serve
from cli.system import SERVICES, Front, started, store_url
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemIds
from shared.doctor.examine import CHECKS, LAST
from tests.integration.cli.test_served import told
from tests.integration.submissions import KETENSTAGE
from tests.parts.postgres import Postgres

PROXY: Final = "http://proxy"
OF_A_SHARED_STORE: Final = {each.name for each in (*CHECKS, *LAST) if not each.of_files}

Stores = Mapping[str, str]


@pytest.fixture
def stores(postgres: Postgres) -> Stores:
    return {name: postgres.fresh() for name in SERVICES}


@asynccontextmanager
async def served(data: Path, stores: Stores) -> AsyncIterator[Client]:
    """All five on their databases, behind one address that wants tokens; something was submitted, and has arrived."""
    keyring.write(data, cast.people(), SystemIds())
    bus = EmbeddedBus(store_url(data, "bus"))
    parts = {name: serve.put_together(name, told(data, name, url=stores[name]), bus) for name in SERVICES}
    keys = keyring.read(data / keyring.SECRETS)
    async with started(parts, bus), Client(PROXY, httpx.ASGITransport(Front(parts)), keys) as client:
        await client.post("/intake/v1/initiatives", KETENSTAGE, cast.submitter(0))
        for service in SERVICES:
            assert await across.compare(client, service) == []
        yield client


async def examined(client: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Any]:
    """The exit code and what `koploper doctor --url … --tokens … --json` prints."""

    @asynccontextmanager
    async def reach(target: Target) -> AsyncIterator[Client]:
        assert target.url == PROXY
        yield client

    monkeypatch.setattr(at_rest, "reach", reach)
    console = Console(record=True, file=StringIO())
    target = Target(PROXY, data / "nowhere", data / keyring.SECRETS)
    code = await run.doctor(console, target, as_json=True)
    return code, json.loads(console.export_text())


async def test_all_is_well(tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check that does not ask for a file is made on every service, and finds nothing."""
    async with served(tmp_path, stores) as client:
        code, report = await examined(client, tmp_path, monkeypatch)
    assert (code, report["items"], report["unable"]) == (0, [], {})
    for service in SERVICES:
        assert set(report["checked"][service]) >= OF_A_SHARED_STORE | set(across.CHECKS), service
        assert report["unchecked"][service] == []


async def test_what_is_wrong_is_found(tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody wrote past Koploper is found by name, with what to do about it; the other services are well."""
    async with served(tmp_path, stores) as client:
        with psycopg.connect(stores["intake"], autocommit=True) as past_us:
            past_us.execute("DELETE FROM initiative")
            past_us.execute("UPDATE vault SET content = 'another'")
        code, report = await examined(client, tmp_path, monkeypatch)
    assert code == 1
    assert {(each["service"], each["check"]) for each in report["items"]} == {
        ("intake", "read-model-differs"),
        ("intake", "vault-altered"),
    }
    assert all(each["advice"] for each in report["items"])
