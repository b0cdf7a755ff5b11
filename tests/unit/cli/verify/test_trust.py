"""Whose word is taken: only keys of the right kind, only whose key was given, and nothing after a forged checkpoint."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import httpx
import pytest

from cli.ledger.export import Forged, export
from cli.verify import log, trust
from cli.verify.findings import Findings
from cli.verify.places import WAITS, Folder, Missing, NotRead, Served
from cli.verify.trust import Trust, Unusable
from shared.merkle.hashing import Hash
from shared.notes import note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from tests.unit.cli.verify.logs import LOG, NOW, ORIGIN, WITNESS, entries, put, written

OTHER: Final = Signer("witness.example/w2", 4, b"2" * 32)
NEWER: Final = Signer(ORIGIN, 1, b"n" * 32)
FORGER: Final = Signer(ORIGIN, 1, b"f" * 32)
KEY: Final = str(LOG.verifier)
CO: Final = str(WITNESS.verifier)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


def given(key: Sequence[str] = (KEY,), witness: Sequence[str] = (), *kept: Path, own: bool = False) -> Trust:
    return trust.given(key, witness, kept, own=own)


@pytest.mark.parametrize(
    ("key", "witness", "says"),
    [
        ([CO], [], "is the key of a witness (--witness), and --key takes one of a log"),
        ([KEY], [KEY], "is the key of a log (--key), and --witness takes one of a witness"),
        ([KEY, CO], [], "is the key of a witness (--witness), and --key takes one of a log"),
        ([f"{KEY}\n{CO}"], [], "is the key of a witness (--witness), and --key takes one of a log"),
        (["rubbish"], [], "'rubbish' is no key of a log: a key is a name"),
        ([KEY.replace("+AW", "+Aw")], [], "is no key of a log"),
        ([KEY], ["rubbish"], "'rubbish' is no key of a witness"),
        ([str(LOG.written)], [], "is no key of a log"),
        ([""], [], "--key was given without a key in it"),
        ([KEY, " \n"], [], "--key was given without a key in it"),
        ([KEY], [""], "--witness was given without a key in it"),
        ([], [CO], "Give the log's key (--key), which you know by another way, or --trust-own-key"),
    ],
)
def test_a_key_that_says_nothing_is_not_trusted(key: list[str], witness: list[str], says: str) -> None:
    """A key of another kind, none, an empty one, what is no key: a sentence says so before anything is looked at."""
    with pytest.raises(Unusable) as refused:
        given(key, witness)
    assert says in str(refused.value)
    assert str(LOG.seed) not in str(refused.value)


def test_its_own_key_is_believed_only_where_somebody_says_so() -> None:
    """And then no other: the two do not go together."""
    assert (given([], own=True).own, given([], own=True).log, given().own) == (True, [], False)
    with pytest.raises(Unusable, match="one of the two"):
        given([KEY], own=True)


def test_several_keys_in_one_text_or_in_several() -> None:
    """Come to the same, each once."""
    both = [LOG.verifier, NEWER.verifier]
    lines = [str(each) for each in both]
    for written_ in ([" ".join(lines)], ["\n".join(lines) + "\n"], lines, [*lines, lines[0]]):
        assert given(written_).log == both
    assert given(witness=[f"{CO} {OTHER.verifier}", CO]).witnesses == [WITNESS.verifier, OTHER.verifier]


@pytest.mark.parametrize("signer", [LOG, NEWER])
def test_any_of_several_keys_is_enough(tmp_path: Path, signer: Signer) -> None:
    """A log that changes keys is believed by who has the old and the new."""
    folder = written(tmp_path, entries(5), signer=signer)
    assert log.verify(Folder(folder), given([f"{KEY} {NEWER.verifier}"])).true


def test_every_witness_must_have_seen_it_by_any_of_its_keys(tmp_path: Path) -> None:
    """Two keys of one name are one witness that changes keys; two names are two."""
    folder = written(tmp_path, entries(5))
    newer = Signer(WITNESS.name, 4, b"n" * 32).verifier
    assert log.verify(Folder(folder), given(witness=[f"{newer} {CO}"])).true
    found = log.verify(Folder(folder), given(witness=[CO, str(OTHER.verifier)]))
    assert (found.true, len(found.untold), len(found.checked)) == (None, 1, 5)


def test_what_was_kept_is_what_was_signed(tmp_path: Path) -> None:
    """A file that no key of its log signed accuses nobody."""
    kept = written(tmp_path, entries(5)) / "checkpoint"
    assert given([KEY], [], kept).kept[0].size == 5
    forged = written(tmp_path / "forged", entries(5), signer=FORGER) / "checkpoint"
    with pytest.raises(Unusable, match="says nothing of koploper"):
        given([KEY], [], forged)


class Asked(Folder):
    """A folder that remembers what was read of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked: list[str] = []

    def read(self, path: str) -> bytes:
        self.asked.append(path)
        return super().read(path)

    def names(self) -> list[str]:
        self.asked.append("names")
        return [*super().names()]


def forged(folder: Path, how: str) -> Path:
    """A log whose checkpoint is forged so."""
    written(folder, entries(600), signer=FORGER if how == "another key" else LOG)
    signed = note.read((folder / "checkpoint").read_bytes())
    if how == "another text":
        put(folder, "checkpoint", Note(signed.text.replace("\n600\n", f"\n{1 << 62}\n"), signed.signatures).written)
    if how == "another log":
        told = Checkpoint("other.example/log", 1 << 62, Hash(b"x" * 32))
        put(folder, "checkpoint", Note(told.text).and_([LOG.sign(told.text, NOW)]).written)
    if how == "a byte":
        put(folder, "checkpoint", signed.written.replace(b"/events/log\n", b"/eventz/log\n"))
    return folder


@pytest.mark.parametrize("how", ["another key", "another text", "another log", "a byte"])
def test_nothing_is_held_against_a_forged_checkpoint(tmp_path: Path, how: str) -> None:
    """No entry and no tile is read, however large it says the log is: what is wrong is said, and that is all."""
    place = Asked(forged(tmp_path, how))
    found = log.verify(place, given())
    assert [each.what for each in found.wrong] == ["checkpoint"]
    assert place.asked == ["checkpoint"]


@pytest.mark.parametrize("how", ["another key", "another text", "another log", "a byte"])
def test_no_export_is_made_of_a_forged_checkpoint(tmp_path: Path, how: str) -> None:
    """Nothing is written, and nothing but the checkpoint is read."""
    place = Asked(forged(tmp_path / "log", how))
    with pytest.raises(Forged):
        export(place, given(), tmp_path / "x.zip")
    assert place.asked == ["checkpoint"]
    assert [each.name for each in tmp_path.iterdir()] == ["log"]


def test_an_export_needs_a_signature_of_the_key_that_comes_along(tmp_path: Path) -> None:
    """Without a key of one's own: rubbish is not kept either."""
    folder = written(tmp_path / "log", entries(5))
    put(folder, "vkey", f"{FORGER.verifier}\n".encode())
    with pytest.raises(Forged, match="none of koploper"):
        export(Folder(folder), given([], own=True), tmp_path / "x.zip")
    put(folder, "vkey", b"rubbish")
    with pytest.raises(NotRead, match="No key of the log can be read from vkey"):
        export(Folder(folder), given(), tmp_path / "x.zip")
    assert [each.name for each in tmp_path.iterdir()] == ["log"]


def test_an_export_looks_at_what_ended_origins_signed(tmp_path: Path) -> None:
    """The last checkpoint of a name of before is signed by its key, or nothing is kept."""
    folder = written(tmp_path / "log", entries(5))
    told = Checkpoint(f"{ORIGIN}/0", 3, Hash(b"x" * 32))
    before = Signer(told.origin, 1, LOG.seed)
    put(folder, "1/vkey", f"{before.verifier}\n".encode())
    put(folder, "1/checkpoint", Note(told.text).and_([before.sign(told.text, NOW)]).written)
    assert export(Folder(folder), given(), tmp_path / "x.zip") == 5
    other = Signer(told.origin, 1, FORGER.seed)
    put(folder, "1/checkpoint", Note(told.text).and_([other.sign(told.text, NOW)]).written)
    with pytest.raises(Forged, match="1/checkpoint, the last of"):
        export(Folder(folder), given(), tmp_path / "y.zip")


def test_a_size_that_is_a_lie_ends_at_the_first_file_that_lacks(tmp_path: Path) -> None:
    """Whoever has the key can sign for any size: paths are made one after another, so that memory stays small."""
    told = Checkpoint(ORIGIN, (1 << 63) - 1, Hash(b"x" * 32))
    folder = written(tmp_path / "log", entries(600), told=told)
    found = log.verify(Folder(folder), given())
    assert (found.wrong[0].position, found.wrong[0].says) == (513, "tile/entries/002 is not there")
    with pytest.raises(Missing):
        export(Folder(folder), given(), tmp_path / "x.zip")


def heard(told: list[tuple[int, int]]) -> Callable[[int, int], object]:
    return lambda done, total: told.append((done, total))


def test_an_export_tells_how_far_it_is(tmp_path: Path) -> None:
    """The last that is told is all of it, of any size."""
    for size in (0, 1, 256, 257, 600):
        told: list[tuple[int, int]] = []
        folder = written(tmp_path / str(size), entries(size))
        export(Folder(folder), given(), tmp_path / "x.zip", heard(told))
        assert told == [(done, len(told)) for done in range(1, len(told) + 1)]


def test_no_checkpoint_is_nothing_to_be_told(tmp_path: Path) -> None:
    """A folder that is no log is not a false one."""
    with pytest.raises(NotRead, match="There is no checkpoint"):
        log.verify(Folder(tmp_path), given())
    with pytest.raises(NotRead, match="There is no checkpoint"):
        log.verify(Served("http://x", None, httpx.MockTransport(lambda _: httpx.Response(404))), given())


def fresh(folder: Path, seen_after: int) -> tuple[Findings, list[float]]:
    """What is found of a served log whose newest checkpoint a witness sees after so many looks; and the waits."""
    whole = note.read((written(folder, entries(5)) / "checkpoint").read_bytes())
    looks, waits = [0], list[float]()

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/events/log/")
        if path != "checkpoint":
            return httpx.Response(200, content=(folder / path).read_bytes())
        looks[0] += 1
        lines = whole.signatures if looks[0] > seen_after else whole.signatures[:1]
        return httpx.Response(200, content=Note(whole.text, lines).written)

    place = Served("http://koploper", "t", httpx.MockTransport(answer), waits.append)
    return log.verify(place, given(witness=[CO])), waits


def test_a_fresh_checkpoint_is_waited_for(tmp_path: Path) -> None:
    """A witness sees it some seconds after it was signed: at an address that is waited for, and then it is true."""
    found, waits = fresh(tmp_path, 3)
    assert (found.true, waits) == (True, [1.0] * 3)


def test_a_checkpoint_that_a_witness_does_not_see_is_not_told_to_be_true(tmp_path: Path) -> None:
    """All the rest was looked at; that it is false is not said either, for the witness may be away."""
    found, waits = fresh(tmp_path, 1_000)
    assert (found.true, found.wrong, len(waits)) == (None, [], WAITS)
    assert "did not sign for these 5 entries, or did not yet" in found.untold[0]
    assert any("has the root that was signed" in each for each in found.checked)


def test_a_witness_away_hides_nothing_that_is_wrong(tmp_path: Path) -> None:
    """What is false is false, whoever saw it."""
    written(tmp_path, entries(5))
    put(tmp_path, "tile/entries/000.p/5", b"rubbish")
    assert log.verify(Folder(tmp_path), given(witness=[str(OTHER.verifier)])).true is False


def test_a_forged_word_of_a_witness_is_false(tmp_path: Path) -> None:
    """A line that says it is of the witness and is not, is not one that lacks."""
    folder = written(tmp_path, entries(5))
    signed = note.read((folder / "checkpoint").read_bytes())
    log_line, its = signed.signatures
    bent = note.Signature(its.name, its.key_id, its.signature[:-1] + bytes([its.signature[-1] ^ 1]))
    put(folder, "checkpoint", Note(signed.text, (log_line, bent)).written)
    assert log.verify(Folder(folder), given(witness=[CO])).wrong[0].what == "witness"


def test_an_export_waits_for_a_witness_or_is_not_made(tmp_path: Path) -> None:
    """Who asks for its word gets a file that has it."""
    folder = written(tmp_path / "log", entries(5))
    assert export(Folder(folder), given(witness=[CO]), tmp_path / "x.zip") == 5
    with pytest.raises(NotRead, match="did not yet"):
        export(Folder(folder), given(witness=[str(OTHER.verifier)]), tmp_path / "y.zip")
    assert not (tmp_path / "y.zip").exists()
