"""The live stream over real connections."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import httpx
import orjson

from shared.bus.protocol import Message
from shared.testing.given import uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import AUDITOR, PUBLISHED, assessed, ledger, published, served, submitted

PATIENCE = 10.0


class Reading:
    """A stream as it comes in."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.text = ""
        self.ended = False
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for text in self.answer.aiter_text():
            self.text += text
        self.ended = True

    @property
    def events(self) -> list[dict[str, str]]:
        """The complete events so far."""
        whole = self.text.split("\n\n")[:-1]
        fields = ([line.split(": ", 1) for line in each.split("\n")] for each in whole if not each.startswith(":"))
        return [dict(each) for each in fields]

    @property
    def positions(self) -> list[int]:
        return [int(each["id"]) for each in self.events]

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


@asynccontextmanager
async def reading(address: str, query: str = "", headers: dict[str, str] = AUDITOR) -> AsyncIterator[Reading]:
    """Read the stream of the server at `address`."""
    async with (
        httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client,
        client.stream("GET", f"/events/v1/stream{query}", headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        stream = Reading(answer)
        try:
            yield stream
        finally:
            await stream.close()


def got(stream: Reading, *positions: int) -> Callable[[], bool]:
    return lambda: stream.positions == list(positions)


async def test_what_is_recorded_comes_at_once(running: Run) -> None:
    """From the moment of connecting on, each entry comes with its position, its type and its envelope."""
    async with running(ledger) as now, served(now) as address:
        await submitted(now)
        await now.settled()
        async with reading(address) as stream:
            await assessed(now)
            await until(got(stream, 2))
            (event,) = stream.events
            assert event["event"] == "nl.koploper.criteria-assessed.v1"
            assert event["data"].encode() == now.bus.last["koploper.assessment"]
            assert stream.answer.headers["content-type"].startswith("text/event-stream")
            assert stream.answer.headers["cache-control"] == "no-store"
            assert "api-version" in stream.answer.headers


async def test_who_was_away_catches_up(running: Run) -> None:
    """`after` begins behind a position; `Last-Event-ID` does the same and counts before it; then it goes on live."""
    async with running(ledger) as now, served(now) as address:
        for number in range(1, 251):
            await submitted(now, uuid(number))
        await now.settled()
        async with (
            reading(address, "?after=0") as all_,
            reading(address, "?after=0", AUDITOR | {"Last-Event-ID": "248"}) as last,
        ):
            await until(got(last, 249, 250))
            await published(now, uuid(1))
            await until(got(last, 249, 250, 251))
            await until(got(all_, *range(1, 252)))


async def test_a_malformed_beginning_is_refused(running: Run) -> None:
    """A position that is none is a problem and not a stream, also in `Last-Event-ID` when `after` is in order."""
    async with running(ledger) as now:
        for query in ("after=-1", "after=x", "after=", "since=1"):
            answer = await now.http.get(f"/events/v1/stream?{query}")
            assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), query
        for last in ("", "x", "-1", "1.0", "1 2"):
            answer = await now.http.get("/events/v1/stream?after=1", headers={"Last-Event-ID": last})
            assert (answer.status_code, answer.json()["errors"][0]["in"]) == (400, "header"), last


async def test_each_reader_gets_what_they_may_see(running: Run) -> None:
    """The public, a submitter and the office hear the same moments, each as far as they may."""
    async with (
        running(ledger) as now,
        served(now) as address,
        reading(address, headers={}) as public,
        reading(address, headers=by("submitter")) as own,
        reading(address, headers=by("submitter", 2)) as others,
        reading(address, headers=by("adviser")) as office,
    ):
        await submitted(now)
        await now.settled()
        await assessed(now)
        await now.settled()
        await published(now)
        await now.settled()
        await until(got(office, 1, 2, 3))
        await until(got(own, 1, 2, 3))
        await until(got(public, 3))
        await until(got(others, 3))
        assert "criteria" in orjson.loads(office.events[1]["data"])["data"]
        assert "criteria" not in orjson.loads(own.events[1]["data"])["data"]


async def test_a_slow_reader_is_closed_and_resumes(running: Run) -> None:
    """Who takes nothing while much comes is closed after a complete event, and gets the rest on coming again."""
    async with running(ledger) as now, served(now) as address:
        host, port = address.removeprefix("http://").split(":")
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect((host, int(port)))
        reader, writer = await asyncio.open_connection(sock=slow)
        writer.write(b"GET /events/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        await published(now, uuid(9_999), PUBLISHED | {"body": "x" * 8_000})
        for first in range(10_000, 12_500, 500):
            await many(now, range(first, first + 500))
        sent = b"".join([chunk async for chunk in chunks(reader)])
        writer.close()
        assert sent.endswith(b"\n\n")
        last = int(sent.rpartition(b"id: ")[2].split(b"\n")[0])
        assert 0 < last < 2501
        async with reading(address, headers={"Last-Event-ID": str(last)}) as again:
            await until(lambda: "id: 2501\n" in again.text[-20_000:] and again.text.endswith("\n\n"))
            assert again.positions == list(range(last + 1, 2502))


async def many(now: Running, numbers: Iterable[int]) -> None:
    """Record the event before again, once for each of these initiatives."""
    event = orjson.loads(now.bus.last["koploper.publication"])
    messages = []
    for initiative in map(uuid, numbers):
        stream = f"initiative-{initiative}"
        told = event | {"id": initiative, "stream": stream, "sequence": "1", "initiativeid": initiative}
        messages.append(Message(stream, orjson.dumps(told)))
    await now.bus.publish("koploper.publication", messages)
    await now.settled()


async def chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The parts of a chunked body, until its end."""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(size + 2))[:-2]


async def test_streams_end_when_the_server_stops(running: Run) -> None:
    """Ten open streams end by themselves, completely, and do not keep the server from stopping."""
    async with running(ledger) as now:
        async with asyncio.timeout(3), served(now) as address:
            streams = [reading(address) for _ in range(10)]
            opened = [await stream.__aenter__() for stream in streams]
            await submitted(now)
            await until(lambda: all(stream.positions == [1] for stream in opened))
        await until(lambda: all(stream.ended for stream in opened))
        for stream in streams:
            await stream.__aexit__(None, None, None)
