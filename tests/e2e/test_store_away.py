"""A store that cannot be used for a while: 503, nothing half done, and everything goes on once it can be."""

import asyncio
import json
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio

from cli.demo import cast
from cli.demo.load import SET
from cli.demo.show import AUDITOR
from tests.faults import complaints, evidence
from tests.faults.process import PATIENCE, Koploper, koploper
from tests.faults.waiting import found_within

pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.asyncio(loop_scope="module")]

SUBMISSION: Final = json.loads(SET.read_text())["initiatives"][0]["submission"]
INITIATIVES: Final = "/intake/v1/initiatives"
FULL: Final = 1
"""Bytes that a file may grow to when there is no room."""


class Desk:
    """A running Koploper, and somebody who submits to it."""

    def __init__(self, process: Koploper, data: Path, client: httpx.AsyncClient) -> None:
        self.process: Final = process
        self.data: Final = data
        self.client: Final = client

    async def submit(self, number: int) -> httpx.Response:
        """The `number`-th submission; asked again it is the same."""
        headers = {"Koploper-Actor": str(cast.submitter(number)), "Idempotency-Key": f"away-{number}"}
        return await self.client.post(INITIATIVES, json=SUBMISSION, headers=headers)

    async def submitted(self, number: int) -> list[dict[str, Any]]:
        """What its submitter finds."""
        answer = await self.client.get(INITIATIVES, headers={"Koploper-Actor": str(cast.submitter(number))})
        assert answer.status_code == 200
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def journeys(self) -> int:
        """How many journeys the ledger tells of."""
        answer = await self.client.get("/events/v1/journeys?limit=500", headers={"Koploper-Actor": str(AUDITOR)})
        return len(answer.json()["items"])

    async def all_told(self) -> None:
        """Wait until every service and the ledger have heard of everything."""

        async def look() -> bool | None:
            return not complaints.under_way(evidence.read(self.data)) or None

        await found_within(look)
        assert complaints.of_folder(evidence.read(self.data)) == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    data = tmp_path_factory.mktemp("away") / "data"
    async with (
        koploper(data, "--no-demo") as process,
        httpx.AsyncClient(base_url=process.url, timeout=PATIENCE) as client,
    ):
        assert await process.ready()
        yield Desk(process, data, client)
        assert await process.stop() == 0, process.said


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process writes to a store, and takes its time."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@contextmanager
def full(process: Koploper) -> Iterator[None]:
    """No file of the process may grow, as on a disk without room."""
    pid = process.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def refused(answer: httpx.Response) -> None:
    """A problem that says that nothing was written."""
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["Retry-After"]
    problem = answer.json()
    assert problem["type"] == "urn:koploper:problem:store-away"
    assert "Nothing was written" in problem["detail"]


async def test_a_locked_store(desk: Desk) -> None:
    """While another process holds intake's store, acts are refused and reading goes on; then the same act is done."""
    with locked(desk.data / "intake.db"):
        refused(await desk.submit(1))
        assert await desk.submitted(1) == []
        assert (await desk.client.get("/readyz")).status_code == 503
        assert (await desk.client.get("/healthz")).status_code == 200
    assert (await desk.submit(1)).status_code == 201
    assert len(await desk.submitted(1)) == 1
    await desk.all_told()


async def test_locked_stores_of_those_who_hear(desk: Desk) -> None:
    """What is submitted while the others, the bus and the ledger cannot write reaches them once they can."""
    with locked(desk.data / "bus.db"), locked(desk.data / "assessment.db"), locked(desk.data / "events.db"):
        assert (await desk.submit(2)).status_code == 201
        assert (await desk.client.get("/readyz")).status_code == 503
    await desk.all_told()
    assert len(evidence.read(desk.data).ledger) == len(evidence.read(desk.data).stored)


async def test_a_full_disk(desk: Desk) -> None:
    """Where nothing can grow, the log neither, acts are refused and nothing of them stays; then the same are done."""
    await desk.all_told()
    before = evidence.read(desk.data)
    with full(desk.process):
        for answer in await asyncio.gather(*(desk.submit(number) for number in range(3, 13))):
            refused(answer)
        refused(await desk.submit(3))
        assert await desk.submitted(3) == []
        assert (await desk.client.get("/readyz")).status_code == 503
        assert (await desk.client.get("/healthz")).status_code == 200
    assert (await desk.client.get("/readyz")).status_code == 200
    after = evidence.read(desk.data)
    assert (after.stored, after.vaults, after.ledger) == (before.stored, before.vaults, before.ledger)
    for number in range(3, 13):
        assert (await desk.submit(number)).status_code == 201
        assert len(await desk.submitted(number)) == 1
    await desk.all_told()


async def test_a_disk_that_fills_up_midway(desk: Desk) -> None:
    """What was acknowledged before the disk was full reaches everybody when there is room again."""
    before = await desk.journeys()
    assert (await desk.submit(13)).status_code == 201
    with full(desk.process):
        refused(await desk.submit(14))
    assert (await desk.submit(14)).status_code == 201
    await desk.all_told()
    assert await desk.journeys() == before + 2
