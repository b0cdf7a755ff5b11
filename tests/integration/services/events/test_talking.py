"""A witness is somebody else's: however it answers, or not, it holds up nobody, and fills neither memory nor log."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from cli.witness.app import app as witness_app
from services.events.signed import recalling, talking, witnessing
from services.events.signed.talking import Turns
from services.events.signed.witnesses import LONGEST, NotSeen, Witness
from shared.notes.keys import Signer
from shared.testing.given import NOON, uuid
from shared.testing.running import running
from tests.integration.services.events.ledgers import submitted
from tests.integration.services.events.test_signed import signed
from tests.integration.services.events.test_witnessed import KEY, cosigned, listening, watching, witnessed

OTHER: Final = Signer("witness.example/w2", 4, b"2" * 32)
LATER: Final = [5, 10, 20, 40, 60, 60]


@asynccontextmanager
async def dripping() -> AsyncIterator[str]:
    """A server that answers a letter at a time, and never ends."""

    async def drip(_: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not out.is_closing():
            out.write(b"x")
            await asyncio.sleep(0.02)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_an_answer_that_never_ends_is_given_up() -> None:
    """The deadline is for the whole of it: who sends a letter now and then is late all the same."""
    async with dripping() as url:
        with pytest.raises(NotSeen, match=r"no whole answer within 0\.3 s"):
            await asyncio.wait_for(talking.ask("GET", url, 0.3), 10)


async def test_an_answer_that_is_too_long_is_not_read() -> None:
    """No more is taken than is looked at, whatever comes."""
    sent = 0

    async def flood(_: Any) -> Any:
        async def parts() -> AsyncIterator[bytes]:
            nonlocal sent
            while True:
                sent += LONGEST
                yield b"x" * LONGEST
                await asyncio.sleep(0)

        return StreamingResponse(parts())

    async with listening(Starlette(routes=[Route("/", flood, methods=["POST"])])) as url:
        with pytest.raises(NotSeen, match=f"longer than {LONGEST} bytes"):
            await talking.ask("POST", url, 30, b"body")
    assert sent < 1000 * LONGEST


async def test_what_is_packed_is_not_asked_for() -> None:
    """A few bytes could unpack to any number of them."""

    async def echo(request: Any) -> Any:
        return PlainTextResponse(request.headers["accept-encoding"], 201, {"Content-Encoding": "gzip"})

    async with listening(Starlette(routes=[Route("/", echo)])) as url:
        told = await talking.ask("GET", url, 30)
    assert (told.status, told.media_type, told.body) == (201, "text/plain; charset=utf-8", b"identity")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[", "http://", "http://a:b/", "http://\x00"])
async def test_an_address_where_nobody_is(url: str) -> None:
    """Is a sentence as any other, also where it is none."""
    with pytest.raises(NotSeen):
        await talking.ask("GET", f"{url}/checkpoint", 5)


def test_who_fails_is_left_alone_for_longer_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Up to a minute; what went wrong is told once, and that it is over; a clock set back keeps nobody waiting."""
    turns, now = Turns(Witness("http://w", KEY.verifier)), NOON
    for seconds in LATER:
        assert turns.has_come(now)
        turns.failed(now, "a witness did not cosign", NotSeen("it answers 500"))
        assert not turns.has_come(now + timedelta(seconds=seconds, microseconds=-1))
        assert turns.has_come(now - timedelta(seconds=1))
        now += timedelta(seconds=seconds)
    assert capsys.readouterr().out.count("it answers 500") == 1
    turns.failed(now, "a witness did not cosign", NotSeen("it answers 403"))
    assert capsys.readouterr().out.count("it answers 403") == 1
    turns.went_well()
    assert turns.has_come(now)
    assert "answers again" in capsys.readouterr().out


async def test_a_witness_that_stalls_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one takes a question and never answers, every further checkpoint is cosigned by the others."""
    monkeypatch.setattr(witnessing, "PATIENCE", 3_600.0)
    monkeypatch.setattr(recalling, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with listening(witness_app(watching(tmp_path / "witness"))) as url:
            by = (Witness(f"http://127.0.0.1:{silent.getsockname()[1]}", OTHER.verifier), Witness(url, KEY.verifier))
            async with running(tmp_path, partial(witnessed, by=by)) as now:
                for size in (1, 2, 3):
                    await submitted(now, uuid(size))
                    await now.settled()
                    await signed(now, size)
                    assert await cosigned(now, size)
                silent.close()


@pytest.mark.parametrize("asked", ["GET", "POST"])
async def test_a_stop_waits_for_no_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    """Nor for what it saw, nor for its cosignature: what was asked is broken off, and asked again after the start."""
    monkeypatch.setattr(witnessing, "PATIENCE", 3_600.0)
    monkeypatch.setattr(recalling, "PATIENCE", 3_600.0)
    begun = asyncio.Event()

    async def stall(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        if (await reader.readline()).startswith(asked.encode()):
            begun.set()
            await reader.read()
        else:
            out.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        out.close()

    async with await asyncio.start_server(stall, "127.0.0.1", 0) as server, asyncio.timeout(60):
        by = (Witness(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by)) as now:
            await submitted(now)
            await begun.wait()


async def test_a_witness_that_says_no_is_not_asked_all_the_time(tmp_path: Path) -> None:
    """Nor does its answer fill the log: some time must go by first."""
    asked = 0

    async def refuse(_: Any) -> Any:
        nonlocal asked
        asked += 1
        return PlainTextResponse("no\n", 500)

    async with (
        listening(Starlette(routes=[Route("/add-checkpoint", refuse, methods=["POST"])])) as url,
        running(tmp_path, partial(witnessed, by=(Witness(url, KEY.verifier),))) as now,
    ):
        await submitted(now)
        await now.settled()
        await signed(now, 1)
        service = now.service("events")
        [job] = witnessing.jobs((Witness(url, KEY.verifier),)).values()
        ask = job(service)
        before = asked
        for _ in range(5):
            await ask()
        assert asked - before <= 2  # its own job may have asked once meanwhile
        now.clock.forward(timedelta(seconds=5))
        again = asked
        await ask()
        assert asked > again
