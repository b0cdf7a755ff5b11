"""A service's life: started, hearing, retrying by its clock, stopped without loose ends."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from shared import once, persons, waiting
from shared.errors import StoreAway
from shared.service import Job, Service
from shared.store import schema
from shared.testing.given import NOON, act
from shared.testing.running import Running
from shared.testing.running import running as run
from shared.testing.until import until
from shared.web.app import Part, Surroundings
from tests.toy.app import MODEL, build
from tests.toy.core import count
from tests.toy.hearing import NEIGHBOUR

NUDGED = "nudged.v1"


@pytest.fixture
async def now(tmp_path: Path) -> AsyncIterator[Running]:
    async with run(tmp_path, build) as now:
        yield now


def counted(service: Service) -> list[int]:
    with service.store.read() as connection:
        bodies = connection.execute(schema.event.select().order_by(schema.event.c.position)).all()
    facts = (service.model.load(row.body).event for row in bodies)
    return [by for fact in facts if (by := getattr(fact, "by", None)) is not None]


async def test_what_is_heard_is_handled_and_sent(now: Running) -> None:
    """From the neighbour's topic to the own topic, through inbox, store and relay."""
    await now.announce(NEIGHBOUR, NUDGED, {"by": 4}, stream="tally-a")
    await now.settled()
    assert counted(now.service("toy")) == [4]
    assert b'"by":4' in now.bus.last["koploper.toy"]


async def test_what_failed_is_retried_by_the_clock(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks for it: when its time has come and its cause is mended, it is handled."""
    toy = now.service("toy")
    await now.announce(NEIGHBOUR, NUDGED, {"by": 13}, stream="tally-a")
    await now.settled()
    assert counted(toy) == []
    monkeypatch.setattr("tests.toy.core.UNLUCKY", 14)
    now.clock.forward(waiting.BACKOFF[0])
    await until(lambda: counted(toy) == [13])


@pytest.mark.parametrize("failure", [StoreAway("gone"), ZeroDivisionError("a fault")])
async def test_retrying_outlives_what_goes_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """One look that fails is not the last."""
    looks = 0

    async with run(tmp_path, build) as now:
        inbox = now.service("toy").inbox
        retry_due = inbox.retry_due

        def failing() -> Any:
            nonlocal looks
            looks += 1
            if looks == 1:
                raise failure
            return retry_due()

        monkeypatch.setattr("shared.service.IDLE", 0.01)
        monkeypatch.setattr(inbox, "retry_due", failing)
        await until(lambda: looks > 2)


async def test_it_is_ready_while_its_store_can_be_written(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is away makes a service not ready, and it gets ready again."""
    toy = now.service("toy")
    assert await toy.is_ready()

    def away() -> Any:
        raise StoreAway("gone")

    monkeypatch.setattr(toy.store, "transaction", away)
    assert not await toy.is_ready()
    monkeypatch.undo()
    assert await toy.is_ready()


async def test_to_be_ready_is_to_have_written(tmp_path: Path) -> None:
    """Only what really reaches the disk tells that it has room; and nothing of it stays."""
    async with run(tmp_path, build) as now:
        toy = now.service("toy")
        await now.settled()
        await until(lambda: not toy.store.to_scrub)
        log = tmp_path / "toy.db-wal"
        before = log.stat().st_size
        assert await toy.is_ready()
        assert log.stat().st_size > before
        with toy.store.read() as connection:
            assert set(connection.execute(select(schema.secret.c.name)).scalars()) == {once.NAME, persons.NAME}


async def test_its_secret_outlives_it(tmp_path: Path) -> None:
    """After a restart repeated requests are still known by the same key."""
    secrets = []
    for _ in range(2):
        async with run(tmp_path, build) as now:
            secrets.append(now.service("toy").secret)
    assert secrets[0] == secrets[1] != b""


async def test_what_it_does_by_itself(tmp_path: Path) -> None:
    """At its start, before it hears anything; and when its process is about to stop."""
    did: list[str] = []

    async def at_start(service: Service) -> None:
        await service.handle(count("start", given=act("system")))
        did.append("start")

    async def at_leave(service: Service) -> None:
        did.append("leave")

    async with run(tmp_path, build) as now:
        toy = now.service("toy")
        await toy.leave()
        assert did == []
        toy.at_start, toy.at_leave = at_start, at_leave
        await toy.at_start(toy)
        await toy.leave()
    assert did == ["start", "leave"]


async def test_a_service_that_begins_does_so_before_it_hears(tmp_path: Path) -> None:
    """What it does at its start is a fact by the time the first foreign one arrives, and is sent."""

    async def at_start(service: Service) -> None:
        await service.handle(count("own", 7, given=act("system")))

    def beginning(data: Path, around: Any) -> Any:
        part = build(data, around)
        part.service.at_start = at_start
        return part

    async with run(tmp_path, beginning) as now:
        await now.announce(NEIGHBOUR, NUDGED, {"by": 4}, stream="tally-a")
        await now.settled()
        assert counted(now.service("toy")) == [7, 4]


async def test_stopping_breaks_off_what_was_begun(now: Running) -> None:
    """Work beside, done or not, does not outlive the service."""
    toy = now.service("toy")

    async def at_once() -> int:
        return 5

    assert await toy.begin(at_once(), "answers") == 5
    endless = toy.begin(asyncio.Event().wait(), "waits")
    await toy.stop()
    assert endless.cancelled()
    assert endless.get_name() == "toy waits"


def test_read_models_are_known_by_name(now: Running) -> None:
    """Each projection can be asked for."""
    assert list(now.service("toy").read_models) == [*(each.name for each in MODEL.projections), "erasures", "deeds"]


async def test_a_job_of_its_own_is_done_whenever_it_says(tmp_path: Path) -> None:
    """By the one clock, again when its next time has come, whatever went wrong before."""
    did: list[datetime] = []
    at = NOON

    def sweeping(service: Service) -> Job:
        async def sweep() -> datetime | None:
            nonlocal at
            if service.clock.now() >= at:
                did.append(service.clock.now())
                at = service.clock.now() + timedelta(days=1)
                if len(did) == 1:
                    raise StoreAway("gone")
            return at

        return sweep

    def builder(data: Path, around: Surroundings) -> Part:
        part = build(data, around)
        part.service.jobs = {"sweep": sweeping}
        return part

    async with run(tmp_path, builder) as now:
        await until(lambda: len(did) == 1)
        now.clock.forward(timedelta(days=1, hours=1))
        await until(lambda: len(did) == 2)
    assert did == [NOON, NOON + timedelta(days=1, hours=1)]
