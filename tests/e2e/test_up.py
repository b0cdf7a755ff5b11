"""`koploper up` as a stranger meets it: it starts, loads the demo, stops at a signal, and goes on where it was."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

from cli.client import Client
from cli.demo.show import AUDITOR, journeys
from tests.faults import evidence
from tests.faults.asked import fates
from tests.faults.process import PATIENCE, Koploper, koploper
from tests.faults.waiting import found_within

pytestmark = [pytest.mark.xdist_group("up")]

FATES: Final = fates()
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


async def stopped_by(process: Koploper, number: signal.Signals) -> None:
    """It ends by itself, with 0 and a sentence, and without a word too many."""
    process.send(number)
    async with asyncio.timeout(PATIENCE):
        assert await process.ended() == 0, process.said
    assert "Gestopt; alles is bewaard." in process.said
    complains_of_nothing(process)


def complains_of_nothing(process: Koploper) -> None:
    for word in ("Traceback", "Error", "error", "warning", "Cancel", "never retrieved"):
        assert word not in process.said


@asynccontextmanager
async def pages(url: str, count: int) -> AsyncIterator[None]:
    """So many open pages: each follows the stream, and follows it again as soon as it ends."""
    opened = [asyncio.Event() for _ in range(count)]
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        tasks = [asyncio.create_task(follow(client, each)) for each in opened]
        await asyncio.gather(*(each.wait() for each in opened))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def follow(client: httpx.AsyncClient, opened: asyncio.Event) -> None:
    while True:
        try:
            async with client.stream("GET", "/events/v1/stream", headers={"Koploper-Actor": str(AUDITOR)}) as answer:
                opened.set()
                async for _ in answer.aiter_bytes():
                    pass
        except httpx.TransportError:
            await asyncio.sleep(0)


async def told(process: Koploper, words: str) -> None:
    """Wait until it said this."""

    async def look() -> bool | None:
        assert process.process.returncode is None, process.said
        return words in process.said or None

    await found_within(look, PATIENCE)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
async def test_a_signal_stops_it_whatever_it_does(tmp_path: Path, number: signal.Signals) -> None:
    """While the demo loads, and with ten pages open, it stops; the next start goes on with the same data."""
    data = tmp_path / "data"
    async with koploper(data) as process, AsyncExitStack() as open_pages:
        assert await process.ready()
        await open_pages.enter_async_context(pages(process.url, 10))
        await stopped_by(process, number)
    before = evidence.read(data)
    assert (data / "demo").read_text() == "loading\n", "the demo was loaded before the signal came"
    async with koploper(data) as process, Client(process.url) as client:
        await told(process, "Ctrl-C stopt")
        assert Counter(each["stage"] for each in await journeys(client)) == FATES
        async with pages(process.url, 10):
            await stopped_by(process, number)
    after = evidence.read(data)
    assert before.stored
    assert {fact.name: fact.body for fact in before.stored}.items() <= {
        each.name: each.body for each in after.stored
    }.items()


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
async def test_a_signal_at_the_start_stops_it_too(tmp_path: Path, number: signal.Signals) -> None:
    """Whoever changes their mind before it answers gets no traceback either, and the next start is like a first."""
    data = tmp_path / "data"
    async with koploper(data, "--no-demo") as process:
        await lock_taken(data, process)
        process.send(number)
        assert await process.ended() == 0, process.said
        complains_of_nothing(process)
    async with koploper(data, "--no-demo") as process:
        assert await process.ready()
        await stopped_by(process, number)


async def lock_taken(data: Path, process: Koploper) -> None:
    async def look() -> bool | None:
        assert process.process.returncode is None, process.said
        return (data / "lock").exists() or None

    await found_within(look, PATIENCE)


async def test_only_this_machine_is_answered(tmp_path: Path) -> None:
    """Another Host name, or a proxy's headers, are refused in a problem document; this machine's names are not."""
    async with koploper(tmp_path / "data", "--no-demo") as process:
        assert await process.ready()
        async with httpx.AsyncClient(base_url=process.url, timeout=PATIENCE) as client:
            port = process.url.rpartition(":")[2]
            for host in ("localhost", f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
                assert (await client.get("/healthz", headers={"Host": host})).status_code == 200, host
            strangers = [
                "koploper.example",
                f"localhost.koploper.example:{port}",
                "127.0.0.1.koploper.example",
                "[::2]",
                "",
            ]
            proxied = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"]
            refused = [{"Host": host} for host in strangers] + [{name: "127.0.0.1"} for name in proxied]
            for headers in refused:
                for path in ("/", "/healthz", "/intake/v1/initiatives", "/events/v1/stream"):
                    answer = await client.get(path, headers=headers)
                    assert answer.status_code == 400, (headers, path)
                    assert answer.headers["content-type"] == "application/problem+json"
        complains_of_nothing(process)
