"""How a tree is kept and served: in tiles of up to 256 hashes, as C2SP tlog-tiles lays them out.

Level 0 holds the hashes of leaves, each further level the roots of full tiles of the one below. A tile of fewer hashes
stands only at the right edge of a tree; what a smaller tree had there is its beginning.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from shared.merkle.nodes import Node

HEIGHT: Final = 8
"""Levels of a tree in one tile."""
FULL: Final = 1 << HEIGHT
"""Hashes in a full tile."""
_PATH: Final = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
TOP: Final = 63
"""The highest level that a path can name."""


class Tile(NamedTuple):
    """Tile `number` of `level`, `width` hashes wide."""

    level: int
    number: int
    width: int = FULL

    @property
    def path(self) -> str:
        """Where it is served, behind `tile/`."""
        return f"{self.level}/{numbered(self.number, self.width)}"


def numbered(number: int, width: int = FULL) -> str:
    """A tile's number in a path: three digits a step, all but the last marked, and its width where it is not full."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *before, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    steps = "/".join([*(f"x{step}" for step in before), last])
    return steps if width == FULL else f"{steps}.p/{width}"


def at(path: str) -> Tile:
    """The tile at a path behind `tile/`; raises ValueError for a path that names none, or not in the one way to."""
    found = _PATH.fullmatch(path)
    if found is not None:
        level, steps, width = found.groups()
        tile = Tile(int(level), int(steps.replace("/", "").replace("x", "")), FULL if width is None else int(width))
        if tile.level <= TOP and tile.width <= FULL and tile.path == path:
            return tile
    raise ValueError(f"{path} names no tile")


def of(size: int) -> Iterator[Tile]:
    """All tiles of a tree of `size` leaves, level by level."""
    level = 0
    while size:
        full, rest = divmod(size, FULL)
        yield from (Tile(level, number) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        size, level = full, level + 1


def holding(node: Node) -> tuple[Tile, int, int]:
    """The tile that a complete part is hashed from: the least wide that does, and from which hash up to which."""
    level, height = divmod(node.level, HEIGHT)
    number, first = divmod(node.number << height, FULL)
    end = first + (1 << height)
    return Tile(level, number, end), first, end
