"""A store put back from a backup: it reads only, fetches from the ledger what it lacks, and opens when it is whole."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from rich.console import Console
from sqlalchemy import delete, select, text, update

from cli import demo, recovery
from cli.cannot import CannotRun
from cli.client import Client, SaysNo
from cli.demo import cast
from cli.operate import OPERATOR
from cli.system import System, running, store_url
from shared.clock import SystemClock
from shared.restored import catch_up, mark
from shared.restored.ledger import OverHttp
from shared.store import schema
from shared.store.store import Store
from shared.testing.until import until
from tests.faults import complaints, evidence
from tests.integration.submissions import KETENSTAGE

QUIET: Final = Console(quiet=True)
WHY: Final = "De schijf was vol"

pytestmark = [pytest.mark.xdist_group("restored")]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.service.Service.quiet", 0.2)
    monkeypatch.setattr(catch_up, "LOOK", 0.05)


def client(now: System) -> Client:
    return Client("http://localhost", httpx.ASGITransport(now.http))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo set, to its end: what is on its way when it ends is in the ledger too."""
    data = tmp_path_factory.mktemp("played")
    async with running(data) as now, client(now) as asking:
        await demo.load(asking, QUIET)
        await until(lambda: not complaints.under_way(evidence.read(data)), within=30)
    return data


@pytest.fixture
def played(played_once: Path, tmp_path: Path) -> Path:
    """A folder in which the demo set has come to its end."""
    return shutil.copytree(played_once, tmp_path / "played")


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


async def test_a_backup_of_a_running_store_is_put_back(tmp_path: Path) -> None:
    """Kept halfway through the demo by the command, put back after its end, and whole again."""
    kept = tmp_path / "kept"
    async with running(tmp_path) as now, client(now) as asking:
        playing = asyncio.create_task(demo.load(asking, QUIET))
        await until(lambda: len(events(tmp_path, "publication")) > 20, within=30)
        await asyncio.to_thread(recovery.backup, "publication", kept, None, tmp_path)
        await playing
        await until(lambda: not complaints.under_way(evidence.read(tmp_path)), within=30)
    before = events(tmp_path, "publication")
    await recovery.restore("publication", kept, None, tmp_path, WHY)
    assert 20 < len(events(tmp_path, "publication")) < len(before)
    async with running(tmp_path) as now, client(now) as asking:
        restored = now.parts["publication"].service
        await until(lambda: not restored.restored, within=30)
        assert await found(asking, "publication") == []
    after = events(tmp_path, "publication")
    assert {place: after[place] for place in before} == before
    told = [json.loads(body)["data"] for body in after.values() if b"store-reopened" in body]
    assert [(each["restoredBy"], each["reason"]) for each in told] == [(str(OPERATOR), WHY)]


async def test_what_is_no_backup_of_it(tmp_path: Path) -> None:
    """Not there, no store, another service's, or a name that is taken: a sentence, and nothing is touched."""
    async with running(tmp_path):
        pass
    before = (tmp_path / "intake.db").read_bytes()
    (tmp_path / "text").write_text("no store")
    for file in ("nothing", "text", "review.db"):
        with pytest.raises(CannotRun):
            await recovery.restore("intake", tmp_path / file, None, tmp_path, WHY)
    with pytest.raises(CannotRun):
        recovery.backup("intake", tmp_path / "text", None, tmp_path)
    with pytest.raises(CannotRun):
        recovery.backup("intake", tmp_path / "new", None, tmp_path / "elsewhere")
    assert (tmp_path / "intake.db").read_bytes() == before
    assert (tmp_path / "text").read_text() == "no store"


async def test_a_restored_ledger_is_open_at_once(tmp_path: Path) -> None:
    """It is filled by what the others send again, not from itself."""
    async with running(tmp_path):
        pass
    recovery.backup("events", tmp_path / "kept", None, tmp_path)
    await recovery.restore("events", tmp_path / "kept", None, tmp_path, WHY)
    async with running(tmp_path) as now:
        assert not now.parts["events"].service.restored


async def found(asking: Client, service: str) -> list[str]:
    return [each["check"] for each in (await asking.get(f"/{service}/v1/checks", OPERATOR))["items"]]


@pytest.mark.parametrize("service", ["intake", "assessment", "review", "publication"])
async def test_a_store_of_an_hour_ago_catches_up(played: Path, service: str) -> None:
    """Every event is back with its bytes, all that was heard is heard, and the read models are those of its events."""
    before = events(played, service)
    await half(played, service)
    assert len(events(played, service)) < len(before)
    async with running(played) as now, client(now) as asking:
        restored = now.parts[service].service
        await until(lambda: not restored.restored, within=30)
        await asking.get(f"/{service}/readyz")
        await until(lambda: not complaints.under_way(evidence.read(played)), within=30)
        assert await found(asking, service) == []
        journeys = await asking.get("/events/v1/journeys", cast.person("auditor", 90))
        assert len(journeys["items"]) == cast.INITIATIVES
    after = events(played, service)
    added = after.keys() - before.keys()
    assert {place: after[place] for place in before} == before
    assert [b"store-reopened" in after[place] for place in added] == [True]


async def test_until_then_it_only_reads(played: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act is told to come back; lists are there; it is not ready, and the doctor says why."""
    monkeypatch.setattr("shared.service.Service.quiet", 3_600)
    await half(played, "publication")
    async with running(played) as now, client(now) as asking:
        assert now.parts["publication"].service.restored
        with pytest.raises(SaysNo) as no:
            await asking.post("/publication/v1/meetings", {"title": "x"}, cast.AUTHOR)
        assert (no.value.status, no.value.rule) == (503, "restored")
        assert (await asking.get("/publication/v1/meetings", cast.AUTHOR))["items"]
        with pytest.raises(SaysNo):
            await asking.get("/publication/readyz")
        assert "store-restored" in await found(asking, "publication")


async def test_its_own_events_come_back_before_it_hears(played: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While more of its own may still reach the ledger nothing is heard: it would be answered under a taken number."""
    monkeypatch.setattr("shared.service.Service.quiet", 3_600)
    asked: list[str | None] = []
    after = OverHttp.after

    async def noted(ledger: OverHttp, position: int, source: str | None) -> Any:
        asked.append(source)
        return await after(ledger, position, source)

    monkeypatch.setattr(OverHttp, "after", noted)
    before = events(played, "review")
    await half(played, "review")
    async with running(played):
        await until(lambda: len(events(played, "review")) >= len(before) and len(asked) > 10, within=30)
    assert None not in asked
    assert events(played, "review") == before


async def test_it_opens_while_others_go_on(played: Path) -> None:
    """A system that never rests does not keep it closed: what is said meanwhile comes over the bus."""
    await half(played, "assessment")

    def of(service: str) -> set[str]:
        return {stream for stream, _ in events(played, service)}

    async with running(played) as now, client(now) as asking:
        restored = now.parts["assessment"].service
        streams: set[str] = set()
        async with asyncio.timeout(60):
            while restored.restored:
                answer = await asking.post("/intake/v1/initiatives", KETENSTAGE, cast.person("submitter", 70))
                streams.add(f"initiative-{answer['id']}")
                await until(lambda: streams <= of("review"), within=30)
        await until(lambda: streams <= of("assessment"), within=30)


async def test_a_fork_keeps_it_closed(played: Path) -> None:
    """Another event under a number that the ledger has: its stream gets nothing more, all others do, and it is told."""
    await half(played, "intake")
    store = Store(store_url(played, "intake"), "intake")
    with store.read() as connection:
        stream = connection.execute(select(schema.event.c.stream).limit(1)).scalar()
    other = update(schema.event).where(schema.event.c.stream == stream, schema.event.c.version == 1)
    await store.write(lambda connection: connection.execute(other.values(id="another")))

    def trouble() -> str:
        with store.read() as connection:
            row = mark.find(connection)
        return str(row.trouble) if row is not None else ""

    async with running(played) as now:
        await until(lambda: "two events 1" in trouble(), within=30)
        assert now.parts["intake"].service.restored
        assert str(stream) in trouble()
    store.close()
