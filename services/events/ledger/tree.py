"""The Merkle tree of the entries: it grows in the transaction that adds them, and proves what a size of it held."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, select

from services.events.ledger import schema
from shared import projection
from shared.merkle import growing, hashing, proving
from shared.merkle.growing import Edge
from shared.merkle.hashing import Hash
from shared.merkle.tiles import FULL, HEIGHT, Tile
from shared.projection import Put
from shared.store.ready import Ready

_tile: Final = schema.tile
LEVELS: Final = 8
"""Levels of tiles that are looked for: those of more entries than any ledger will have."""
_ONE: Final = Ready(
    select(_tile.c.hashes).where(_tile.c.level == bindparam("level"), _tile.c.number == bindparam("number"))
)
_LAST: Final = Ready(
    select(_tile.c.level, _tile.c.hashes).where(
        or_(*(and_(_tile.c.level == level, _tile.c.number == bindparam(f"last{level}")) for level in range(LEVELS)))
    )
)


def grow(connection: Connection, size: int, bodies: Iterable[bytes]) -> None:
    """Add entries behind the `size` there are, by their exact bytes."""
    _, changed = edge(connection, size).and_(map(hashing.leaf, bodies))
    projection.write(
        connection,
        (Put(_tile, {"level": at.level, "number": at.number}, {"hashes": hashes}) for at, hashes in changed.items()),
    )


def edge(connection: Connection, size: int) -> Edge:
    """What stands at the right edge of the tree of the first `size` entries; raises KeyError where a tile lacks."""
    last = {level: Tile(level, *divmod(size >> level * HEIGHT, FULL)) for level in range(LEVELS)}
    asked = {f"last{level}": tile.number for level, tile in last.items()}
    return growing.at(size, {last[row.level]: bytes(row.hashes) for row in _LAST.all(connection, **asked)})


def root(connection: Connection, size: int) -> Hash:
    """The root of the tree of the first `size` entries."""
    return edge(connection, size).root


def inclusion(connection: Connection, position: int, size: int) -> Sequence[Hash]:
    """That the entry at `position` is among the first `size`; raises ValueError where it is not."""
    return proving.inclusion(partial(kept, connection), position - 1, size)


def consistency(connection: Connection, old: int, new: int) -> Sequence[Hash]:
    """That the first `new` entries begin with the first `old`; raises ValueError where there is no such tree."""
    return proving.consistency(partial(kept, connection), old, new)


def hashes(connection: Connection, tile: Tile) -> bytes | None:
    """The hashes of a tile; None where the tree has none that wide."""
    found, wanted = kept(connection, tile), tile.width * hashing.WIDTH
    return None if len(found) < wanted else found[:wanted]


def nth(hashes: bytes, place: int) -> bytes | None:
    """The hash at a place in a tile; None where the tile ends before it."""
    return hashes[place * hashing.WIDTH : (place + 1) * hashing.WIDTH] or None


def kept(connection: Connection, tile: Tile) -> bytes:
    """All hashes that there are of a tile, whatever its width; none where it is not there, or holds a text."""
    row = _ONE.first(connection, level=tile.level, number=tile.number)
    return b"" if row is None or isinstance(row.hashes, str) else bytes(row.hashes)
