"""The verifier says what it looked at, and names the first thing that is wrong, with its position."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import httpx
import pytest

from cli.ledger.export import export
from cli.verify import log, opening, places
from cli.verify.findings import MOST, Findings
from cli.verify.places import Folder, NotRead, Served, Unsafe
from cli.verify.trust import Trust
from cli.verify.zipped import Zipped
from shared.merkle.hashing import EMPTY
from shared.notes import checkpoint, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.testing.given import uuid
from tests.unit.cli.verify.logs import LOG, ORIGIN, WITNESS, entries, entry, put, written

TRUST: Final = Trust((LOG.verifier,), (WITNESS.verifier,))
COUNT: Final = 600


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


def look(folder: Path, trust: Trust = TRUST) -> Findings:
    return log.verify(Folder(folder), trust)


def first(found: Findings) -> tuple[int | None, str]:
    assert not found.true
    return found.wrong[0].position, found.wrong[0].says


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, COUNT])
def test_a_true_log_is_true(tmp_path: Path, count: int) -> None:
    """Of any size; it says who signed, who saw it, and what holds."""
    seen: list[tuple[int, int]] = []
    found = log.verify(Folder(written(tmp_path, entries(count))), TRUST, lambda done, all_: seen.append((done, all_)))
    assert (found.true, found.wrong, found.unknown) == (True, [], [])
    assert found.checked[0] == f"{ORIGIN} signed for {'1 entry' if count == 1 else f'{count} entries'}."
    these = "this one entry" if count == 1 else f"these {count} entries"
    assert found.checked[1].startswith(f"witness.example/w1 saw {these}, at 1679315147")
    assert found.checked[2].endswith("has the root that was signed.")
    assert found.checked[3].startswith(
        "1 stream is complete" if count == 1 else f"{min(count, 7)} streams are complete"
    )
    assert seen[-1:] == ([(count, count)] if count else [])


def test_without_tiles_it_is_as_true(tmp_path: Path) -> None:
    """Only what is signed and the entries themselves are needed."""
    for level in written(tmp_path, entries(COUNT)).glob("tile/[0-9]*"):
        shutil.rmtree(level)
    assert look(tmp_path).true


def test_without_keys_it_says_so(tmp_path: Path) -> None:
    """A log that vouches for itself is checked where somebody asks for that, and what it leaves open is said."""
    found = look(written(tmp_path, entries(3)), Trust(own=True))
    assert found.true
    assert ["was believed" in found.unknown[0], "No key of a witness" in found.unknown[1]] == [True, True]
    for rubbish in (b"\xff", b"", f"{WITNESS.verifier}\n".encode()):
        (tmp_path / "vkey").write_bytes(rubbish)
        with pytest.raises(NotRead, match="No key of the log can be read from vkey"):
            look(tmp_path, Trust(own=True))


def changed(bodies: Sequence[bytes], change: Callable[[list[bytes]], object]) -> list[bytes]:
    made = [*bodies]
    change(made)
    return made


BODIES: Final = entries(COUNT)


def signed_for(folder: Path) -> Checkpoint:
    """What was truly signed for these entries."""
    return checkpoint.read(note.read((written(folder / "true", BODIES) / "checkpoint").read_bytes()).text)


@pytest.mark.parametrize(
    ("change", "position", "says"),
    [
        (lambda made: made.__setitem__(299, made[299].replace(b"Keten", b"Ketel")), None, "another root than was sig"),
        (lambda made: made.pop(299), 306, "goes on with number"),
        (lambda made: made.insert(299, made[298]), 300, "again, where"),
        (lambda made: made.__setitem__(slice(299, 301), [made[300], made[299]]), None, "another root"),
        (lambda made: made.__setitem__(slice(299, 307), [*made[300:307], made[299]]), 306, "goes on with number"),
        (lambda made: made.__setitem__(299, b"rubbish"), 300, "is no envelope"),
        (lambda made: made.__setitem__(299, b'{"id":1}'), 300, "is no envelope"),
        (lambda made: made.__setitem__(299, made[299].replace(b'"sequence":"4', b'"sequence":"x')), 300, "no envelope"),
        (lambda made: made.__setitem__(299, made[299].replace(b'"sequence":"4', b'"sequence":"+4')), 300, "no number"),
        (lambda made: made.__setitem__(299, made[299].replace(b'"sequence":"4', b'"sequence":" 4')), 300, "no number"),
        (lambda made: made.__setitem__(299, made[299].replace(b'"sequence":"4', b'"sequence":"04')), 300, "no number"),
        (lambda made: made.__setitem__(299, entry(299, 1_005, 9 * 10**30)), 300, "no number of a stream"),
        (lambda made: made.__setitem__(299, entry(299, 1_005, 0)), 300, "no number of a stream"),
        (lambda made: made.__setitem__(299, b"[" * 30_000), 300, "is no envelope"),
    ],
)
def test_entries_that_were_changed(
    tmp_path: Path, change: Callable[[list[bytes]], object], position: int | None, says: str
) -> None:
    """A byte changed, an entry removed, inserted, swapped: with its tree made again, but not what was signed."""
    made = changed(BODIES, change)
    told = signed_for(tmp_path)
    cut = Checkpoint(ORIGIN, len(made), told.root)
    found = look(written(tmp_path / "other", made, told=cut))
    assert not found.true
    named = [(each.position, each.says) for each in found.wrong]
    assert any(at == position and says in told for at, told in named), named
    assert any("another root" in told for _, told in named)


def test_a_byte_changed_in_an_entry_is_named(tmp_path: Path) -> None:
    """Where the log has its hashes along, the very entry is named."""
    written(tmp_path, BODIES)
    bundle = tmp_path / "tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(b"Ketenstage", b"Ketenstaga", 1))
    assert first(look(tmp_path)) == (257, "its bytes are not those that its tree was made of")


def test_a_byte_changed_in_a_tile_is_named(tmp_path: Path) -> None:
    """A hash that is not its entry's is told; what was signed still holds for the entries."""
    written(tmp_path, BODIES)
    tile = tmp_path / "tile/0/000"
    tile.write_bytes(tile.read_bytes()[:-1] + b"?")
    found = look(tmp_path)
    assert first(found) == (256, "its bytes are not those that its tree was made of")
    assert found.count == 1


def test_a_tail_cut_off(tmp_path: Path) -> None:
    """Fewer entries than were signed for are not all of them."""
    written(tmp_path, BODIES)
    (tmp_path / "tile/entries/002.p/88").unlink()
    assert first(look(tmp_path)) == (513, "tile/entries/002.p/88 is not there")
    written(tmp_path / "shorter", BODIES[:500], told=signed_for(tmp_path))
    assert first(look(tmp_path / "shorter"))[0] == 257


@pytest.mark.parametrize("bundle", [b"", b"\x00", b"\x00\x05ab", b"\x00\x01a" * 87, b"\x00\x01a" * 89])
def test_a_bundle_that_is_none(tmp_path: Path, bundle: bytes) -> None:
    """Lengths that do not fit are told."""
    written(tmp_path, BODIES)
    (tmp_path / "tile/entries/002.p/88").write_bytes(bundle)
    assert first(look(tmp_path)) == (513, "tile/entries/002.p/88 does not hold 88 entries")


def test_a_ledger_signed_by_another(tmp_path: Path) -> None:
    """A right-looking name is not enough, nor a right key for another log, nor a witness's line of another text."""
    forger = Signer(ORIGIN, 1, b"f" * 32)
    assert first(look(written(tmp_path / "a", BODIES, signer=forger)))[1] == f"none of {ORIGIN} signed this"
    other = Checkpoint("other.example/log", COUNT, signed_for(tmp_path).root)
    assert "is of other.example/log, and koploper" in first(look(written(tmp_path / "b", BODIES, told=other)))[1]
    line = (tmp_path / "a" / "checkpoint").read_text()
    (tmp_path / "a" / "checkpoint").write_text(line.replace(f"\n{COUNT}\n", "\n599\n"))
    assert any("witness.example/w1: the signature" in each.says for each in look(tmp_path / "a").wrong)


def test_a_ledger_no_witness_saw(tmp_path: Path) -> None:
    """Who asks for a witness's word is told when there is none."""
    absent = Signer("witness.example/w2", 4, b"2" * 32)
    found = look(written(tmp_path, BODIES), Trust((LOG.verifier,), (WITNESS.verifier, absent.verifier)))
    assert (found.true, found.wrong) == (None, [])
    assert "witness.example/w2 did not sign for these 600 entries, or did not yet" in found.untold[0]


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xff\n\n"])
def test_a_checkpoint_that_is_none(tmp_path: Path, content: bytes) -> None:
    """Without one that can be read there is nothing to hold the entries against."""
    put(written(tmp_path, BODIES), "checkpoint", content)
    assert "no checkpoint to be read" in first(look(tmp_path))[1]


def test_an_empty_root_for_entries(tmp_path: Path) -> None:
    """The root of nothing is not that of something."""
    assert "another root" in first(look(written(tmp_path, BODIES, told=Checkpoint(ORIGIN, COUNT, EMPTY))))[1]


def test_a_cause_that_lacks(tmp_path: Path) -> None:
    """A fact of a reaction has its cause in the ledger, before or a little behind it; the newest may be early."""
    caused = entry(5_000, 77, 1, reaction="r", causationid=uuid(123_456))
    made = [*entries(10), caused, *(entry(6_000 + number, 78, number + 1) for number in range(1_100))]
    assert first(look(written(tmp_path / "a", made))) == (11, "what caused it is not in the ledger")
    early = look(written(tmp_path / "b", made[:900]))
    assert early.true
    assert any("1 of them has no cause" in each for each in early.unknown)
    assert not any("what caused" in each for each in early.checked)
    behind = [*made, entry(123_456, 79, 1)]
    assert look(written(tmp_path / "c", behind)).true


def test_a_fact_that_caused_itself(tmp_path: Path) -> None:
    """Nothing is its own cause."""
    made = [*entries(10), entry(5_000, 77, 1, reaction="r", causationid=uuid(5_000))]
    assert first(look(written(tmp_path, made))) == (11, "it says that it caused itself")


def test_an_id_that_was_given_twice(tmp_path: Path) -> None:
    """An id is of one entry, also where each of the two stands rightly in its stream."""
    assert first(look(written(tmp_path, [*entries(10), entry(3, 77, 1)]))) == (
        11,
        "it has the id of an entry before it",
    )


def test_findings_are_bounded(tmp_path: Path) -> None:
    """Of a ledger in which everything is wrong, the first are kept and all are counted."""
    found = look(written(tmp_path, [b"rubbish"] * COUNT))
    assert (len(found.wrong), found.count) == (MOST, COUNT)


def zipped(folder: Path, file: Path) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(folder).as_posix())
    return file


def test_a_zip_file_is_as_good(tmp_path: Path) -> None:
    """An export is read without being unpacked, and is what the log was."""
    folder = written(tmp_path / "log", BODIES)
    assert log.verify(opening.at(str(zipped(folder, tmp_path / "a.zip"))), TRUST).true
    assert export(Folder(folder), TRUST, tmp_path / "b.zip") == COUNT
    assert log.verify(Zipped(tmp_path / "b.zip"), TRUST).true
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """Half an export is none."""
    folder = written(tmp_path / "log", BODIES)
    (folder / "tile/entries/001").unlink()
    with pytest.raises(places.Missing):
        export(Folder(folder), TRUST, tmp_path / "b.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


@pytest.mark.parametrize("name", ["../checkpoint", "/etc/checkpoint", "a/../../b", "..", "a\\..\\b"])
def test_a_path_that_climbs_out(tmp_path: Path, name: str) -> None:
    """A zip file that would write elsewhere is refused whole, by its name."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("checkpoint", b"x")
        made.writestr(name, b"x")
    with pytest.raises(Unsafe, match="leads out of the folder"):
        Zipped(tmp_path / "a.zip")


def test_two_files_of_one_name(tmp_path: Path) -> None:
    """What two readers would read differently is refused."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("checkpoint", b"x")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("checkpoint", b"y")
    with pytest.raises(Unsafe, match="two files of one name"):
        Zipped(tmp_path / "a.zip")


def bombed(tmp_path: Path, path: str, size: int) -> Path:
    """An export one file of which is squeezed zeros, so many."""
    folder = written(tmp_path / "log", BODIES)
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped(folder, file)) as whole, zipfile.ZipFile(tmp_path / "b.zip", "w", 8) as made:
        for name in whole.namelist():
            made.writestr(name, bytes(size) if name == path else whole.read(name))
    return tmp_path / "b.zip"


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/000", "tile/0/000"])
def test_what_unpacks_to_gigabytes(tmp_path: Path, path: str) -> None:
    """Is refused before any of it is unpacked."""
    with pytest.raises(Unsafe, match="would unpack to"):
        Zipped(bombed(tmp_path, path, 1 << 28))


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/000", "tile/0/000"])
def test_what_is_longer_than_it_may_be(tmp_path: Path, path: str) -> None:
    """No more is unpacked than an honest file could hold, and it is said which one was longer."""
    found = log.verify(Zipped(bombed(tmp_path, path, 1 << 25)), TRUST)
    assert any(f"{path} is longer than" in each.says for each in found.wrong)


def test_a_link_that_leads_out(tmp_path: Path) -> None:
    """A folder's link to a file elsewhere is not followed."""
    folder = written(tmp_path / "log", BODIES)
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "checkpoint").unlink()
    (folder / "checkpoint").symlink_to(tmp_path / "secret")
    assert "leads out of the folder" in first(look(folder))[1]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """No file, no zip, a torn zip, links in a circle: nothing can be said, which is not that it is false."""
    (tmp_path / "circle").mkdir()
    (tmp_path / "circle" / "checkpoint").symlink_to("checkpoint")
    with pytest.raises(NotRead, match="cannot be read"):
        look(tmp_path / "circle")
    with pytest.raises(NotRead, match="does not answer: InvalidURL"):
        log.verify(Served("http://[::1", None), TRUST)
    with pytest.raises(NotRead, match="is no folder, no zip"):
        opening.at(str(tmp_path / "nowhere"))
    torn = zipped(written(tmp_path / "log", BODIES), tmp_path / "a.zip").read_bytes()
    (tmp_path / "torn.zip").write_bytes(torn[: len(torn) // 2])
    with pytest.raises(NotRead):
        opening.at(str(tmp_path / "torn.zip"))
    bent = bytearray(torn)
    bent[len(torn) // 3] ^= 0xFF
    (tmp_path / "bent.zip").write_bytes(bent)
    with pytest.raises(NotRead, match="cannot be unpacked"):
        log.verify(Zipped(tmp_path / "bent.zip"), TRUST)


def served(folder: Path, token: str | None, *, status: int = 200) -> Served:
    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/events/log/")
        if path.startswith("tile/entries/") and request.headers.get("Authorization") != "Bearer t":
            return httpx.Response(401)
        file = folder / path
        return httpx.Response(status, content=file.read_bytes()) if file.exists() else httpx.Response(404)

    return Served("http://koploper", token, httpx.MockTransport(answer))


def test_a_served_log_is_as_good(tmp_path: Path) -> None:
    """An address is read as a folder is; one that answers otherwise, or not at all, says nothing."""
    folder = written(tmp_path, BODIES)
    assert log.verify(served(folder, "t"), TRUST).true
    with pytest.raises(NotRead, match="give a token of one with --token"):
        log.verify(served(folder, None), TRUST)
    with pytest.raises(NotRead, match="answers 500"):
        log.verify(served(folder, "t", status=500), TRUST)

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(NotRead, match="does not answer: ConnectError refused"):
        log.verify(Served("http://koploper/events/log/", None, httpx.MockTransport(away)), TRUST)
    (folder / "checkpoint").write_bytes(b"x" * 300_000)
    assert "is longer than" in first(log.verify(served(folder, "t"), TRUST))[1]
