"""What somebody may do to a ledger or a dossier that is verified: each attack by its name; none passes, none crashes.

What is done to a running ledger and its store: `tests/integration/services/events/test_attacks.py`; to a service's
store: `test_reconcile.py`; and to all that a dossier holds: `test_dossier.py`.
"""

import asyncio
import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner

from cli.ledger.export import export
from cli.main import app
from cli.verify import log
from cli.verify.places import Folder
from cli.verify.trust import Trust
from shared.merkle import growing, hashing
from shared.notes import keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.running import running
from tests.integration.cli.test_dossier import Files, bomb, changed, forged_log, proof_renumbered, relisted
from tests.integration.services.events.dossiers import packed, signed_and_made, unpacked
from tests.integration.services.events.ledgers import AUDITOR
from tests.integration.services.events.test_signed import ORIGIN as RUNNING
from tests.integration.services.events.test_signed import signing
from tests.unit.cli.verify.logs import LOG, ORIGIN, WITNESS, entries, put, written

pytestmark = pytest.mark.xdist_group("attacks")
COUNT: Final = 600
BODIES: Final = entries(COUNT)
FORGER: Final = Signer(ORIGIN, 1, b"f" * 32)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


def head(bodies: Sequence[bytes]) -> Checkpoint:
    edge, _ = growing.EMPTY.and_(map(hashing.leaf, bodies))
    return Checkpoint(ORIGIN, edge.size, edge.root)


TOLD: Final = head(BODIES)


def ran(*arguments: object) -> tuple[int, dict[str, Any]]:
    """The exit code, and what is said to machines."""
    found = CliRunner().invoke(app, ["verify", *map(str, arguments), "--json"], catch_exceptions=False)
    return found.exit_code, json.loads(found.stdout)


def verified(source: Path, *more: object) -> tuple[int, dict[str, Any]]:
    return ran(source, "--key", LOG.verifier, "--witness", WITNESS.verifier, *more)


@dataclass(frozen=True, slots=True)
class Attack:
    """Something done to a ledger in a folder, and how it is named: of what, at which position, in what words."""

    name: str
    do: Callable[[Path], object]
    what: str
    position: int | None
    says: str


def flipped(path: str, at: int) -> Callable[[Path], object]:
    """A byte changed in a file."""

    def do(folder: Path) -> None:
        true = (folder / path).read_bytes()
        (folder / path).write_bytes(true[:at] + bytes([true[at] ^ 1]) + true[at + 1 :])

    return do


def told_again(change: Callable[[list[bytes]], object], *, signer: Signer = LOG) -> Callable[[Path], object]:
    """Other entries with a tree of their own, under the signature for the true ones, or that of another."""

    def do(folder: Path) -> None:
        made = [*BODIES]
        change(made)
        shutil.rmtree(folder)
        told = Checkpoint(ORIGIN, len(made), TOLD.root) if signer is LOG else None
        written(folder, made, signer=signer, told=told)
        if signer is LOG:
            put(folder, "checkpoint", _signed(TOLD))

    return do


def _signed(told: Checkpoint, key_id: bytes | None = None) -> bytes:
    """By the log and the witness; with a key id, by a forger who says that it is that key."""
    its = LOG.sign(told.text, 0)
    if key_id is not None:
        its = note.Signature(ORIGIN, key_id, FORGER.sign(told.text, 0).signature)
    return Note(told.text).and_([its, WITNESS.sign(told.text, 1)]).written


def _length(folder: Path, path: str) -> int:
    return (folder / path).stat().st_size


def cut(path: str, by: int) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_bytes((folder / path).read_bytes()[:-by])


def inserted(made: list[bytes]) -> None:
    made.insert(299, made[0])
    made.pop()


def swapped(made: list[bytes]) -> None:
    made[299], made[300] = made[300], made[299]


OTHERS: Final = "its bytes are not those that its tree was made of"
ROOT: Final = "these 600 entries have another root than was signed"
ATTACKS: Final = (
    Attack("a byte changed in a stored payload", flipped("tile/entries/001", 100), "entry", 257, OTHERS),
    Attack(
        "a byte changed in a stored payload, and its tree made anew",
        told_again(lambda made: made.__setitem__(299, made[299].replace(b"Keten", b"Ketel"))),
        "tree",
        None,
        ROOT,
    ),
    Attack("a byte changed in a tile of the lowest level", flipped("tile/0/001", 40), "entry", 258, OTHERS),
    Attack(
        "a byte changed in a tile above the lowest level",
        flipped("tile/1/000.p/2", 40),
        "tree",
        257,
        "tile/1/000.p/2 has another hash than follows from the entries 257 to 512",
    ),
    Attack(
        "an entry removed",
        told_again(lambda made: made.pop(299)),
        "file",
        513,
        "tile/entries/002.p/88 is not there",
    ),
    Attack(
        "an entry removed, and another put at the end",
        told_again(lambda made: made.append(made.pop(299))),
        "tree",
        None,
        ROOT,
    ),
    Attack(
        "an entry inserted, and the last left out",
        told_again(inserted),
        "tree",
        None,
        ROOT,
    ),
    Attack("two entries swapped", told_again(swapped), "tree", None, ROOT),
    Attack(
        "a tail cut off within a bundle",
        cut("tile/entries/002.p/88", 500),
        "file",
        513,
        "tile/entries/002.p/88 does not hold 88 entries",
    ),
    Attack(
        "a tail cut off, a bundle long",
        lambda folder: (folder / "tile/entries/002.p/88").unlink(),
        "file",
        513,
        "tile/entries/002.p/88 is not there",
    ),
    Attack(
        "the whole ledger signed again with another key",
        told_again(lambda made: made.pop(299), signer=FORGER),
        "checkpoint",
        None,
        f"none of {ORIGIN} signed this",
    ),
    Attack(
        "a forged checkpoint with a right-looking name",
        lambda folder: put(folder, "checkpoint", Note(TOLD.text).and_([FORGER.sign(TOLD.text, 0)]).written),
        "checkpoint",
        None,
        f"none of {ORIGIN} signed this",
    ),
    Attack(
        "a forged checkpoint with a right-looking name and key id",
        lambda folder: put(folder, "checkpoint", _signed(head(BODIES[:9]), LOG.verifier.key_id)),
        "checkpoint",
        None,
        f"a signature is forged: {ORIGIN}: the signature is not of this text",
    ),
    Attack(
        "entries put behind the last that was signed for",
        lambda folder: put(folder, "tile/entries/003.p/1", b"\0\0"),
        "file",
        None,
        "'tile/entries/003.p/1' has no place in a log of 600 entries",
    ),
)


def zipped(folder: Path) -> Path:
    file = folder.with_suffix(".zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            made.write(path, path.relative_to(folder).as_posix())
    return file


@pytest.mark.parametrize("packed_", [False, True], ids=["in a folder", "in a zip file"])
@pytest.mark.parametrize("attack", ATTACKS, ids=[each.name for each in ATTACKS])
def test_an_attack_on_a_ledger_is_named(tmp_path: Path, attack: Attack, packed_: bool) -> None:
    """With its position; the exit code says that it is not true."""
    folder = written(tmp_path / "log", BODIES)
    assert verified(zipped(folder) if packed_ else folder)[0] == 0
    attack.do(folder)
    code, said = verified(zipped(folder) if packed_ else folder)
    assert (code, said["true"]) == (1, False)
    named = [(each["what"], each["position"], each["says"]) for each in said["wrong"]]
    assert (attack.what, attack.position, attack.says) in named


def test_a_byte_changed_in_a_checkpoint(tmp_path: Path) -> None:
    """Whichever: of what was signed, of a signature, of a name; nothing of it passes."""
    folder = written(tmp_path, entries(3))
    trust = Trust([LOG.verifier], [WITNESS.verifier])
    true = (folder / "checkpoint").read_bytes()
    for at in range(len(true)):
        put(folder, "checkpoint", true[:at] + bytes([true[at] ^ 1]) + true[at + 1 :])
        found = log.verify(Folder(folder), trust)
        assert found.wrong or found.untold, at
    flipped("checkpoint", 0)(folder)
    assert verified(folder)[0] == 1


def test_the_whole_ledger_replaced_by_a_shorter_one(tmp_path: Path) -> None:
    """With its own key: who kept a checkpoint names it, and without a witness's word it is not said to be true."""
    kept = written(tmp_path / "true", BODIES) / "checkpoint"
    shorter = written(tmp_path / "shorter", BODIES[:300])
    code, said = verified(shorter, "--kept", kept)
    assert (code, said["wrong"][0]["says"]) == (1, "the log had 600 entries once, and has 300 now")
    told = head(BODIES[:300])
    put(shorter, "checkpoint", Note(told.text).and_([LOG.sign(told.text, 0)]).written)
    code, said = verified(shorter)
    assert (code, said["true"]) == (2, None)
    assert "witness.example/w1 did not sign for these 300 entries" in said["untold"][0]


def test_the_whole_ledger_signed_again(tmp_path: Path) -> None:
    """Other entries with a true signature: who kept a checkpoint names it."""
    kept = written(tmp_path / "true", BODIES[:300]) / "checkpoint"
    other = [*BODIES]
    other[100] = other[100].replace(b"Ketenstage", b"Ketenstaga")
    code, said = verified(written(tmp_path / "other", other), "--kept", kept)
    says = "the first 300 entries are not those that were signed for once"
    assert (code, said["wrong"][0]["says"]) == (1, says)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "tile/../../x", "tile\\..\\x"])
def test_an_export_with_a_path_that_climbs_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """Nothing of it is read, and nothing is written anywhere."""
    file = zipped(written(tmp_path / "log", BODIES))
    with zipfile.ZipFile(file, "a") as made:
        made.writestr(name, b"x")
    before = sorted(tmp_path.rglob("*"))
    code, said = verified(file)
    assert (code, said["true"]) == (1, False)
    assert "leads out of the folder" in said["error"]
    assert sorted(tmp_path.rglob("*")) == before


def test_an_export_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    """Nothing of it is unpacked."""
    (tmp_path / "x.zip").write_bytes(bomb("tile/entries/000", 1 << 30))
    code, said = verified(tmp_path / "x.zip")
    assert (code, said["true"]) == (1, False)
    assert "would unpack to 1073741824 bytes" in said["error"]


def test_no_byte_of_an_export_changes_unseen(tmp_path: Path) -> None:
    """It is named, it could not be read, or all that the file holds is still the same; and nothing crashes."""
    folder, file = written(tmp_path / "log", entries(40)), tmp_path / "x.zip"
    export(Folder(folder), Trust([LOG.verifier]), file)
    whole, held = file.read_bytes(), contents(file)
    for at in range(0, len(whole), 29):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        if verified(file)[0] == 0:
            assert contents(file) == held, at


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as read:
        return {name: read.read(name) for name in read.namelist() if name != "vkey"}


Made = tuple[Files, list[bytes]]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files of a true dossier, and all entries of the ledger that it is of."""

    async def make() -> Made:
        async with running(tmp_path_factory.mktemp("ledger"), signing) as now:
            made = await signed_and_made(now)
            raw = [await now.http.get(f"/events/v1/events/{at}/raw", headers=AUDITOR) for at in range(1, 11)]
            return unpacked(made), [each.content for each in raw]

    return asyncio.run(make())


def of_dossier(tmp_path: Path, dossier: Made, content: bytes | Files) -> tuple[int, dict[str, Any]]:
    (tmp_path / "x.zip").write_bytes(content if isinstance(content, bytes) else packed(content))
    return ran(tmp_path / "x.zip", "--key", keys.verifier(dossier[0]["vkey"].decode().strip()))


@pytest.mark.parametrize(
    ("attack", "says"),
    [(changed, "its bytes are not those in the ledger"), (proof_renumbered, "its bytes are not those in the ledger")],
    ids=["a byte changed in a stored payload", "a proof for another leaf"],
)
def test_an_attack_on_a_dossier_is_named(
    tmp_path: Path, dossier: Made, attack: Callable[[Files], Files], says: str
) -> None:
    """With its position, also where all that lists it was made to fit."""
    assert of_dossier(tmp_path, dossier, dossier[0])[0] == 0
    code, said = of_dossier(tmp_path, dossier, relisted(attack(dossier[0])))
    assert (code, said["wrong"][0]["position"]) == (1, 2)
    assert said["wrong"][0]["says"].startswith(says)


def test_a_dossier_with_a_forged_checkpoint_with_a_right_looking_name(tmp_path: Path, dossier: Made) -> None:
    """All of it told otherwise, with proofs that hold: its signature is another's."""
    forged = forged_log(dossier[0], dossier[1], Signer(RUNNING, 1, b"f" * 32))
    code, said = of_dossier(tmp_path, dossier, forged)
    assert (code, [each["what"] for each in said["wrong"]]) == (1, ["checkpoint"])


def test_a_dossier_with_a_path_that_climbs_out_of_the_folder(tmp_path: Path, dossier: Made) -> None:
    """Nothing of it is read."""
    code, said = of_dossier(tmp_path, dossier, dossier[0] | {"events/../../x": b"x"})
    assert code == 1
    assert "leads out of the folder" in said["error"]


def test_a_dossier_that_unpacks_to_gigabytes(tmp_path: Path, dossier: Made) -> None:
    """Nothing of it is unpacked."""
    code, said = of_dossier(tmp_path, dossier, bomb("reis.html", 1 << 30))
    assert code == 1
    assert "would unpack to 1073741824 bytes" in said["error"]
