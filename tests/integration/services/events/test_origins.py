"""A ledger that was put back to before what a witness saw signs nothing, and goes on as another log that says so."""

import asyncio
import json
import socket
import sqlite3
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text

from cli import recovery
from cli.ledger.export import export
from cli.operate import OPERATOR as BY
from cli.verify import log, places, zipped
from cli.verify.findings import Findings
from cli.verify.trust import Trust
from cli.witness import watched
from cli.witness.app import app as witness_app
from cli.witness.record import Record
from cli.witness.witness import Witness as Watching
from services.events.signed.witnesses import Witness
from shared.bus.protocol import Message
from shared.merkle.hashing import Hash
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.given import NOON, uuid
from shared.testing.running import Running, by, running
from shared.testing.seeded import SeededIds, SetClock
from shared.testing.until import until
from tests.integration.services.events.ledgers import AUDITOR, ledger, served, submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_signed import ORIGIN, every, get, signed
from tests.integration.services.events.test_witnessed import KEY, LOG, cosigned, listening, mute, witnessed

OPERATOR: Final = by("operator")
NEXT: Final = Signer(f"{ORIGIN}/2", 1, LOG.seed)
"""The same secret, under the name that the ledger goes on with."""
TRUST: Final = Trust((LOG.verifier, NEXT.verifier), (KEY.verifier,))
LATER: Final = NOON + timedelta(hours=1)
WHY: Final = {"reason": "De schijf is stuk, en dit is de kopie van gisteren"}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


def watching(folder: Path) -> Watching:
    """A witness that was told the name with which the ledger goes on, too."""
    return Watching(KEY, watched.logs([str(LOG.verifier), str(NEXT.verifier)]), Record(folder), SetClock())


async def grown(now: Running, first: int, last: int) -> Checkpoint:
    """More entries, signed and cosigned; gives what was signed."""
    for number in range(first, last + 1):
        await submitted(now, uuid(number))
        await now.settled()
    told = checkpoint.read((await signed(now, last)).text)
    assert await cosigned(now, last)
    return told


async def lost(data: Path, witness: tuple[Witness, ...]) -> Checkpoint:
    """A ledger of two entries was kept, went on to five, and was put back; gives what it signed last."""
    async with running(data, partial(witnessed, by=witness)) as now:
        await grown(now, 1, 2)
        recovery.backup("events", data / "kept", None, data)
        last = await grown(now, 3, 5)
    await recovery.restore("events", data / "kept", None, data, "A test")
    return last


@asynccontextmanager
async def put_back(data: Path, *, silent: bool = False) -> AsyncIterator[tuple[Running, Checkpoint]]:
    """Such a ledger runs again, with its witness; `silent` shows nobody what it saw."""
    seen = watching(data / "witness")
    async with listening(mute(seen) if silent else witness_app(seen)) as url:
        witness = (Witness(url, KEY.verifier),)
        last = await lost(data, witness)
        async with running(data, partial(witnessed, by=witness), ids=SeededIds(1), clock=SetClock(LATER)) as now:
            yield now, last


async def sign(now: Running) -> Any:
    """Look once whether there is something to sign."""
    now.clock.forward(timedelta(seconds=5))
    service = now.service("events")
    return await service.jobs["checkpoints"](service)()


def sizes(now: Running) -> list[tuple[int, int]]:
    """Origin and size of all that was signed."""
    with now.service("events").store.read() as connection:
        rows = connection.execute(text("SELECT origin, size FROM checkpoint ORDER BY origin, size"))
        return [(row.origin, row.size) for row in rows]


def root_of(now: Running, size: int) -> Hash:
    """What was signed for so many entries."""
    with now.service("events").store.read() as connection:
        found = connection.execute(text(f"SELECT note FROM checkpoint WHERE size = {size}")).scalar_one()  # noqa: S608
    return checkpoint.read(note.read(found.encode()).text).root


async def anew(now: Running, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return await now.http.post("/events/v1/origins", json=WHY if body is None else body, headers=OPERATOR | headers)


async def trouble(now: Running) -> list[str]:
    return [why for check, _, why in await found(now) if check == "ledger-signed"]


async def verified(now: Running, trust: Trust) -> Findings:
    async with served(now) as url:
        return await asyncio.to_thread(lambda: log.verify(places.Served(url, None, wait=lambda _: None), trust))


async def test_a_ledger_put_back_to_before_what_was_witnessed_refuses_to_sign(tmp_path: Path) -> None:
    """Also when more has come in than the witness saw: other entries are not those that it saw; the doctor says so."""
    async with put_back(tmp_path) as (now, _):
        await sign(now)
        assert sizes(now)[-1] == (1, 2)
        saw = "witness.example/w1 saw 5 entries, and the ledger holds 2: it was put back to before them"
        assert await trouble(now) == [saw]
        for number in range(11, 16):
            await submitted(now, uuid(number))
        await now.settled()
        await sign(now)
        assert sizes(now)[-1] == (1, 2)
        assert await trouble(now) == ["the first 5 entries are not, or not for sure, those that witness.example/w1 saw"]
        assert checkpoint.read(note.read((await get(now, "checkpoint")).content).text).size == 2
        [witness] = (await now.http.get("/events/v1/witnesses")).json()["items"]
        assert (witness["size"], witness["beyond"]) == (2, 5)


async def test_it_begins_anew_and_its_first_entry_names_the_old_checkpoint(tmp_path: Path) -> None:
    """An operator has it go on under a next name: anybody sees what was lost, and all that is there is under a word."""
    async with put_back(tmp_path) as (now, last):
        await submitted(now, uuid(9))
        await now.settled()
        await sign(now)
        done = await anew(now)
        assert (done.status_code, done.headers["location"]) == (201, "/events/v1/origins")
        await now.settled()
        told = checkpoint.read((await signed(now, 4)).text)
        assert (told.origin, told.size) == (f"{ORIGIN}/2", 4)
        assert await cosigned(now, 4)
        assert await trouble(now) == []
        await until(lambda: len(every(now)) == 5)
        first = (await now.http.get("/events/v1/events?after=3", headers=AUDITOR)).json()["items"]
        assert [each["event"]["type"].removeprefix("nl.koploper.") for each in first] == [
            "ledger-begun-anew.v1",
            "store-reopened.v1",
        ]
        assert first[1]["event"]["data"] == {
            "fetched": 0,
            "heard": 0,
            "textsLost": 0,
            "restoredBy": str(BY),
            "reason": "A test",
        }
        assert first[0]["event"]["actor"] == OPERATOR["Koploper-Actor"]
        assert first[0]["event"]["data"] == {
            "origin": f"{ORIGIN}/2",
            "entries": 3,
            "oldOrigin": ORIGIN,
            "oldSize": 5,
            "oldRoot": b64encode(last.root).decode(),
            **WHY,
        }
        kept = checkpoint.read(note.read((await get(now, "1/checkpoint")).content).text)
        assert kept == last
        origins = (await now.http.get("/events/v1/origins")).json()["items"]
        assert [(each["name"], each["position"], each["oldSize"]) for each in origins] == [
            (ORIGIN, None, None),
            (f"{ORIGIN}/2", 4, 5),
        ]
        await submitted(now, uuid(10))
        await now.settled()
        await signed(now, 6)
        assert await cosigned(now, 6)
        assert (await get(now, "2/tile/0/000.p/6")).content == (await get(now, "tile/0/000.p/6")).content
        for path in ("1/tile/0/000.p/2", "3/checkpoint", "0/vkey", "x/checkpoint"):
            assert (await get(now, path)).status_code == 404, path
        checked = await verified(now, TRUST)
        assert (checked.wrong, checked.unknown) == ([], [])
        assert any(
            "At position 4 the log begins anew" in line and "5 entries, 3 were left" in line for line in checked.checked
        )
        async with served(now) as url:
            await asyncio.to_thread(export, places.Served(url, None), TRUST, tmp_path / "all.zip")
        assert log.verify(zipped.Zipped(tmp_path / "all.zip"), TRUST).checked == checked.checked


async def test_who_kept_an_older_checkpoint_can_hold_the_ledger_to_it(tmp_path: Path) -> None:
    """What is left of it is proven; what was lost is said; more than the ledger admits to is found out."""
    async with put_back(tmp_path) as (now, last):
        before = checkpoint.read(note.read((await get(now, "checkpoint")).content).text)
        await sign(now)
        await anew(now)
        await signed(now, 3)
        assert await cosigned(now, 3)
        left = await verified(now, Trust(TRUST.log, TRUST.witnesses, [before]))
        assert (left.wrong, left.unknown) == ([], [])
        assert f"The first 2 entries are those that {ORIGIN} signed for once." in left.checked
        gone = await verified(now, Trust(TRUST.log, TRUST.witnesses, [last]))
        assert gone.true
        assert f"for 5 entries of {ORIGIN}, of which 2 were left" in gone.unknown[0]
        more = Checkpoint(ORIGIN, 9, last.root)
        assert [(each.position, each.what) for each in (await verified(now, Trust(TRUST.log, (), [more]))).wrong] == [
            (3, "kept")
        ]
        for wrong in (Checkpoint(ORIGIN, 2, last.root), Checkpoint("other.example/log", 2, before.root)):
            assert not (await verified(now, Trust(TRUST.log, (), [wrong]))).true


async def test_what_comes_back_as_it_was_is_signed_on(tmp_path: Path) -> None:
    """When the entries that were lost come again in the same order, nothing was lost, and the origin stays."""
    async with put_back(tmp_path) as (now, last):
        await sign(now)
        assert len(await trouble(now)) == 1
        with closing(sqlite3.connect(tmp_path / "bus.db")) as bus:
            sent = bus.execute(
                "SELECT key, body FROM message WHERE topic = 'koploper.intake' ORDER BY \"offset\""
            ).fetchall()
        await now.bus.publish("koploper.intake", [Message(stream, body) for stream, body in sent])
        await now.settled()
        await until(lambda: len(every(now)) == 6)
        assert checkpoint.read((await signed(now, 6)).text).origin == ORIGIN
        assert root_of(now, 5) == last.root
        assert b"store-reopened.v1" in every(now)[5]
        assert await trouble(now) == []
        assert (await anew(now)).json()["type"] == "urn:koploper:problem:ledger-holds"


async def test_until_every_witness_was_heard_a_restored_ledger_signs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While one is away nobody knows what it saw; once it says that it saw no more, all goes on as before."""
    place = socket.create_server(("127.0.0.1", 0))
    address = place.getsockname()
    place.close()
    away = (Witness(f"http://127.0.0.1:{address[1]}", KEY.verifier),)
    seen = watching(tmp_path / "witness")
    async with (
        listening(witness_app(seen)) as url,
        running(tmp_path, partial(witnessed, by=(Witness(url, KEY.verifier),))) as now,
    ):
        await grown(now, 1, 2)
    recovery.backup("events", tmp_path / "kept", None, tmp_path)
    await recovery.restore("events", tmp_path / "kept", None, tmp_path, "A test")
    for _ in range(2):
        async with running(tmp_path, partial(witnessed, by=away), ids=SeededIds(1), clock=SetClock(LATER)) as now:
            await submitted(now, uuid(30 + _))
            await now.settled()
            await sign(now)
            assert sizes(now)[-1] == (1, 2)
            [why] = await trouble(now)
            assert "witness.example/w1 has not said yet what it saw before" in why
            assert (await anew(now)).json()["type"] == "urn:koploper:problem:witnesses-not-heard"
            await sign(now)
        assert capsys.readouterr().out.count("a witness does not say what it saw") == 1
    async with listening(witness_app(seen)) as url:
        by_witness = (Witness(url, KEY.verifier),)
        async with running(tmp_path, partial(witnessed, by=by_witness), ids=SeededIds(2), clock=SetClock(LATER)) as now:
            await until(lambda: len(every(now)) == 5)
            assert checkpoint.read((await signed(now, 5)).text).origin == ORIGIN
            assert await trouble(now) == []
            assert [b"store-reopened.v1" in each for each in every(now)] == [False] * 4 + [True]


async def test_without_a_witness_a_restored_ledger_signs_on(tmp_path: Path) -> None:
    """Nobody's word says that anything is lost."""
    await lost_unseen(tmp_path)
    async with running(tmp_path, partial(witnessed, by=()), ids=SeededIds(1), clock=SetClock(LATER)) as now:
        await until(lambda: len(every(now)) == 2)
        await submitted(now, uuid(9))
        await now.settled()
        assert checkpoint.read((await signed(now, 3)).text).size == 3


async def test_a_restored_ledger_without_a_key_tells_who_put_it_back(tmp_path: Path) -> None:
    """There is nothing that it signed, and nobody to ask; and it tells that once."""
    async with running(tmp_path, ledger) as now:
        await submitted(now, uuid(1))
        await now.settled()
    recovery.backup("events", tmp_path / "kept", None, tmp_path)
    await recovery.restore("events", tmp_path / "kept", None, tmp_path, "De schijf was vol")
    for ids in (1, 2):
        async with running(tmp_path, ledger, ids=SeededIds(ids), clock=SetClock(LATER)) as now:
            await until(lambda: len(every(now)) == 2)
            await now.settled()
            assert json.loads(every(now)[1])["data"]["reason"] == "De schijf was vol"


async def lost_unseen(data: Path) -> Note:
    """The same without a witness: one entry was kept, and three were signed for."""
    async with running(data, partial(witnessed, by=())) as now:
        await submitted(now, uuid(1))
        await now.settled()
        await signed(now, 1)
        recovery.backup("events", data / "kept", None, data)
        for number in (2, 3):
            await submitted(now, uuid(number))
        await now.settled()
        last = await signed(now, 3)
    await recovery.restore("events", data / "kept", None, data, "A test")
    return last


async def test_a_checkpoint_that_somebody_kept_is_enough_to_begin_anew(tmp_path: Path) -> None:
    """What the ledger signed contradicts it, whoever has it; what it did not sign does not."""
    last = await lost_unseen(tmp_path)
    async with running(tmp_path, partial(witnessed, by=()), ids=SeededIds(1), clock=SetClock(LATER)) as now:
        await sign(now)
        await until(lambda: len(every(now)) == 2)
        other = Checkpoint(ORIGIN, 7, Hash(bytes(32))).text
        for given, says in (
            ("", "has a text"),
            ("rubbish\n\n— x AAAAAAAA\n", "three lines"),
            (Note(other).and_([Signer(ORIGIN, 1, bytes(32)).sign(other, 0)]).written.decode(), "none of koploper"),
            (Note(other.replace(ORIGIN, "b")).and_([LOG.sign("b", 0)]).written.decode(), "it is of b, and this"),
            (Note(other).and_([LOG.sign("b", 0)]).written.decode(), "the signature is not of this text"),
        ):
            refused = await anew(now, {**WHY, "checkpoint": given})
            assert refused.status_code == 400, refused.text
            assert refused.json()["errors"][0]["pointer"] == "/checkpoint"
            assert says in refused.json()["detail"]
        assert (await anew(now)).json()["type"] == "urn:koploper:problem:ledger-holds"
        done = await anew(now, {**WHY, "checkpoint": last.written.decode()}, **{"Idempotency-Key": "once"})
        assert done.status_code == 201
        assert (
            await anew(now, {**WHY, "checkpoint": last.written.decode()}, **{"Idempotency-Key": "once"})
        ).json() == done.json()
        assert (await anew(now)).json()["type"] == "urn:koploper:problem:ledger-holds"
        await now.settled()
        assert checkpoint.read((await signed(now, 3)).text).origin == f"{ORIGIN}/2"
        assert (await get(now, "1/checkpoint")).content == last.written


async def test_what_no_witness_shows_must_be_given(tmp_path: Path) -> None:
    """A witness that says only how much it saw keeps the ledger from signing, and from beginning anew without it."""
    async with put_back(tmp_path, silent=True) as (now, _):
        await sign(now)
        await submitted(now, uuid(9))
        await now.settled()
        await until(lambda: rows(now, "sighting") == 1)
        await sign(now)
        assert "witness.example/w1 saw 5 entries" in (await trouble(now))[0]
        refused = (await anew(now)).json()
        assert (refused["type"], refused["status"]) == ("urn:koploper:problem:checkpoint-unknown", 409)


def rows(now: Running, table: str) -> int:
    with now.service("events").store.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - a test's


@pytest.mark.parametrize("role", ["auditor", "editor", "adviser", "partner"])
async def test_only_an_operator_has_it_begin_anew(tmp_path: Path, role: Any) -> None:
    """Nobody else may, whatever was lost; and nobody without a reason, or with fields that mean nothing."""
    last = await lost_unseen(tmp_path)
    async with running(tmp_path, partial(witnessed, by=()), ids=SeededIds(1), clock=SetClock(LATER)) as now:
        await sign(now)
        body = {**WHY, "checkpoint": last.written.decode()}
        assert (await now.http.post("/events/v1/origins", json=body, headers=by(role))).status_code == 403
        assert (await now.http.post("/events/v1/origins", json=body)).status_code == 401
        for wrong in (
            {},
            {"reason": ""},
            {"reason": " "},
            {"reason": "x" * 201},
            {"reason": "a\x07"},
            body | {"size": 3},
        ):
            assert (await anew(now, wrong)).status_code == 400, wrong
        assert rows(now, "origin") == 0


async def test_a_witness_that_is_asked_no_more_is_believed_no_more(tmp_path: Path) -> None:
    """Who takes a witness out of the settings takes its word out as well: nobody may keep the ledger mute for ever."""
    async with put_back(tmp_path) as (now, _):
        await sign(now)
        assert len(await trouble(now)) == 1
    async with running(tmp_path, partial(witnessed, by=()), ids=SeededIds(2), clock=SetClock(LATER)) as now:
        await until(lambda: len(every(now)) == 3)
        await submitted(now, uuid(9))
        await now.settled()
        assert checkpoint.read((await signed(now, 4)).text).origin == ORIGIN


async def test_a_tree_that_is_broken_is_not_signed_anew(tmp_path: Path) -> None:
    """Beginning anew mends nothing: what cannot be hashed cannot be signed."""
    async with put_back(tmp_path) as (now, _):
        await sign(now)
        await spoil(now, "DELETE FROM tile")
        assert (await anew(now)).json()["type"] == "urn:koploper:problem:tree-broken"


async def test_an_act_that_is_on_its_way_comes_first(tmp_path: Path) -> None:
    """The entry that begins an origin follows the operators' acts before it, or their stream would have a hole."""
    async with put_back(tmp_path) as (now, _):
        await sign(now)
        await now.http.post("/events/v1/republications", json=WHY, headers=OPERATOR)
        await now.settled()
        await spoil(now, "UPDATE inbox SET sequence = 2 WHERE stream = 'operations-events'")
        assert (await anew(now)).json()["type"] == "urn:koploper:problem:acts-on-their-way"
        assert rows(now, "origin") == 0
        await spoil(now, "UPDATE inbox SET sequence = 1 WHERE stream = 'operations-events'")
        assert (await anew(now)).status_code == 201
        assert rows(now, "entry") == 4
