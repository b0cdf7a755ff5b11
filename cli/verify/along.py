"""What a log has along beside its entries: every tile is what follows from them, and nothing has no place in it."""

import re
from typing import Final

from cli.language import say
from cli.verify.findings import Findings, Wrong
from cli.verify.places import BUNDLE, Missing, Place, Unsafe, is_listed
from cli.verify.words import entries
from shared.merkle import tiles
from shared.merkle.hashing import WIDTH
from shared.merkle.tiles import FULL, HEIGHT, Tile, numbered

TILE: Final = "tile/"
_OF_AN_ORIGIN: Final = re.compile(r"([1-9][0-9]{0,8})/(?:checkpoint|vkey)")


class Along:
    """Is told what tiles and bundles must hold; of a folder or a zip file it also knows all that is there."""

    def __init__(self, place: Place, size: int, found: Findings) -> None:
        self._place: Final = place
        self._size: Final = size
        self._found: Final = found
        self._smaller: Final[dict[str, list[int]]] = {}
        """How wide those are that a smaller log had in the place of a tile or bundle."""
        self._stray: Final[list[str]] = []
        self._ended: Final[list[tuple[int, str]]] = []
        self._right = 0
        self._lacking = 0
        for path in place.names() if is_listed(place) else ():
            self._sort(path)

    def _sort(self, path: str) -> None:
        if path in {"checkpoint", "vkey"}:
            return
        if of_one := _OF_AN_ORIGIN.fullmatch(path):
            self._ended.append((int(of_one[1]), path))
            return
        begin = BUNDLE if path.startswith(BUNDLE) else TILE
        try:
            tile = tiles.at(f"0/{path.removeprefix(BUNDLE)}" if begin == BUNDLE else path.removeprefix(TILE))
        except ValueError:
            self._stray.append(path)
            return
        widest = min(FULL, (self._size >> tile.level * HEIGHT) - tile.number * FULL)
        if not path.startswith(TILE) or tile.width > widest:
            self._stray.append(path)
        elif tile.width < widest:
            self._smaller.setdefault(_place(begin, tile), []).append(tile.width)

    def bundle(self, tile: Tile, held: bytes, bodies: list[bytes]) -> None:
        """Hold narrower bundles in the place of one against what that one holds."""
        for width in self._smaller.get(_place(BUNDLE, tile), ()):
            path = BUNDLE + numbered(tile.number, width)
            if self._read(path, tile) != held[: sum(2 + len(body) for body in bodies[:width])]:
                says = say(
                    f"{path} bevat iets anders dan de eerste {width} van deze feiten",
                    f"{path} does not hold the first {width} of these entries, and nothing else",
                )
                self._found.add(Wrong("file", says, _first(tile)))

    def tile(self, tile: Tile, right: bytes) -> None:
        """Hold a tile, and narrower ones in its place, against the hashes that follow from the entries."""
        for width in (*self._smaller.get(_place(TILE, tile), ()), tile.width):
            self._hold(Tile(tile.level, tile.number, width), right[: width * WIDTH])

    def _hold(self, tile: Tile, right: bytes) -> None:
        path, each = TILE + tile.path, 1 << tile.level * HEIGHT
        told = self._read(path, tile)
        if told is None:
            self._lacking += 1
            return
        if told == right:
            self._right += 1
            return
        if len(told) != len(right):
            says = say(
                f"{path} is {len(told)} bytes lang, en {tile.width} hashes samen {len(right)}",
                f"{path} is {len(told)} bytes long, and {tile.width} hashes are {len(right)}",
            )
            self._found.add(Wrong("tree", says, _first(tile)))
        for at in range(0, min(len(told), len(right)), WIDTH):
            if told[at : at + WIDTH] != right[at : at + WIDTH]:
                first = _first(tile) + at // WIDTH * each
                self._found.add(_another(path, tile, first, first + each - 1))

    def _read(self, path: str, tile: Tile) -> bytes | None:
        """None where it lacks, or is told to be something to be kept away from."""
        try:
            return self._place.read(path)
        except Missing:
            return None
        except Unsafe as error:
            self._found.add(Wrong("file", str(error), _first(tile)))
            return None

    def end(self, begun: int | None) -> None:
        """Name what has no place; `begun` is how often the log began anew, None where that is not known."""
        beyond = [path for number, path in self._ended if begun is not None and number > begun]
        for path in sorted(self._stray + beyond):
            named, log = repr(path[:200]), entries(self._size)
            says = say(f"{named} hoort niet in een logboek van {log}", f"{named} has no place in a log of {log}")
            self._found.add(Wrong("file", says))
        if begun is not None and self._right:
            self._found.checked.append(
                say(
                    f"Tegels van de boom met wat uit deze feiten volgt: {self._right}.",
                    f"Tiles that hold what follows from these entries: {self._right}.",
                )
            )
        if begun is not None and self._lacking:
            self._found.unknown.append(
                say(
                    f"Tegels van de boom die er niet bij zijn: {self._lacking}. Daarover is niets gezegd.",
                    f"Tiles of its tree that are not along: {self._lacking}. Nothing is said of them.",
                )
            )


def _place(begin: str, tile: Tile) -> str:
    return f"{begin}{tile.level}/{tile.number}"


def _first(tile: Tile) -> int:
    """The position of the first entry that a tile is made of."""
    return (tile.number * FULL << tile.level * HEIGHT) + 1


def _another(path: str, tile: Tile, first: int, last: int) -> Wrong:
    if tile.level == 0:
        says = say(
            "de bytes zijn niet die waar de boom van gemaakt is", "its bytes are not those that its tree was made of"
        )
        return Wrong("entry", says, first)
    says = say(
        f"{path} heeft een andere hash dan uit de feiten {first} tot en met {last} volgt",
        f"{path} has another hash than follows from the entries {first} to {last}",
    )
    return Wrong("tree", says, first)
