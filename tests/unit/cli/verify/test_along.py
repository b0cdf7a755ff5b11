"""Every tile that a log has along is what follows from its entries, at each level, and nothing else lies there."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx
import pytest

from cli.verify import log
from cli.verify.findings import Findings
from cli.verify.places import Folder, Served
from cli.verify.trust import Trust
from shared.merkle import growing, hashing
from shared.merkle.tiles import Tile
from tests.unit.cli.verify.logs import LOG, WITNESS, entries, put, written

TRUST: Final = Trust((LOG.verifier,), (WITNESS.verifier,))
MANY: Final = 256 * 257 + 3
"""A log of three levels, the first two of which have a full tile and one that is not."""
FEW: Final = 600


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared here is what people read in English."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("large"), entries(MANY))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path, entries(FEW))


def look(folder: Path) -> Findings:
    return log.verify(Folder(folder), TRUST)


def named(found: Findings) -> list[tuple[str, int | None, str]]:
    return [(each.what, each.position, each.says) for each in found.wrong]


def test_all_tiles_are_looked_at(large: Path) -> None:
    """At every level, and how many there are is said; without them it is said that they are not along."""
    found = look(large)
    assert found.true
    assert "Tiles that hold what follows from these entries: 261." in found.checked
    assert found.unknown == []


@pytest.mark.parametrize(
    ("path", "at", "first", "last"),
    [
        ("tile/1/000", 0, 1, 256),
        ("tile/1/000", 255, 255 * 256 + 1, 256 * 256),
        ("tile/1/001.p/1", 0, 256 * 256 + 1, 257 * 256),
        ("tile/2/000.p/1", 0, 1, 256 * 256),
    ],
)
def test_a_byte_changed_in_a_tile_above_the_lowest(large: Path, path: str, at: int, first: int, last: int) -> None:
    """Is named with the entries that its hash is of."""
    true = (large / path).read_bytes()
    (large / path).write_bytes(true[: at * 32] + bytes([true[at * 32] ^ 1]) + true[at * 32 + 1 :])
    try:
        says = f"{path} has another hash than follows from the entries {first} to {last}"
        assert named(look(large)) == [("tree", first, says)]
    finally:
        (large / path).write_bytes(true)


@pytest.mark.parametrize(
    ("path", "first", "width"), [("tile/0/002.p/88", 513, 88), ("tile/1/000.p/2", 1, 2), ("tile/0/001", 257, 256)]
)
@pytest.mark.parametrize("by", [b"?", b"?" * 32, None])
def test_a_tile_that_is_longer_or_shorter(small: Path, path: str, first: int, width: int, by: bytes | None) -> None:
    """Bytes behind its last hash are seen, and bytes that lack."""
    true = (small / path).read_bytes()
    (small / path).write_bytes(true[:-1] if by is None else true + by)
    found = named(look(small))
    assert found[0][:2] in {("tree", first), ("file", first)}
    assert "bytes long, and" in found[0][2] or "is longer than 8192 bytes" in found[0][2]


@pytest.mark.parametrize("more", [b"?", b"\0\0", b"\0\1a", b"\xff\xff"])
def test_bytes_behind_the_last_record_of_a_bundle(small: Path, more: bytes) -> None:
    """Are seen, whether or not they are a record."""
    bundle = small / "tile/entries/002.p/88"
    bundle.write_bytes(bundle.read_bytes() + more)
    assert named(look(small))[0] == ("file", 513, "tile/entries/002.p/88 does not hold 88 entries")


STRAY: Final = [
    "readme.txt",
    "tile/0/003",
    "tile/0/002.p/89",
    "tile/0/002",
    "tile/1/001.p/1",
    "tile/2/000.p/1",
    "tile/0/0",
    "tile/000",
    "tile/entries/003.p/1",
    "tile/entries/002",
    "tile/entries/0/000",
    "0/000",
    "1/checkpoint",
    "1/vkey",
    "0/checkpoint",
]


@pytest.mark.parametrize("path", STRAY)
def test_a_file_that_has_no_place(small: Path, path: str) -> None:
    """In a folder or a zip file nothing lies that no signature is about, such as entries behind the last."""
    put(small, path, b"x")
    assert named(look(small)) == [("file", None, f"{path!r} has no place in a log of 600 entries")]


def test_a_file_that_has_no_place_is_named_where_entries_lack(small: Path) -> None:
    """Also then."""
    (small / "tile/entries/001").rename(small / "tile/entries/009")
    assert [each[2] for each in named(look(small))] == [
        "tile/entries/001 is not there",
        "'tile/entries/009' has no place in a log of 600 entries",
    ]


def test_a_pipe_is_no_file(small: Path) -> None:
    """Nobody has a verifier wait for ever."""
    (small / "tile/1/000.p/2").unlink()
    os.mkfifo(small / "tile/1/000.p/2")
    assert named(look(small)) == [("file", 1, "tile/1/000.p/2 is no file: who reads it may wait for ever")]


def smaller(folder: Path, size: int, bodies: Sequence[bytes]) -> None:
    """What the log had at its right edge when it was smaller: who copies it as it grows has that too."""
    _, changed = growing.EMPTY.and_(map(hashing.leaf, bodies[:size]))
    for tile, hashes in changed.items():
        put(folder, f"tile/{tile.path}", hashes)
    number, width = divmod(size, 256)
    if width:
        held = b"".join(len(each).to_bytes(2) + each for each in bodies[number * 256 : size])
        put(folder, f"tile/entries/{Tile(0, number, width).path.removeprefix('0/')}", held)


def test_what_a_smaller_log_had_belongs(small: Path) -> None:
    """A tile or a bundle of before is the beginning of what there is now, and is held against it."""
    for size in (1, 255, 257, 300, 599):
        smaller(small, size, entries(FEW))
    found = look(small)
    assert (found.true, found.unknown) == (True, [])


@pytest.mark.parametrize(
    ("path", "position", "says"),
    [
        ("tile/0/001.p/44", 300, "its bytes are not those that its tree was made of"),
        ("tile/1/000.p/1", 1, "tile/1/000.p/1 has another hash than follows from the entries 1 to 256"),
        ("tile/entries/001.p/44", 257, "tile/entries/001.p/44 does not hold the first 44 of these entries, and no"),
    ],
)
def test_what_a_smaller_log_never_had(small: Path, path: str, position: int, says: str) -> None:
    """A tile or a bundle of before that is not the beginning of what there is now."""
    smaller(small, 300, entries(FEW))
    true = (small / path).read_bytes()
    (small / path).write_bytes(true[:-1] + bytes([true[-1] ^ 1]))
    [(_, at, told)] = named(look(small))
    assert (at, told.startswith(says)) == (position, True)


def test_tiles_that_are_not_along_are_said(small: Path) -> None:
    """What lacks is not wrong, and not looked at."""
    (small / "tile/1/000.p/2").unlink()
    found = look(small)
    assert found.true
    assert found.unknown == ["Tiles of its tree that are not along: 1. Nothing is said of them."]


def test_a_served_log_is_asked_for_every_tile(small: Path) -> None:
    """An address has tiles as a folder has: the one above the lowest is asked for, and seen to be wrong."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/events/log/")
        asked.append(path)
        content = (small / path).read_bytes()
        return httpx.Response(200, content=content[:-1] + b"?" if path == "tile/1/000.p/2" else content)

    found = log.verify(Served("http://koploper", "t", httpx.MockTransport(answer)), TRUST)
    assert {"tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"} <= {*asked}
    assert [each[:2] for each in named(found)] == [("tree", 257)]
