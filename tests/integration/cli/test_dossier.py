"""`koploper dossier` and `koploper verify` on what it keeps: a true one is true, and nothing done to one passes."""

import asyncio
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from cli.client import Client
from cli.dossier import command
from cli.main import app
from cli.verify import dossier, opening, places
from cli.verify.findings import Findings
from cli.verify.journey import Facts
from cli.verify.listing import Event, Listing
from cli.verify.places import NotRead, Unsafe
from cli.verify.trust import Trust
from services.events.dossier import metadata
from shared.merkle import growing, hashing, proving
from shared.merkle.tiles import Tile
from shared.notes import checkpoint, keys, note
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer, Verifier
from shared.notes.note import Note
from shared.notes.proof import Proof
from shared.testing.given import uuid
from shared.testing.running import running
from tests.integration.services.events.dossiers import packed, signed_and_made, unpacked
from tests.integration.services.events.ledgers import AUDITOR, ID, OTHER
from tests.integration.services.events.test_signed import ORIGIN, signing

pytestmark = pytest.mark.xdist_group("dossier")
Files = dict[str, bytes]
FIRST: Final = "events/000000000002.json"
SECOND: Final = "events/000000000006.json"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[bytes]]:
    """A true dossier, and all entries of the ledger that it is of."""

    async def make() -> tuple[bytes, list[bytes]]:
        async with running(tmp_path_factory.mktemp("ledger"), signing) as now:
            made = await signed_and_made(now)
            raw = [await now.http.get(f"/events/v1/events/{at}/raw", headers=AUDITOR) for at in range(1, 11)]
            return made, [each.content for each in raw]

    return asyncio.run(make())


@pytest.fixture
def files(original: tuple[bytes, list[bytes]]) -> Files:
    return unpacked(original[0])


@pytest.fixture
def key(files: Files) -> Verifier:
    return keys.verifier(files["vkey"].decode().strip())


def verified(tmp_path: Path, dossier_: bytes | Files, *trusted: Verifier) -> Findings:
    file = tmp_path / "x.zip"
    file.write_bytes(dossier_ if isinstance(dossier_, bytes) else packed(dossier_))
    place = opening.at(str(file))
    assert dossier.is_one(place)
    return dossier.verify(place, Trust(trusted, own=not trusted))


def relisted(files: Files) -> Files:
    """With a manifest and metadata that are right about all files, as who forges one would make them."""
    manifest = json.loads(files["manifest.json"])
    content = {
        name: body for name, body in files.items() if name != "manifest.json" and not name.endswith(metadata.ENDS)
    }
    manifest["files"] = [
        {"path": name, "bytes": len(body), "sha256": sha256(body).hexdigest()} for name, body in content.items()
    ]
    manifest["events"] = [
        _listed(name, body) for name, body in sorted(content.items()) if name.startswith(places.EVENTS)
    ]
    content["manifest.json"] = orjson.dumps(manifest)
    told = {f"mdto/{name}{metadata.ENDS}": _metadata(body) for name, body in content.items()}
    return content | told | {"dossier.mdto.xml": files["dossier.mdto.xml"]}


def _listed(name: str, body: bytes) -> dict[str, Any]:
    position = int(name.removeprefix(places.EVENTS).removesuffix(".json"))
    read = json.loads(body)
    told = {name: read[name] for name in ("source", "stream", "type")} | {"sequence": int(read["sequence"])}
    return told | {"position": position, "file": name, "proof": f"proofs/{position:012d}.tlog-proof"}


def _metadata(body: bytes) -> bytes:
    digest = sha256(body).hexdigest()
    return f'<MDTO xmlns="{metadata.NAMESPACE}"><checksumWaarde>{digest}</checksumWaarde></MDTO>'.encode()


def test_a_true_dossier_is_true(tmp_path: Path, original: tuple[bytes, list[bytes]], key: Verifier) -> None:
    """All of it was looked at, and what a dossier cannot show is said."""
    found = verified(tmp_path, original[0], key)
    assert (found.true, found.wrong) == (True, [])
    assert any("7 facts are in the tree of 10 entries" in each for each in found.checked)
    assert any("left out behind the last" in each for each in found.unknown)
    assert any("not signed" in each for each in found.unknown)


def test_one_that_was_packed_anew_is_true(tmp_path: Path, files: Files, key: Verifier) -> None:
    """Squeezed, or unpacked in a folder: what counts is what is in it."""
    assert verified(tmp_path, relisted(files), key).true
    squeezed = BytesIO()
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    assert verified(tmp_path, squeezed.getvalue(), key).true
    for name, content in files.items():
        file = tmp_path / "folder" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    place = opening.at(str(tmp_path / "folder"))
    assert dossier.is_one(place)
    assert dossier.verify(place, Trust([key])).true


def changed(files: Files) -> Files:
    return files | {FIRST: files[FIRST].replace(b"Groningen", b"Groningem")}


def swapped(files: Files) -> Files:
    return files | {FIRST: files[SECOND], SECOND: files[FIRST]}


def inserted(files: Files) -> Files:
    """A fact that never was, with the proof of another."""
    forged = orjson.dumps(json.loads(files[FIRST]) | {"sequence": "3", "id": uuid(999)})
    proofs = "proofs/000000000009.tlog-proof", "proofs/000000000002.tlog-proof"
    return files | {"events/000000000009.json": forged, proofs[0]: files[proofs[1]]}


def another_proof(files: Files) -> Files:
    first, second = "proofs/000000000002.tlog-proof", "proofs/000000000006.tlog-proof"
    return files | {first: files[second]}


def proof_renumbered(files: Files) -> Files:
    """The proof of another leaf, which says that it is of this one."""
    first, second = "proofs/000000000002.tlog-proof", "proofs/000000000006.tlog-proof"
    return files | {first: files[second].replace(b"index 5\n", b"index 1\n")}


ATTACKS: Final = [
    (changed, "its bytes are not those in the ledger", 2),
    (swapped, "its bytes are not those in the ledger", 2),
    (another_proof, "its proof is that of position 6", 2),
    (proof_renumbered, "its bytes are not those in the ledger", 2),
    (inserted, "its proof is that of position 2", 9),
]


@pytest.mark.parametrize(
    ("attack", "says", "position"),
    ATTACKS,
    ids=[
        "a byte changed in a dossier's event",
        "two events swapped",
        "a proof for another leaf",
        "a proof for another leaf, renumbered",
        "an event inserted",
    ],
)
@pytest.mark.parametrize("forged", [False, True], ids=["as it is", "with a manifest made to fit"])
def test_an_attack_is_named(
    tmp_path: Path,
    files: Files,
    key: Verifier,
    attack: Callable[[Files], Files],
    says: str,
    position: int,
    forged: bool,
) -> None:
    """In a sentence, with its position; also where manifest and metadata were made to fit."""
    attacked = attack(files)
    found = verified(tmp_path, relisted(attacked) if forged else attacked, key)
    assert found.wrong[0].position == position or found.wrong[0].what == "file"
    if forged:
        assert (position, True) in [(each.position, says in each.says) for each in found.wrong]


def test_an_event_removed_is_named(tmp_path: Path, files: Files, key: Verifier) -> None:
    """The file that lacks; and where the manifest hides that, the hole in its stream."""
    at = json.loads(files["manifest.json"])["events"]
    later = next(each for each in at if each["stream"] == f"initiative-{ID}" and each["sequence"] == 2)
    first = next(each for each in at if (each["source"], each["stream"]) == (later["source"], later["stream"]))
    names = [first["file"], first["proof"]]
    less = {name: body for name, body in files.items() if name not in names}
    found = verified(tmp_path, less, key)
    assert (found.wrong[0].says, found.wrong[0].position) == (f"{names[0]} lacks", first["position"])
    [wrong] = verified(tmp_path, relisted(less), key).wrong
    assert (wrong.what, wrong.position) == ("stream", later["position"])
    assert "number 1 lacks" in wrong.says


def test_a_true_event_of_another_journey_does_not_belong(
    tmp_path: Path, files: Files, key: Verifier, original: tuple[bytes, list[bytes]]
) -> None:
    """It is in the ledger, and proved; and it is not about this initiative."""
    bodies = original[1]
    position = next(at for at, body in enumerate(bodies, 1) if f"initiative-{OTHER}".encode() in body)
    more = files | {
        f"events/{position:012d}.json": bodies[position - 1],
        f"proofs/{position:012d}.tlog-proof": _proof(files, bodies, position).written,
    }
    found = verified(tmp_path, relisted(more), key)
    assert (found.wrong[0].position, found.wrong[0].says) == (position, f"it is not about initiative {ID}")


def _proof(files: Files, bodies: list[bytes], position: int) -> Proof:
    _, kept = growing.EMPTY.and_(map(hashing.leaf, bodies))
    whole = {(tile.level, tile.number): hashes for tile, hashes in kept.items()}

    def read(tile: Tile) -> bytes:
        return whole[tile.level, tile.number]

    return Proof(
        position - 1, tuple(proving.inclusion(read, position - 1, len(bodies))), note.read(files["checkpoint"])
    )


def forged_log(files: Files, bodies: list[bytes], signer: Signer) -> Files:
    """All of it told otherwise, and signed with a key of the same name."""
    other = [body.replace(b"Groningen", b"Friesland") for body in bodies]
    edge, _ = growing.EMPTY.and_(map(hashing.leaf, other))
    text = Checkpoint(ORIGIN, edge.size, edge.root).text
    signed = Note(text).and_([signer.sign(text, 0)])
    told = files | {"checkpoint": signed.written, "vkey": f"{signer.verifier}\n".encode()}
    for name in [each for each in files if each.startswith("events/")]:
        position = int(name[7:19])
        found = _proof(told, other, position)
        told |= {name: other[position - 1], f"proofs/{position:012d}.tlog-proof": found.written}
    return relisted(told)


def test_a_forged_checkpoint_with_a_right_looking_name(
    tmp_path: Path, files: Files, key: Verifier, original: tuple[bytes, list[bytes]]
) -> None:
    """Its name is right and its key is not; without a key that is trusted, it is said that it can be anybody's."""
    forged = forged_log(files, original[1], Signer(ORIGIN, 1, b"f" * 32))
    [wrong] = verified(tmp_path, forged, key).wrong
    assert (wrong.what, wrong.says) == ("checkpoint", f"none of {ORIGIN} signed this")
    assert any("the one that came along was believed" in each for each in verified(tmp_path, forged).unknown)


def test_a_forged_checkpoint_with_a_right_looking_key_id(
    tmp_path: Path, files: Files, key: Verifier, original: tuple[bytes, list[bytes]]
) -> None:
    """A signature that says it is of the trusted key, and is of another."""
    forged = forged_log(files, original[1], Signer(ORIGIN, 1, b"f" * 32))
    right = note.Signature(ORIGIN, key.key_id, note.read(forged["checkpoint"]).signatures[0].signature)
    forged["checkpoint"] = Note(note.read(forged["checkpoint"]).text, (right,)).written
    found = verified(tmp_path, relisted(forged), key)
    assert "not of this text" in found.wrong[0].says


def test_a_checkpoint_that_is_not_the_one_of_the_proofs(tmp_path: Path, files: Files, key: Verifier) -> None:
    """Each proof brings the checkpoint it is for: another one proves nothing here."""
    told = checkpoint.read(note.read(files["checkpoint"]).text)
    signer = Signer(ORIGIN, 1, b"f" * 32)
    text = Checkpoint(ORIGIN, told.size + 1, told.root).text
    files["checkpoint"] = Note(text).and_([signer.sign(text, 0)]).written
    found = verified(tmp_path, relisted(files), signer.verifier)
    assert {each.says for each in found.wrong} == {"its proof is for another checkpoint than the dossier's"}
    assert not verified(tmp_path, relisted(files), key).true


def test_who_is_no_witness_of_it(tmp_path: Path, original: tuple[bytes, list[bytes]], key: Verifier) -> None:
    """A witness whose key is given and whose line lacks is named: it may see it yet, so that it could not be told."""
    witness = Signer("witness.example/w1", 4, b"w" * 32).verifier
    (tmp_path / "x.zip").write_bytes(original[0])
    place = opening.at(str(tmp_path / "x.zip"))
    assert dossier.is_one(place)
    found = dossier.verify(place, Trust([key], [witness]))
    assert (found.true, found.wrong) == (None, [])
    assert found.untold[0].startswith("witness.example/w1 did not sign for these 10 entries, or did not yet")


def test_a_dossier_held_against_what_was_kept(
    tmp_path: Path, original: tuple[bytes, list[bytes]], files: Files, key: Verifier
) -> None:
    """Of as many entries it must be the same; of others it tells nothing, and says so."""
    (tmp_path / "x.zip").write_bytes(original[0])
    place = opening.at(str(tmp_path / "x.zip"))
    assert dossier.is_one(place)
    told = checkpoint.read(note.read(files["checkpoint"]).text)
    found = dossier.verify(place, Trust([key], kept=[told]))
    assert found.true
    assert f"These 10 entries are those that {ORIGIN} signed for once." in found.checked
    [wrong] = dossier.verify(place, Trust([key], kept=[Checkpoint(ORIGIN, 10, hashing.EMPTY)])).wrong
    assert (wrong.what, wrong.says) == ("kept", "these 10 entries are not those that were signed for once")
    found = dossier.verify(place, Trust([key], kept=[Checkpoint(ORIGIN, 9, told.root)]))
    assert found.true is None
    assert f"What was kept is for 9 entries of {ORIGIN}" in found.untold[0]


@pytest.mark.parametrize(
    "name", ["reis.html", "LEESMIJ.txt", "vkey", "mdto/reis.html.mdto.xml", "proofs/000000000002.tlog-proof"]
)
def test_a_file_that_was_changed_is_named(tmp_path: Path, files: Files, key: Verifier, name: str) -> None:
    """By the manifest and its metadata."""
    change = files[name].replace(b"0", b"1") if name.startswith("mdto/") else files[name] + b" "
    found = verified(tmp_path, files | {name: change}, key)
    assert not found.true
    assert any(name.removeprefix("mdto/").split(".mdto")[0] in each.says for each in found.wrong)


def test_a_file_that_is_not_listed_is_named(tmp_path: Path, files: Files, key: Verifier) -> None:
    """Nobody slips anything in."""
    [wrong] = verified(tmp_path, files | {"extra.html": b"<script>"}, key).wrong
    assert "'extra.html' is not of this dossier" in wrong.says


EXTERNAL: Final = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize("written", [EXTERNAL, b"<x>", b"", b"<x/>", b'<?xml version="1.0" encoding="none"?><x/>'])
def test_metadata_that_would_do_harm_are_not_read(tmp_path: Path, files: Files, key: Verifier, written: bytes) -> None:
    """A document type, what is no XML, and what says no checksum."""
    [wrong] = verified(tmp_path, files | {"mdto/reis.html.mdto.xml": written}, key).wrong
    assert wrong.says.startswith("mdto/reis.html.mdto.xml: it ")


CLIMBING: Final = {"position": 1, "file": "../x", "proof": "y", "source": "", "stream": "", "sequence": 1, "type": ""}


def manifest(events: list[Any], files: list[Any], form: str = "koploper-dossier/1") -> bytes:
    return orjson.dumps({"format": form, "initiativeId": "x", "position": 1, "events": events, "files": files})


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        manifest([], [], "koploper-dossier/2"),
        manifest([], []),
        manifest([], [{"path": "../../etc/passwd", "bytes": 1, "sha256": ""}]),
        manifest([CLIMBING], []),
    ],
)
def test_a_manifest_that_is_none(tmp_path: Path, files: Files, key: Verifier, written: bytes) -> None:
    """Is said, and never believed."""
    assert not verified(tmp_path, files | {"manifest.json": written}, key).true


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"sequence": "+1"}, "it is no envelope"),
        ({"sequence": "1.0"}, "it is no envelope"),
        ({"id": 7}, "it is no envelope"),
        ({"id": uuid(5), "reaction": "r", "causationid": uuid(5)}, "it says that it caused itself"),
        ({"stream": f"initiative-{OTHER}"}, f"it is not about initiative {ID}"),
        ({"stream": "policy-2099-01"}, "nothing in it was decided under policy-2099-01"),
        ({"stream": f"signal-{OTHER}", "initiativeid": None}, f"signal-{OTHER} is not about initiative {ID}"),
    ],
)
def test_facts_that_cannot_be_are_named(files: Files, more: dict[str, Any], says: str) -> None:
    """Also where whoever signed for the log signed for them."""
    first = orjson.loads(files[FIRST])
    told = first | {"initiativeid": OTHER if "stream" in more else first["initiativeid"]} | more
    facts = Facts(Listing("", ID, 10, [], []))
    found = Findings("dossier")
    listed = Event(2, FIRST, "", told["source"], told["stream"], 1, told["type"])
    for wrong in facts.take(listed, orjson.dumps(told)):
        found.add(wrong)
    facts.end(found)
    assert any(each.says.startswith(says) and each.position == 2 for each in found.wrong), found.wrong


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "events\\..\\x"])
def test_a_path_that_climbs_out_of_the_folder(tmp_path: Path, files: Files, name: str) -> None:
    """Nothing of such a file is read."""
    with pytest.raises(Unsafe, match="leads out of the folder"):
        verified(tmp_path, files | {name: b"x"})


def test_a_link_that_leads_out_of_the_folder(tmp_path: Path, files: Files, key: Verifier) -> None:
    """A folder whose file is somebody else's."""
    for name, content in files.items():
        file = tmp_path / "folder" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "folder" / FIRST).unlink()
    (tmp_path / "folder" / FIRST).symlink_to(tmp_path / "secret")
    place = opening.at(str(tmp_path / "folder"))
    assert dossier.is_one(place)
    assert "leads out of the folder" in dossier.verify(place, Trust([key])).wrong[0].says


def bomb(name: str, size: int) -> bytes:
    """A zip whose file is small as it lies there."""
    written = BytesIO()
    packing = zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packing as made, made.open(name, "w", force_zip64=True) as part:
        for _ in range(size >> 20):
            part.write(b"\0" * (1 << 20))
    return written.getvalue()


def test_one_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    """Is refused before anything is unpacked."""
    with pytest.raises(Unsafe, match="would unpack to"):
        verified(tmp_path, bomb("reis.html", 1 << 29))


def test_a_file_longer_than_it_may_be(tmp_path: Path, files: Files, key: Verifier) -> None:
    """Also where its size is small enough: an envelope has no 60 MB."""
    found = verified(tmp_path, packed(files | {FIRST: b"\0" * (1 << 25)}), key)
    assert any("longer than 65535 bytes" in each.says for each in found.wrong)


def test_sizes_that_lie_in_headers(tmp_path: Path, key: Verifier) -> None:
    """A header that says ten bytes, before what unpacks to more: nobody unpacks the rest, and it does not pass."""
    bombed = bytearray(bomb("manifest.json", 1 << 24))
    central = bombed.rindex(b"PK\x01\x02")
    bombed[central + 24 : central + 28] = struct.pack("<L", 10)
    found = verified(tmp_path, bytes(bombed), key)
    assert (found.true, found.wrong[0].what) == (False, "file")


def test_parts_that_lie_over_one_another(tmp_path: Path, files: Files) -> None:
    """Many names for one squeezed part: together longer than the file itself."""
    made = bytearray(packed(files))
    at = made.rindex(b"PK\x01\x02")
    made[at + 20 : at + 24] = struct.pack("<L", len(made))
    with pytest.raises(Unsafe, match="lie over one another"):
        verified(tmp_path, bytes(made))


def test_a_zip_packed_in_a_strange_way(tmp_path: Path) -> None:
    """Only what an export and a dossier use is unpacked."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("manifest.json", b"{}")
    with pytest.raises(Unsafe, match="packed in a way"):
        verified(tmp_path, written.getvalue())


def test_two_files_of_one_name(tmp_path: Path, files: Files) -> None:
    """One reader would see the first, another the last."""
    written = BytesIO(packed(files))
    with zipfile.ZipFile(written, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr(FIRST, b"{}")
    with pytest.raises(Unsafe, match="two files of one name"):
        verified(tmp_path, written.getvalue())


def test_truncated_zips_do_not_pass(tmp_path: Path, original: tuple[bytes, list[bytes]]) -> None:
    """Wherever it was cut off."""
    whole = original[0]
    for end in range(0, len(whole), len(whole) // 40):
        with pytest.raises((NotRead, Unsafe)):
            verified(tmp_path, whole[:end])


def bytes_of_facts(whole: bytes) -> Iterator[int]:
    """Where in the zip facts and their proofs lie."""
    with zipfile.ZipFile(BytesIO(whole)) as read:
        for each in read.infolist():
            if each.filename.startswith(("events/", "proofs/")):
                begin = each.header_offset + 30 + len(each.filename)
                yield from range(begin, begin + each.file_size, 211)


def test_no_byte_changes_unseen(tmp_path: Path, original: tuple[bytes, list[bytes]], key: Verifier) -> None:
    """Of a fact or a proof, wherever it lies in the zip; and a byte changed anywhere else crashes nothing."""
    whole = original[0]
    facts = [*bytes_of_facts(whole)]
    assert len(facts) > 30
    for at in facts:
        assert not verified(tmp_path, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], key).true
    for at in range(0, len(whole), 1499):
        (tmp_path / "x.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        ran = CliRunner().invoke(app, ["verify", str(tmp_path / "x.zip"), "--key", str(key)])
        assert ran.exit_code in {0, 1, 2}
        assert ran.exception is None or isinstance(ran.exception, SystemExit)


def given(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["verify", *arguments], catch_exceptions=False)
    return ran.exit_code, ran.stdout


def test_the_command_says_it(tmp_path: Path, original: tuple[bytes, list[bytes]], files: Files, key: Verifier) -> None:
    """With the exit code 0 for a true one, 1 for another, 2 where it cannot be read; for people and for machines."""
    (tmp_path / "true.zip").write_bytes(original[0])
    (tmp_path / "false.zip").write_bytes(packed(relisted(changed(files))))
    (tmp_path / "cut.zip").write_bytes(original[0][:1000])
    (tmp_path / "bomb.zip").write_bytes(bomb("reis.html", 1 << 29))
    code, said = given(str(tmp_path / "true.zip"), "--key", str(key))
    assert (code, said.splitlines()[-1]) == (0, "The dossier is true.")
    code, said = given(str(tmp_path / "false.zip"), "--key", str(key))
    assert (code, said.splitlines()[-1]) == (1, "The dossier is NOT true.")
    assert "position 2: " in said
    code, said = given(str(tmp_path / "false.zip"), "--key", str(key), "--json")
    answer = json.loads(said)
    assert (code, answer["of"], answer["true"], answer["wrong"][0]["position"]) == (1, "dossier", False, 2)
    assert [given(str(tmp_path / name), "--key", str(key))[0] for name in ("cut.zip", "bomb.zip")] == [2, 1]


def test_it_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says no to leaves no file, and what it gives is the file."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if "at=0" in str(request.url):
            problem = {"type": "urn:x:unknown", "detail": "Nothing was known of it."}
            return httpx.Response(404, json=problem)
        return httpx.Response(200, content=b"PK")

    class Reached:
        async def __aenter__(self) -> Client:
            return Client("http://localhost", httpx.MockTransport(answer))

        async def __aexit__(self, *_: object) -> None: ...

    monkeypatch.setattr("cli.reach.looking", lambda *_, **__: Reached())
    command.dossier(ID, tmp_path / "x.zip", None, "en")  # type: ignore[arg-type]
    assert (tmp_path / "x.zip").read_bytes() == b"PK"
    assert str(asked[0].url).endswith(f"/events/v1/initiatives/{ID}/dossier?lang=en")
    ran = CliRunner().invoke(app, ["dossier", ID, "-o", str(tmp_path / "y.zip"), "--at", "0"])
    assert str(ran.exception) == "Nothing was known of it."
    assert [each.name for each in tmp_path.iterdir()] == ["x.zip"]
    ran = CliRunner().invoke(app, ["dossier", "no-id", "-o", str(tmp_path / "y.zip")])
    assert ran.exit_code == 2
