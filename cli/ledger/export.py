"""The whole ledger in one file that anybody can verify: its checkpoint, its key, its tree and its entries."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from cli.verify.places import BUNDLE, Missing, Place
from shared.merkle import tiles
from shared.merkle.tiles import numbered
from shared.notes import checkpoint, note

Tell = Callable[[int, int], object]
MOST = 1_000
"""Origins that are looked for; no ledger is lost that often."""


def export(place: Place, file: Path, tell: Tell = lambda *_: None) -> int:
    """Write it, whole or not at all, and give how many entries there are.

    Raises what reading gives (`Missing`, `NotRead`, `Unsafe`), Malformed, and OSError.
    """
    signed = place.read("checkpoint")
    size = checkpoint.read(note.read(signed).text).size
    paths = [*_paths(size)]
    beside = file.with_name(f".{file.name}.part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
            written.writestr("checkpoint", signed)
            written.writestr("vkey", place.read("vkey"))
            for path, content in _ended(place, signed):
                written.writestr(path, content)
            for done, path in enumerate(paths, 1):
                written.writestr(path, place.read(path))
                tell(done, len(paths))
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return size


def _ended(place: Place, signed: bytes) -> Iterator[tuple[str, bytes]]:
    """What the origins before this one signed last, and their keys."""
    now = checkpoint.read(note.read(signed).text).origin
    for number in range(1, MOST + 1):
        try:
            last, key = place.read(f"{number}/checkpoint"), place.read(f"{number}/vkey")
        except Missing:
            return
        if checkpoint.read(note.read(last).text).origin == now:
            return
        yield f"{number}/checkpoint", last
        yield f"{number}/vkey", key


def _paths(size: int) -> Iterator[str]:
    for tile in tiles.of(size):
        yield f"tile/{tile.path}"
        if tile.level == 0:
            yield BUNDLE + numbered(tile.number, tile.width)
