"""A store put back from a backup: it reads only, fetches from the ledger what it lacks, and opens when it is whole."""

from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from rich.console import Console
from sqlalchemy import delete, select, text, update

from cli import demo
from cli.client import Client, SaysNo
from cli.demo import script
from cli.operate import OPERATOR
from cli.system import System, running, store_url
from shared.clock import SystemClock
from shared.restored import catch_up, mark
from shared.store import schema
from shared.store.store import Store
from shared.testing.until import until

QUIET: Final = Console(quiet=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.service.Service.quiet", 0.2)
    monkeypatch.setattr(catch_up, "LOOK", 0.05)


def client(now: System) -> Client:
    return Client("http://localhost", httpx.ASGITransport(now.http))


async def play(data: Path) -> None:
    """The demo set, to its end."""
    async with running(data) as now, client(now) as asking:
        await demo.load(asking, QUIET)


async def half(data: Path, service: str) -> None:
    """Put a service's store back to where it was halfway: its later events, and what it heard since, are gone."""
    store = Store(store_url(data, service), service)

    def forget(connection: Any) -> None:
        last = connection.execute(select(schema.event.c.position).order_by(schema.event.c.position.desc())).scalar()
        connection.execute(delete(schema.event).where(schema.event.c.position > last // 2))
        connection.execute(update(schema.relay).values(position=last // 2))
        heard = connection.execute(text("SELECT count(*) FROM inbox")).scalar()
        connection.execute(
            text(
                "DELETE FROM inbox WHERE (source, stream, sequence) IN "
                "(SELECT source, stream, sequence FROM inbox ORDER BY event_id DESC LIMIT :many)"
            ),
            {"many": heard // 2},
        )
        mark.put(connection, SystemClock().now())

    await store.write(forget)
    store.close()


def events(data: Path, service: str) -> dict[tuple[str, int], bytes]:
    store = Store(store_url(data, service), service)
    with store.read() as connection:
        found = connection.execute(select(schema.event.c.stream, schema.event.c.version, schema.event.c.body)).all()
    store.close()
    return {(row.stream, row.version): row.body for row in found}


async def found(asking: Client, service: str) -> list[str]:
    return [each["check"] for each in (await asking.get(f"/{service}/v1/checks", OPERATOR))["items"]]


@pytest.mark.parametrize("service", ["intake", "assessment", "review", "publication"])
async def test_a_store_of_an_hour_ago_catches_up(tmp_path: Path, service: str) -> None:
    """Every event is back with its bytes, all that was heard is heard, and the read models are those of its events."""
    await play(tmp_path)
    before = events(tmp_path, service)
    await half(tmp_path, service)
    assert len(events(tmp_path, service)) < len(before)
    async with running(tmp_path) as now, client(now) as asking:
        restored = now.parts[service].service
        await until(lambda: not restored.restored, within=30)
        await asking.get(f"/{service}/readyz")
        assert await found(asking, service) == []
        journeys = await asking.get("/events/v1/journeys", script.person("auditor", 90))
        assert len(journeys["items"]) == script.INITIATIVES
    after = events(tmp_path, service)
    added = after.keys() - before.keys()
    assert {place: after[place] for place in before} == before
    assert [b"store-reopened" in after[place] for place in added] == [True]


async def test_until_then_it_only_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act is told to come back; lists are there; it is not ready, and the doctor says why."""
    monkeypatch.setattr("shared.service.Service.quiet", 3_600)
    await play(tmp_path)
    await half(tmp_path, "publication")
    async with running(tmp_path) as now, client(now) as asking:
        assert now.parts["publication"].service.restored
        with pytest.raises(SaysNo) as no:
            await asking.post("/publication/v1/meetings", {"title": "x"}, script.AUTHOR)
        assert (no.value.status, no.value.rule) == (503, "restored")
        assert (await asking.get("/publication/v1/meetings", script.AUTHOR))["items"]
        with pytest.raises(SaysNo):
            await asking.get("/publication/readyz")
        assert "store-restored" in await found(asking, "publication")


async def test_a_fork_keeps_it_closed(tmp_path: Path) -> None:
    """Another event under a number that the ledger has: its stream gets nothing more, all others do, and it is told."""
    await play(tmp_path)
    await half(tmp_path, "intake")
    store = Store(store_url(tmp_path, "intake"), "intake")
    with store.read() as connection:
        stream = connection.execute(select(schema.event.c.stream).limit(1)).scalar()
    other = update(schema.event).where(schema.event.c.stream == stream, schema.event.c.version == 1)
    await store.write(lambda connection: connection.execute(other.values(id="another")))

    def trouble() -> str:
        with store.read() as connection:
            row = mark.find(connection)
        return str(row.trouble) if row is not None else ""

    async with running(tmp_path) as now:
        await until(lambda: "two events 1" in trouble(), within=30)
        assert now.parts["intake"].service.restored
        assert str(stream) in trouble()
    store.close()
