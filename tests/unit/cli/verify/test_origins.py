"""The verifier says when a log began anew, and what of that is not so."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from cli.verify import log
from cli.verify.findings import Findings
from cli.verify.places import Folder
from cli.verify.trust import Trust
from shared.merkle import growing, hashing
from shared.merkle.hashing import Hash
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.given import uuid
from tests.unit.cli.verify.logs import LOG, ORIGIN, entries, put, written

NEXT: Final = Signer(f"{ORIGIN}/2", 1, LOG.seed)
OLD: Final = Checkpoint(ORIGIN, 12, Hash(b"o" * 32))
BEFORE: Final = entries(300)
TRUST: Final = Trust((LOG.verifier, NEXT.verifier))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


def begins(**more: Any) -> bytes:
    """The entry that says so."""
    data = {
        "origin": NEXT.name,
        "entries": len(BEFORE),
        "oldOrigin": ORIGIN,
        "oldSize": OLD.size,
        "oldRoot": b64encode(OLD.root).decode(),
        "reason": "r",
    }
    return orjson.dumps(
        {
            "id": uuid(7_000),
            "source": "urn:nld:koploper:systeem:events",
            "type": "nl.koploper.ledger-begun-anew.v1",
            "stream": "operations-events",
            "sequence": "1",
            "causationid": uuid(7_001),
            "data": data | more,
        }
    )


def anew(folder: Path, entry: bytes, *, last: Checkpoint | None = OLD, signer: Signer = LOG) -> Path:
    """A log that began anew after 300 entries; `last` is what is served as the last checkpoint of before."""
    bodies = [*BEFORE, entry, *entries(5, streams=1)[:0]]
    written(folder, bodies, signer=NEXT, told=head(bodies, NEXT.name))
    if last is not None:
        put(folder, "1/checkpoint", Note(last.text).and_([signer.sign(last.text, 0)]).written)
    return folder


def head(bodies: Sequence[bytes], origin: str = ORIGIN) -> Checkpoint:
    edge, _ = growing.EMPTY.and_(map(hashing.leaf, bodies))
    return Checkpoint(origin, edge.size, edge.root)


def look(folder: Path, trust: Trust = TRUST) -> Findings:
    return log.verify(Folder(folder), trust)


def test_a_log_that_began_anew_is_true(tmp_path: Path) -> None:
    """It says at which position, as what, and what was lost; what it does not have along is said too."""
    found = look(anew(tmp_path / "a", begins()))
    assert (found.wrong, len(found.unknown)) == ([], 1)
    assert (
        f"At position 301 the log begins anew as {NEXT.name}: of what {ORIGIN} signed, 12 entries, 300 were left."
        in found.checked
    )
    found = look(anew(tmp_path / "b", begins(), last=None), Trust((NEXT.verifier,)))
    assert f"The last checkpoint of {ORIGIN} is not along." in found.unknown
    found = look(anew(tmp_path / "c", begins()), Trust((NEXT.verifier,)))
    assert found.true
    assert any(f"No key of {ORIGIN} was given" in each for each in found.unknown)


@pytest.mark.parametrize(
    ("entry", "last", "signer", "says"),
    [
        (begins(origin="other/2"), OLD, LOG, f"the log goes on as other/2, and it is {NEXT.name}"),
        (begins(entries=299), OLD, LOG, "says that 299 entries come before it"),
        (begins(oldSize=13), OLD, LOG, "is another than it names"),
        (begins(oldRoot="x"), OLD, LOG, "cannot be read"),
        (begins(oldSize="many"), OLD, LOG, "cannot be read"),
        (begins(), Checkpoint(ORIGIN, 11, OLD.root), LOG, "is another than it names"),
        (begins(), OLD, Signer(ORIGIN, 1, b"f" * 32), "none of koploper"),
    ],
)
def test_what_is_not_so_is_named_with_its_position(
    tmp_path: Path, entry: bytes, last: Checkpoint, signer: Signer, says: str
) -> None:
    """A name that is not signed with, another count, another last checkpoint, one that nobody signed."""
    found = look(anew(tmp_path, entry, last=last, signer=signer))
    assert [(each.what, each.position) for each in found.wrong] == [("origin", 301)]
    assert says in found.wrong[0].says


def test_a_last_checkpoint_that_cannot_be_read(tmp_path: Path) -> None:
    """Rubbish in its place is told."""
    put(anew(tmp_path, begins()), "1/checkpoint", b"rubbish")
    assert "cannot be read" in look(tmp_path).wrong[0].says


def test_only_the_ledgers_own_entry_counts(tmp_path: Path) -> None:
    """Whoever else writes those words has begun nothing."""
    quoted = orjson.dumps(orjson.loads(begins()) | {"source": "urn:nld:koploper:systeem:intake", "stream": "s-1"})
    bodies = [*BEFORE, quoted]
    assert look(written(tmp_path, bodies, told=head(bodies))).wrong == []


@pytest.mark.parametrize("size", [0, 1, 255, 256, 299, 300])
def test_what_somebody_kept_holds(tmp_path: Path, size: int) -> None:
    """Of any size that the log has had."""
    folder = written(tmp_path, BEFORE)
    found = look(folder, Trust((LOG.verifier,), (), [head(BEFORE[:size])]))
    assert found.true
    same = "entry is the one" if size == 1 else f"{size} entries are those"
    assert f"The first {same} that {ORIGIN} signed for once." in found.checked


def test_a_ledger_replaced_by_a_shorter_one_is_found_by_who_kept_a_checkpoint(tmp_path: Path) -> None:
    """It signs well for what it has, and had more once."""
    found = look(written(tmp_path, BEFORE[:200]), Trust((LOG.verifier,), (), [head(BEFORE)]))
    assert [each.says for each in found.wrong] == ["the log had 300 entries once, and has 200 now"]


def test_a_ledger_that_was_signed_again_is_found_by_who_kept_a_checkpoint(tmp_path: Path) -> None:
    """The same key signs for other entries."""
    other = [*BEFORE]
    other[100] = other[100].replace(b"Ketenstage", b"Ketenstaga")
    found = look(written(tmp_path, other), Trust((LOG.verifier,), (), [head(BEFORE[:200])]))
    assert [each.says for each in found.wrong] == ["the first 200 entries are not those that were signed for once"]
