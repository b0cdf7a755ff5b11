"""Proofs, made of the tiles of a tree: whoever keeps them is asked for the few that a proof needs."""

from collections.abc import Callable, Iterable

from shared.merkle import nodes, tiles
from shared.merkle.hashing import WIDTH, Hash, halved, joined
from shared.merkle.nodes import Leaves
from shared.merkle.tiles import Tile

Read = Callable[[Tile], bytes]
"""Gives a tile's hashes one after another; more than its width are as good."""


def inclusion(read: Read, position: int, size: int) -> list[Hash]:
    """That the leaf at `position` is in the tree of `size` leaves; raises ValueError where there is none."""
    return _hashes(read, nodes.beside(position, size))


def consistency(read: Read, old: int, new: int) -> list[Hash]:
    """That the tree of `new` leaves begins with that of `old`; raises ValueError where it cannot."""
    return _hashes(read, nodes.between(old, new))


def root(read: Read, size: int) -> Hash:
    """The hash of the tree as it was when it had `size` leaves."""
    return _hashes(read, [Leaves(0, size)])[0]


def _hashes(read: Read, shown: Iterable[Leaves]) -> list[Hash]:
    seen: dict[tuple[int, int], bytes] = {}

    def part(node: nodes.Node) -> Hash:
        tile, first, end = tiles.holding(node)
        place = (tile.level, tile.number)
        if len(seen.get(place, b"")) < end * WIDTH:
            seen[place] = read(tile)
        hashes = seen[place][first * WIDTH : end * WIDTH]
        if len(hashes) < (end - first) * WIDTH:
            raise ValueError(f"tile {tile.path} is {len(seen[place])} bytes long")
        return halved(hashes)

    return [joined(map(part, nodes.complete(each))) for each in shown]
