"""A tree that grows: only what stands at its right edge is needed for that, however large it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.merkle import nodes, tiles
from shared.merkle.hashing import WIDTH, Hash, halved, joined
from shared.merkle.tiles import FULL, Tile

Tiles = Mapping[Tile, bytes]
"""The hashes of tiles, one after another."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The last tile of each level of a tree of `size` leaves, from level 0; empty where the last is full."""

    size: int
    last: tuple[bytes, ...] = ()

    @property
    def root(self) -> Hash:
        """The hash of the whole tree."""
        parts = (tiles.holding(part) for part in nodes.complete(nodes.Leaves(0, self.size)))
        return joined(halved(self.last[tile.level][first * WIDTH : end * WIDTH]) for tile, first, end in parts)

    def and_(self, leaves: Iterable[Hash]) -> tuple["Edge", Tiles]:
        """The edge behind further leaves, and the tiles that are new or wider then."""
        last = [*self.last]
        changed: dict[Tile, bytes] = {}
        more = [*leaves]
        size, rest, level = self.size, self.size + len(more), 0
        while more:
            if level == len(last):
                last.append(b"")
            hashes = last[level] + b"".join(more)
            whole, first = len(hashes) // (FULL * WIDTH), size // FULL
            cut = [hashes[place * FULL * WIDTH : (place + 1) * FULL * WIDTH] for place in range(whole + 1)]
            changed |= {Tile(level, first + place): full for place, full in enumerate(cut[:-1])}
            last[level] = cut[-1]
            if cut[-1]:
                changed[Tile(level, first + whole, len(cut[-1]) // WIDTH)] = cut[-1]
            more = [halved(full) for full in cut[:-1]]
            size, level = first, level + 1
        return Edge(rest, tuple(last)), MappingProxyType(changed)


EMPTY: Final = Edge(0)


def at(size: int, kept: Tiles) -> Edge:
    """The edge of a tree of `size` leaves, from its tiles; a wider one serves for one that it begins with.

    Raises KeyError for a tile that is not there, and ValueError for one that is too short.
    """
    last: list[bytes] = []
    level = 0
    while size >> (level * tiles.HEIGHT):
        number, width = divmod(size >> (level * tiles.HEIGHT), FULL)
        last.append(_begun(kept, Tile(level, number, width)) if width else b"")
        level += 1
    return Edge(size, tuple(last))


def _begun(kept: Tiles, tile: Tile) -> bytes:
    hashes = kept[tile][: tile.width * WIDTH]
    if len(hashes) < tile.width * WIDTH:
        raise ValueError(f"tile {tile.path} is {len(hashes)} bytes long")
    return hashes
