"""The whole ledger in one file that anybody can verify: its checkpoint, its key, its tree and its entries."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from cli.language import say
from cli.verify.findings import Findings
from cli.verify.places import BUNDLE, Missing, NotRead, Place
from cli.verify.signatures import Signed, by_whom, own_keys
from cli.verify.trust import Trust
from cli.verify.words import untrue
from shared.merkle import tiles
from shared.merkle.tiles import FULL, numbered
from shared.notes import checkpoint, keys, note

Tell = Callable[[int, int], object]
MOST = 1_000
"""Origins that are looked for; no ledger is lost that often."""


class Forged(Exception):
    """What is there was not signed by whose word is taken; the sentence says what."""


def export(place: Place, trust: Trust, file: Path, tell: Tell = lambda *_: None) -> int:
    """Write it, whole or not at all, and give how many entries there are.

    Raises Forged before anything is written, what reading gives (`Missing`, `NotRead`, `Unsafe`), Malformed, OSError.
    """
    signed = _signed(place, trust)
    size, ended = signed.told.size, [*_ended(place, signed, trust)]
    own_keys(place)
    total = _count(size)
    beside = file.with_name(f".{file.name}.part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
            written.writestr("checkpoint", signed.note.written)
            written.writestr("vkey", place.read("vkey"))
            for path, content in ended:
                written.writestr(path, content)
            for done, path in enumerate(_paths(size), 1):
                written.writestr(path, place.read(path))
                tell(done, total)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return size


def _signed(place: Place, trust: Trust) -> Signed:
    """The checkpoint, signed by whose word is taken, and by every witness that was asked for."""
    found = Findings()
    signed = by_whom(place, trust, found)
    for wrong in found.wrong:
        raise Forged(wrong.says)
    for why in found.untold:
        raise NotRead(why)
    if signed is None:
        raise Forged(say("het logboek tekende zijn checkpoint niet", "the log did not sign its checkpoint"))
    return signed


def _ended(place: Place, signed: Signed, trust: Trust) -> Iterator[tuple[str, bytes]]:
    """What the origins before this one signed last, and their keys."""
    for number in range(1, MOST + 1):
        try:
            last, key = place.read(f"{number}/checkpoint"), place.read(f"{number}/vkey")
        except Missing:
            return
        told = note.read(last)
        origin = checkpoint.read(told.text).origin
        if origin == signed.told.origin:
            return
        known = [each for each in trust.log if each.name == origin] or own_keys(place, f"{number}/vkey")
        try:
            keys.signed_by(told, known)
        except (keys.Unsigned, keys.Forged) as error:
            why = untrue(error, known)
            raise Forged(
                say(
                    f"{number}/checkpoint, de laatste van {origin}: {why}",
                    f"{number}/checkpoint, the last of {origin}: {why}",
                )
            ) from error
        yield f"{number}/checkpoint", last
        yield f"{number}/vkey", key


def _paths(size: int) -> Iterator[str]:
    """One after another: a size that is signed may be a lie, and the first path that lacks ends it."""
    for tile in tiles.of(size):
        if tile.level == 0:
            yield BUNDLE + numbered(tile.number, tile.width)
        yield f"tile/{tile.path}"


def _count(size: int) -> int:
    """How many paths there are."""
    found = -(-size // FULL)
    while size:
        found, size = found - (-size // FULL), size // FULL
    return found
