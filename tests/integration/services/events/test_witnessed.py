"""The ledger asks its witnesses about what it signed, and serves what they answer; all of them really listen."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from cli.witness import watched
from cli.witness.app import app as witness_app
from cli.witness.record import Record
from cli.witness.witness import Witness as Watching
from services.events import app
from services.events.settings import Settings
from services.events.signed import checkpoints, witnesses
from services.events.signed.witnesses import Witness
from shared.envelope import timestamp
from shared.notes import key_file, keys, note
from shared.notes.keys import Signer
from shared.testing.given import uuid
from shared.testing.running import Running, running, store_url
from shared.testing.seeded import SeededIds, SetClock
from shared.testing.until import until
from shared.web.app import Part, Surroundings
from tests.integration.services.events.ledgers import submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_signed import ORIGIN, get, signed

LOG: Final = Signer(ORIGIN, 1, b"l" * 32)
KEY: Final = Signer("witness.example/w1", 4, b"w" * 32)


def witnessed(data: Path, around: Surroundings, *, by: tuple[Witness, ...]) -> Part:
    """A ledger with a known key and these witnesses."""
    file = data / "ledger.key"
    if not file.exists():
        key_file.make(file, [LOG])
    url = store_url(data, "events")
    return app.build(Settings(store_url=url, ledger_key=file, ledger_origin=ORIGIN, witnesses=by), around)


@asynccontextmanager
async def listening(served: Any) -> AsyncIterator[str]:
    """An app on a loopback port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as at:
        server = uvicorn.Server(uvicorn.Config(served, lifespan="off", log_level="error", access_log=False))
        task = asyncio.create_task(server.serve([at]))
        await until(lambda: server.started or task.done())
        try:
            yield f"http://127.0.0.1:{at.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


def watching(folder: Path) -> Watching:
    return Watching(KEY, watched.logs([str(LOG.verifier)]), Record(folder), SetClock())


async def cosigned(now: Running, size: int, who: keys.Verifier = KEY.verifier) -> bool:
    """Wait until a witness's cosignature of this size is kept."""

    def there() -> bool:
        with now.service("events").store.read() as connection:
            row = checkpoints.cosigned(connection, who)
            return row is not None and row.size == size

    await until(there)
    return True


async def test_what_is_signed_is_cosigned(tmp_path: Path) -> None:
    """Each new checkpoint gets the witness's line, which is served with it, and tells when it was seen."""
    async with listening(witness_app(watching(tmp_path / "witness"))) as url:
        by = (Witness(url, KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by)) as now:
            for size in (1, 2, 3):
                await submitted(now, uuid(size))
                await now.settled()
                await signed(now, size)
                assert await cosigned(now, size)
                found = note.read((await get(now, "checkpoint")).content)
                [(_, seen)] = keys.signed_by(found, [KEY.verifier])
                assert keys.seen_at(seen) == int(SetClock().now().timestamp())


async def test_who_saw_what_is_told_to_everybody(tmp_path: Path) -> None:
    """Of each checkpoint: origin, size, when, by which keys and who saw it; of each witness how far it saw."""
    async with listening(witness_app(watching(tmp_path / "witness"))) as url:
        by = (
            Witness(url, KEY.verifier),
            Witness("http://127.0.0.1:1", Signer("away.example/w", 4, b"a" * 32).verifier),
        )
        async with running(tmp_path, partial(witnessed, by=by)) as now:
            for size in (1, 2):
                await submitted(now, uuid(size))
                await now.settled()
                await signed(now, size)
                assert await cosigned(now, size)
            newest = (await now.http.get("/events/v1/checkpoints?sort=-size&limit=1")).json()
            [item] = newest["items"]
            assert (item["origin"], item["size"], item["keys"]) == (ORIGIN, 2, [LOG.verifier.key_id.hex()])
            assert [each["witness"] for each in item["witnesses"]] == [str(KEY.verifier)]
            rest = (await now.http.get(f"/events/v1/checkpoints?sort=-size&cursor={newest['next']}")).json()
            assert [each["size"] for each in rest["items"]] == [1]
            saw, away = (await now.http.get("/events/v1/witnesses")).json()["items"]
            assert (saw["name"], saw["size"], saw["beyond"]) == (KEY.name, 2, None)
            assert saw["seenAt"] == timestamp(SetClock().now())
            assert (away["name"], away["size"], away["seenAt"]) == ("away.example/w", None, None)
            assert (await now.http.get("/events/v1/checkpoints?sort=root")).status_code == 400


async def test_a_witness_that_is_away_is_asked_again(tmp_path: Path) -> None:
    """While it is away, the ledger signs on; once it is back it vouches for the newest, and says what it saw before."""
    clock = SetClock()
    place = socket.create_server(("127.0.0.1", 0))
    address = place.getsockname()
    place.close()
    by = (Witness(f"http://127.0.0.1:{address[1]}", KEY.verifier),)
    async with running(tmp_path, partial(witnessed, by=by), clock=clock) as now:
        await submitted(now)
        await now.settled()
        await signed(now, 1)
        assert len(note.read((await get(now, "checkpoint")).content).signatures) == 1
    async with listening(witness_app(watching(tmp_path / "witness"))) as url:
        by = (Witness(url, KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by), clock=clock, ids=SeededIds(1)) as now:
            assert await cosigned(now, 1)
            await spoil(now, "DELETE FROM cosignature")
            await submitted(now, uuid(2))
            await now.settled()
            await signed(now, 2)
            assert await cosigned(now, 2)


async def test_two_witnesses_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """One that never answers holds up no other."""
    other = Signer("witness.example/w2", 4, b"2" * 32)
    silent = socket.create_server(("127.0.0.1", 0))
    with silent:
        async with listening(witness_app(watching(tmp_path / "witness"))) as url:
            by = (Witness(f"http://127.0.0.1:{silent.getsockname()[1]}", other.verifier), Witness(url, KEY.verifier))
            async with running(tmp_path, partial(witnessed, by=by)) as now:
                await submitted(now)
                await now.settled()
                await signed(now, 1)
                assert await cosigned(now, 1)


def mute(served: Watching) -> Starlette:
    """A witness that shows nobody what it saw."""
    return Starlette(routes=[each for each in witness_app(served).routes if getattr(each, "path", "") != SHOWN])


SHOWN: Final = "/{origin:str}/checkpoint"


async def rewritten(tmp_path: Path, by: tuple[Witness, ...]) -> Path:
    """A ledger is cosigned, and then there is another with the same key; gives the folder of that."""
    async with running(tmp_path, partial(witnessed, by=by)) as now:
        for number in (1, 2):
            await submitted(now, uuid(number))
            await now.settled()
        await signed(now, 2)
        assert await cosigned(now, 2)
    other = tmp_path / "other"
    other.mkdir()
    return other


async def test_a_ledger_that_was_rewritten_is_not_cosigned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole ledger that was replaced, and signed again with the right key, gets no word of the witness: it shouts.

    The ledger that hears that signs no more.
    """
    async with listening(mute(watching(tmp_path / "witness"))) as url:
        by = (Witness(url, KEY.verifier),)
        async with running(await rewritten(tmp_path, by), partial(witnessed, by=by), ids=SeededIds(7)) as now:
            for number in (3, 4, 5):
                await submitted(now, uuid(number))
                await now.settled()
            await signed(now, 3)
            now.clock.forward(timedelta(seconds=5))
            told: list[str] = []

            def mute_now() -> bool:
                told.append(capsys.readouterr().out)
                return "the ledger signs no more" in "".join(told)

            await until(mute_now)
            assert len(note.read((await get(now, "checkpoint")).content).signatures) == 1
            assert "ledger-signed" in {check for check, _, _ in await found(now)}
    assert "its history was rewritten" in "".join(told)
    assert "a witness did not cosign" in "".join(told)
    assert len(list((tmp_path / "witness").glob("*.unproven"))) == 1


async def test_a_ledger_that_was_rewritten_signs_nothing(tmp_path: Path) -> None:
    """Where the witness shows what it saw, not even one signature is made of another history."""
    async with listening(witness_app(watching(tmp_path / "witness"))) as url:
        by = (Witness(url, KEY.verifier),)
        async with running(await rewritten(tmp_path, by), partial(witnessed, by=by), ids=SeededIds(7)) as now:
            for number in (3, 4, 5):
                await submitted(now, uuid(number))
                await now.settled()
            now.clock.forward(timedelta(seconds=5))
            service = now.service("events")
            assert await service.jobs["checkpoints"](service)() is None
            assert (await get(now, "checkpoint")).status_code == 404
            [(_, _, why)] = [each for each in await found(now) if each[0] == "ledger-signed"]
            assert why == "the first 2 entries are not, or not for sure, those that witness.example/w1 saw"
    assert [*(tmp_path / "witness").glob("*.unproven"), *(tmp_path / "witness").glob("*.forked")] == []


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, "rubbish", "no cosignature of this checkpoint"),
        (200, "", "no cosignature of this checkpoint"),
        (200, LOG.sign("a\n", 0).line, "no cosignature of this checkpoint: none of witness"),
        (200, KEY.sign("another\n", 1).line, "no cosignature of this checkpoint: witness.example/w1: the signature"),
        (403, "who are you\n", "it answers 403: who are you"),
        (409, "many\n", "it answers with no size"),
        (409, "7\n", "it saw 7 entries before, and here are 1: was this ledger restored?"),
        (302, "", "it answers 302"),
    ],
)
async def test_what_a_witness_may_answer(
    tmp_path: Path, status: int, body: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever comes instead of a cosignature is told to operators, and is served to nobody."""
    headers = {"Content-Type": "text/x.tlog.size" if status == 409 else "text/plain"}

    async def answer(_: Any) -> Any:
        return PlainTextResponse(body, status, headers=headers)

    other = Starlette(routes=[Route("/add-checkpoint", answer, methods=["POST"])])
    async with listening(other) as url:
        by = (Witness(url, KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by)) as now:
            await submitted(now)
            await now.settled()
            await signed(now, 1)
            told: list[str] = []

            def refused() -> bool:
                told.append(capsys.readouterr().out)
                return says in "".join(told)

            await until(refused)
            assert len(note.read((await get(now, "checkpoint")).content).signatures) == 1


@pytest.mark.parametrize(
    "written",
    ["http://w", "http://w rubbish", f"http://w {LOG.verifier}", f"ftp://w {KEY.verifier}", f"{KEY.verifier}"],
)
def test_what_is_no_witness(written: str) -> None:
    """A setting that names none is refused at the start."""
    with pytest.raises(ValueError, match="is not an address and the key of a witness"):
        witnesses.read(written)
    with pytest.raises(ValueError, match="is not an address and the key of a witness"):
        Settings(store_url="sqlite:///x", witnesses=written)


def test_witnesses_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the environment names them, with commas between them."""
    monkeypatch.setenv("KOPLOPER_WITNESSES", f"http://a:1/ {KEY.verifier}, https://b {KEY.verifier},")
    found = Settings(store_url="sqlite:///x").witnesses
    assert found == (Witness("http://a:1", KEY.verifier), Witness("https://b", KEY.verifier))
