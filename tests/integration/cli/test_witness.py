"""A witness cosigns what follows from what it saw, refuses the rest as C2SP tlog-witness says, and shouts."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

import httpx
import pytest

from cli.witness import asking, watched
from cli.witness.app import app
from cli.witness.asking import Asked
from cli.witness.record import MOST, Record, name_of
from cli.witness.witness import Witness
from shared.merkle.hashing import EMPTY, Hash
from shared.notes import keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.seeded import SeededIds, SetClock
from tests.unit.shared.merkle import reference

ORIGIN: Final = "koploper.example/events/log"
LOG: Final = Signer(ORIGIN, 1, b"l" * 32)
OTHER: Final = Signer("other.example/log", 1, b"o" * 32)
DATA: Final = [str(number).encode() for number in range(40)]
REWRITTEN: Final = [*DATA[:3], b"another", *DATA[4:]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


def head(size: int, data: Sequence[bytes] = DATA, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, Hash(reference.mth([*data[:size]])))


def asked(
    old: int, new: int, data: Sequence[bytes] = DATA, *, signer: Signer = LOG, told: Checkpoint | None = None
) -> Asked:
    told = told or head(new, data)
    proof = tuple(map(Hash, reference.proof(old, [*data[:new]]))) if 0 < old <= new else ()
    return Asked(old, proof, Note(told.text).and_([signer.sign(told.text, 0)]))


def witness(folder: Path) -> Witness:
    logs = watched.logs([str(LOG.verifier), str(OTHER.verifier)])
    return Witness(
        watched.key(folder / "witness.key", "witness.example/w1", SeededIds()), logs, Record(folder), SetClock()
    )


@pytest.fixture
def here(tmp_path: Path) -> Witness:
    return witness(tmp_path)


@pytest.fixture
async def http(here: Witness) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app(here)), base_url="http://witness") as client:
        yield client


def accused(folder: Path) -> list[Path]:
    return [*folder.glob("*.forked"), *folder.glob("*.unproven")]


async def add(http: httpx.AsyncClient, what: Asked) -> httpx.Response:
    return await http.post("/add-checkpoint", content=asking.written(what))


async def test_what_follows_is_cosigned(http: httpx.AsyncClient, here: Witness) -> None:
    """From nothing, then from what it saw, also once more the same: a cosignature of exactly that text, now."""
    for old, new in ((0, 5), (5, 8), (8, 8), (8, 39)):
        what = asked(old, new)
        answer = await add(http, what)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        [(_, seen)] = keys.signed_by(what.signed.and_(note.signatures(answer.text)), [here.signer.verifier])
        assert keys.seen_at(seen) == int(SetClock().now().timestamp())
    kept = note.read((await http.get(f"/{name_of(ORIGIN)}/checkpoint")).content)
    assert kept.text == head(39).text
    assert len(keys.signed_by(kept, [LOG.verifier, here.signer.verifier])) == 2
    assert keys.verifier((await http.get("/vkey")).text.strip()) == here.signer.verifier


async def test_it_remembers(tmp_path: Path) -> None:
    """Stopped and started again, it knows what it saw, with the same key."""
    first = witness(tmp_path)
    assert first.add_checkpoint(asking.written(asked(0, 5))).status == 200
    again = witness(tmp_path)
    assert again.signer == first.signer
    assert again.add_checkpoint(asking.written(asked(0, 8))).body == "5\n"
    assert again.add_checkpoint(asking.written(asked(5, 8))).status == 200


@pytest.mark.parametrize(
    ("what", "status", "says"),
    [
        (asked(0, 8), 409, "5\n"),
        (asked(4, 8), 409, "5\n"),
        (asked(4, 4), 409, "5\n"),
        (asked(8, 5), 400, "more than the 5"),
        (asked(5, 8, told=head(8, origin="unknown.example/log"), signer=OTHER), 404, "does not watch"),
        (asked(5, 8, signer=OTHER), 403, "none of koploper"),
        (asked(5, 8, signer=Signer(ORIGIN, 1, b"x" * 32)), 403, "none of koploper"),
        (Asked(5, (), asked(5, 8).signed), 422, "proof is empty"),
        (Asked(5, asked(5, 9).proof, asked(5, 8).signed), 422, "another root|does not begin|above|ends"),
        (asked(5, 8, REWRITTEN), 422, "another root"),
        (asked(5, 5, REWRITTEN), 422, "two roots"),
    ],
)
async def test_what_does_not_follow_is_refused(
    http: httpx.AsyncClient, here: Witness, what: Asked, status: int, says: str
) -> None:
    """The status is the protocol's, the sentence says why, and nothing is remembered of it."""
    await add(http, asked(0, 5))
    answer = await add(http, what)
    assert answer.status_code == status
    assert answer.headers["content-type"] == ("text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8")
    assert any(part in answer.text for part in says.split("|"))
    assert (await http.get(f"/{name_of(ORIGIN)}/checkpoint")).text.startswith(head(5).text)
    assert (await add(http, asked(5, 8))).status_code == 200


@pytest.mark.parametrize("what", [asked(5, 5, REWRITTEN), asked(0, 5, REWRITTEN), asked(3, 5, REWRITTEN)])
async def test_two_histories_are_shouted(
    http: httpx.AsyncClient, tmp_path: Path, what: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two signed trees of one size are told loudly, and both notes are kept: together they prove it to anybody."""
    first = asked(0, 5)
    await add(http, first)
    assert (await add(http, what)).status_code in {409, 422}
    assert "a log signed two histories" in capsys.readouterr().out
    [kept] = accused(tmp_path)
    assert kept.suffix == ".forked"
    assert kept.read_bytes().endswith(b"\n\n".join([b"", what.signed.written.partition(b"\n\n")[2]]))
    assert first.signed.text.encode() in kept.read_bytes()
    await add(http, what)
    assert len(accused(tmp_path)) == 1


async def test_a_rewritten_history_is_told(
    http: httpx.AsyncClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A larger tree that does not follow is refused and told, with what it would have to follow from."""
    await add(http, asked(0, 5))
    assert (await add(http, asked(5, 8, REWRITTEN))).status_code == 422
    assert "its history was rewritten" in capsys.readouterr().out
    [kept] = accused(tmp_path)
    assert kept.suffix == ".unproven"
    assert head(8, REWRITTEN).text.encode() in kept.read_bytes()


async def test_rubbish_accuses_nobody(http: httpx.AsyncClient, tmp_path: Path) -> None:
    """Proofs that anybody makes up do not fill the disk, nor hide what a log really signed twice."""
    await add(http, asked(0, 5))
    for number in range(MOST + 5):
        rubbish = Asked(5, (Hash(number.to_bytes(32)),), asked(5, 8).signed)
        assert (await add(http, rubbish)).status_code == 422
    assert len(accused(tmp_path)) == 1
    for number in range(MOST + 5):
        told = Checkpoint(ORIGIN, 8, Hash(number.to_bytes(8) * 4))
        assert (await add(http, asked(5, 8, told=told))).status_code == 422
    assert len(accused(tmp_path)) == MOST
    await add(http, asked(5, 5, REWRITTEN))
    assert [each.suffix for each in accused(tmp_path)].count(".forked") == 1
    assert (await add(http, asked(5, 8))).status_code == 200


async def test_an_empty_log(http: httpx.AsyncClient) -> None:
    """A log without entries has the root of the empty tree, and no other."""
    assert (await add(http, asked(0, 0, told=Checkpoint(ORIGIN, 0, Hash(b"x" * 32))))).status_code == 422
    assert (await add(http, asked(0, 0, told=Checkpoint(ORIGIN, 0, EMPTY)))).status_code == 200
    assert (await add(http, Asked(0, (EMPTY,), asked(0, 3).signed))).status_code == 422
    assert (await add(http, asked(0, 3))).status_code == 200


async def test_of_two_at_once_one_is_first(here: Witness) -> None:
    """Two that lead from the same size cannot both be cosigned, so that it never goes back."""
    assert here.add_checkpoint(asking.written(asked(0, 5))).status == 200
    bodies = [asking.written(asked(5, size)) for size in range(6, 30)]
    answers = await asyncio.gather(*(asyncio.to_thread(here.add_checkpoint, body) for body in bodies))
    assert sorted(answer.status for answer in answers) == [200, *([409] * (len(bodies) - 1))]


async def test_what_cannot_be_kept_is_not_cosigned(here: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full nobody gets a cosignature."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Record, "keep", full)
    with pytest.raises(OSError, match="No space"):
        here.add_checkpoint(asking.written(asked(0, 5)))
    monkeypatch.undo()
    assert here.add_checkpoint(asking.written(asked(0, 5))).status == 200


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\n\n", b"old 0\n\n", b"old 0", b"rubbish \xff\n\n", b"old 00\n\n" + asked(0, 5).signed.written),
        asked(0, 5).signed.written.join([b"old 0\n\n", "— x AAAA\u00e9\n".encode()]),
        *(b"new 0\n\n" + asked(0, 5).signed.written, b"old 0\n?\n\n" + asked(0, 5).signed.written),
        b"old 1\n" + b"AAAA\n" * 64 + b"\n" + asked(0, 5).signed.written,
        b"old 0\n\n" + asked(0, 5).signed.written.replace(b"\n5\n", b"\nfive\n"),
    ],
)
async def test_what_is_no_request(http: httpx.AsyncClient, body: bytes) -> None:
    """Rubbish is a bad request, and breaks nothing."""
    assert (await http.post("/add-checkpoint", content=body)).status_code == 400
    assert (await add(http, asked(0, 5))).status_code == 200


async def test_what_is_too_long(http: httpx.AsyncClient) -> None:
    """Nobody fills its memory."""
    assert (await http.post("/add-checkpoint", content=b"x" * 1_000_000)).status_code == 413
    assert (await http.get("/add-checkpoint")).status_code == 405
    assert (await http.get(f"/{'0' * 64}/checkpoint")).status_code == 404
    assert (await http.get(f"/{name_of(ORIGIN)}/checkpoint")).status_code == 404


@pytest.mark.parametrize(
    ("line", "says"),
    [("rubbish", "is not the key of a log"), (str(Signer("w", 4, bytes(32)).verifier), "of a witness")],
)
def test_what_cannot_be_watched(line: str, says: str) -> None:
    """A witness is started with keys of logs."""
    with pytest.raises(watched.Wrong, match=says):
        watched.logs([line])


def test_a_log_with_two_keys() -> None:
    """A log that changes keys has two for a time, a line each, as it serves them."""
    both = [Signer(ORIGIN, 1, bytes([seed]) * 32).verifier for seed in (1, 2)]
    assert watched.logs(map(str, both)) == {ORIGIN: tuple(both)}
    assert watched.logs(["".join(f"{each}\n" for each in both)]) == {ORIGIN: tuple(both)}


def test_a_folder_has_one_witness(tmp_path: Path) -> None:
    """A second one would cosign another history: it is not started; when the first has ended, it is."""
    with watched.alone(tmp_path), pytest.raises(watched.Wrong, match="Another witness"), watched.alone(tmp_path):
        raise AssertionError
    with watched.alone(tmp_path):
        pass


def test_a_key_that_cannot_be_used(tmp_path: Path) -> None:
    """A file that is no key is told, and one that others can read."""
    (tmp_path / "key").write_text("rubbish")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(watched.Wrong, match="do chmod 600"):
        watched.key(tmp_path / "key", "w", SeededIds())
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(watched.Wrong, match="cannot be read"):
        watched.key(tmp_path / "key", "w", SeededIds())
