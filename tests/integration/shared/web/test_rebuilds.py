"""A rebuild that one process runs, as another one on the same store tells of it; and what a dead one leaves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import pytest
from sqlalchemy import select

from shared import lease, rebuilding, unfinished
from shared.operations import ProjectionRebuilt
from shared.rebuilding import GONE, STOPPED, Rebuilds
from shared.store import schema
from shared.testing.given import uuid
from shared.testing.running import Running, by, elsewhere, running
from shared.testing.seeded import SeededIds
from shared.testing.until import until
from shared.unfinished import release
from shared.web.app import Part, Surroundings
from tests.parts.postgres import Postgres
from tests.toy.app import build
from tests.toy.reading import tally

AT: Final = "/toy/v1/projections/tallies/rebuilds"
OPERATOR: Final = by("operator")
WHY: Final = {"reason": "A test"}
NEVER: Final = 3_600.0
SOON: Final = 0.05


@pytest.fixture
def on_postgres(postgres: Postgres, tmp_path: Path) -> Iterator[None]:
    with elsewhere(tmp_path, postgres.fresh):
        yield


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "SIGN", 0.01)
    monkeypatch.setattr(lease, "PATIENCE", NEVER)
    monkeypatch.setattr(rebuilding, "LOOK", 0.01)


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Rebuilds stand still until this is set."""
    going = asyncio.Event()

    async def wait(_: object) -> None:
        await going.wait()

    monkeypatch.setattr("shared.rebuild.Rebuild._follow", wait)
    return going


@asynccontextmanager
async def replica(data: Path, seed: int) -> AsyncIterator[Running]:
    """A process of the toy on the store of `data`, with a bus of its own."""
    own = data / f"bus-{seed}"
    own.mkdir(exist_ok=True)

    def on_the_same_store(data: Path, around: Surroundings) -> Part:
        return build(data.parent, around)

    async with running(own, on_the_same_store, ids=SeededIds(seed)) as now:
        yield now


@pytest.fixture
async def two(on_postgres: None, tmp_path: Path) -> AsyncIterator[tuple[Running, Running]]:
    async with replica(tmp_path, 1) as one, replica(tmp_path, 2) as other:
        yield one, other


async def begun(now: Running) -> str:
    """Where a rebuild is that begins."""
    answer = await now.http.post(AT, json=WHY, headers=OPERATOR)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def told(now: Running, at: str) -> dict[str, Any]:
    answer = await now.http.get(at, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ends(now: Running, at: str) -> dict[str, Any]:
    """What is told of a rebuild once it runs no more."""
    async with asyncio.timeout(10):
        while (progress := await told(now, at))["state"] == "running":  # noqa: ASYNC110 - it is asked over HTTP
            await asyncio.sleep(0.005)
    return progress


def rebuilt(now: Running) -> int:
    """How many rebuilds took over."""
    with now.service("toy").store.read() as connection:
        types = connection.execute(select(schema.event.c.type)).scalars().all()
    return types.count(ProjectionRebuilt.event_type)


async def refused(now: Running) -> httpx.Response:
    answer = await now.http.post(AT, json=WHY, headers=OPERATOR)
    assert answer.status_code == 409, answer.text
    return answer


async def test_every_replica_tells_how_far_it_is(two: tuple[Running, Running], go: asyncio.Event) -> None:
    """Also one that does not run it: while it runs, and what it found in the end."""
    one, other = two
    await one.http.post("/toy/v1/tallies/a/counts", json={"by": 1}, headers=by("editor"))
    at = await begun(one)
    assert [(await told(now, at))["state"] for now in two] == ["running", "running"]
    go.set()
    done = await ends(other, at)
    assert (done["state"], done["events"], done["difference"]["events"]) == ("done", 1, 1)
    assert await told(one, at) == done
    assert (await other.http.get(at.replace("tallies", "counts"), headers=OPERATOR)).status_code == 404
    assert (await other.http.get(f"{AT}/{uuid(1)}", headers=OPERATOR)).status_code == 404


async def test_one_at_a_time_over_all_replicas(two: tuple[Running, Running], go: asyncio.Event) -> None:
    """While its process gives signs of life no replica begins another; then any may."""
    one, other = two
    at = await begun(one)
    for now in two:
        assert (await refused(now)).json()["type"] == "urn:koploper:problem:rebuild-running"
    go.set()
    await ends(other, at)
    assert (await ends(one, await begun(other)))["state"] == "done"


class Stopped:
    """Has rebuilds of the process that begins one next give no sign of life."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    async def begun(self, now: Running) -> str:
        async def silent(*_: object) -> None:
            await asyncio.Event().wait()

        with self._monkeypatch.context() as patch:
            patch.setattr(Rebuilds, "_give_signs", silent)
            at = await begun(now)
            await asyncio.sleep(0)  # its signs begin, which are none
        return at


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Stopped:
    monkeypatch.setattr(lease, "PATIENCE", SOON)
    return Stopped(monkeypatch)


async def test_one_whose_process_is_gone_is_told(
    stopped: Stopped, two: tuple[Running, Running], go: asyncio.Event
) -> None:
    """The other replica says so in a sentence; whoever comes back after that replaces nothing."""
    one, other = two
    at = await stopped.begun(one)
    gone = await ends(other, at)
    assert (gone["state"], gone["error"]) == ("failed", GONE)
    go.set()
    await until(lambda: not one.service("toy")._work)
    assert await told(one, at) == gone
    assert rebuilt(other) == 0


async def test_after_one_that_is_gone_another_begins(
    stopped: Stopped, two: tuple[Running, Running], go: asyncio.Event
) -> None:
    """It need not be asked about first: that nothing moves is seen while it is begun."""
    one, other = two
    at = await stopped.begun(one)
    again = await begun(other)
    assert (await told(other, at))["error"] == GONE
    go.set()
    assert (await ends(other, again))["state"] == "done"
    await until(lambda: not one.service("toy")._work)
    assert rebuilt(other) == 1


@pytest.mark.usefixtures("on_both")
async def test_what_a_killed_process_left_is_no_hindrance(
    tmp_path: Path, go: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started again on its store, it says that the rebuild is gone, and begins another."""
    monkeypatch.setattr(lease, "PATIENCE", SOON)
    async with replica(tmp_path, 1) as now:
        left = {"id": uuid(7), "projection": "tallies", "state": "running", "beat": 3, "events": 5, "total": 9}
        await now.service("toy").store.write(
            lambda connection: connection.execute(schema.rebuild.insert().values(left))
        )
        at = await begun(now)
        gone = await told(now, f"{AT}/{uuid(7)}")
        assert (gone["state"], gone["error"], gone["events"], gone["total"]) == ("failed", GONE, 5, 9)
        go.set()
        assert (await ends(now, at))["state"] == "done"


@pytest.mark.usefixtures("on_both")
async def test_a_process_that_stops_leaves_word(tmp_path: Path, go: asyncio.Event) -> None:
    """The next one tells that it was stopped, without waiting for signs of life."""
    async with replica(tmp_path, 1) as now:
        at = await begun(now)
    async with replica(tmp_path, 2) as now:
        progress = await told(now, at)
        assert (progress["state"], progress["error"]) == ("failed", STOPPED)


async def test_old_rebuilds_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last ones are kept, so the table does not grow for ever."""
    monkeypatch.setattr(rebuilding, "_FORGET", _forget(2))
    async with replica(tmp_path, 1) as now:
        places = []
        for _ in range(3):
            places.append(await begun(now))
            await ends(now, places[-1])
        answers = [(await now.http.get(at, headers=OPERATOR)).status_code for at in places]
        assert answers == [404, 200, 200]


def _forget(kept: int) -> Any:
    newest = rebuilding._NEWEST.limit(kept)
    return schema.rebuild.delete().where(schema.rebuild.c.id.not_in(newest), schema.rebuild.c.state != "running")


@pytest.mark.usefixtures("on_both")
async def test_its_pace_and_samples_are_told(tmp_path: Path) -> None:
    """How many a second it reads; when it is done, a few of the rows that differ."""
    async with replica(tmp_path, 1) as now:
        for name in "abc":
            await now.http.post(f"/toy/v1/tallies/{name}/counts", json={"by": 1}, headers=by("editor"))
        await now.service("toy").store.write(lambda connection: connection.execute(tally.delete()))
        done = await ends(now, await begun(now))
        assert (done["events"], done["resumed"], done["secondsLeft"]) == (3, 0, None)
        assert done["perSecond"] == pytest.approx(3 / done["seconds"])
        assert [each["key"] for each in done["difference"]["samples"]] == [{"name": name} for name in "abc"]
        assert {each["kind"] for each in done["difference"]["samples"]} == {"added"}


@pytest.mark.usefixtures("on_both")
async def test_while_it_runs_the_time_that_is_left_is_told(tmp_path: Path, go: asyncio.Event) -> None:
    """By the pace of what it read itself: what one that was broken off had read took no time of it."""
    async with replica(tmp_path, 1) as now:
        at = await begun(now)
        so_far = {"events": 40, "total": 100, "resumed": 20, "seconds": 2.0}
        store = now.service("toy").store

        async def tells() -> dict[str, Any]:
            await store.write(lambda connection: connection.execute(schema.rebuild.update().values(so_far)))
            return await told(now, at)

        async with asyncio.timeout(10):
            while (progress := await tells())["events"] != 40:  # its own signs of life say 0 in between
                continue
        assert (progress["perSecond"], progress["secondsLeft"], progress["resumed"]) == (10.0, 6.0, 20)
        go.set()
        await ends(now, at)


async def test_only_the_act_itself_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a rebuild reads goes on the bus again."""
    async with replica(tmp_path, 1) as now:
        for name in "ab":
            await now.http.post(f"/toy/v1/tallies/{name}/counts", json={"by": 1}, headers=by("editor"))
        await now.settled()
        sent: list[bytes] = []
        publish = now.bus.publish

        async def seen(topic: str, messages: Any) -> None:
            sent.extend(message.body for message in messages)
            await publish(topic, messages)

        monkeypatch.setattr(now.bus, "publish", seen)
        await ends(now, await begun(now))
        await now.settled()
        assert [orjson.loads(body)["type"] for body in sent] == [ProjectionRebuilt.event_type]


async def test_a_rebuild_is_of_the_code_that_runs(
    tmp_path: Path, go: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was put on the disk after the start is not what makes its rows, so it is not what it names."""

    def names() -> list[str]:
        with now.service("toy").store.read() as connection:
            return list(connection.execute(select(schema.unfinished.c.release)).scalars())

    async with replica(tmp_path, 1) as now:
        started = release()
        monkeypatch.setattr(unfinished, "_code", lambda: "what was put there since")
        assert release() != started
        at = await begun(now)
        await until(lambda: names() == [started])
        go.set()
        assert (await ends(now, at))["state"] == "done"
