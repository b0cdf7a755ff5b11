"""The Merkle tree of the entries, also of those that are there, and what is signed of it."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from shared.merkle import growing, hashing
from shared.merkle.tiles import FULL

revision = "events_0007"
down_revision = "events_0006"
branch_labels = None
depends_on = None

AT_ONCE = FULL * 8
"""Entries whose tiles are written together."""


def upgrade() -> None:
    tile = op.create_table(
        "tile",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("signed_at", sa.Text, nullable=False),
    )
    op.create_table(
        "cosignature",
        sa.Column("witness", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Text, nullable=False),
    )
    connection = op.get_bind()
    edge = growing.EMPTY
    changed: dict[tuple[int, int], bytes] = {}
    for leaves in _leaves(connection):
        edge, more = edge.and_(leaves)
        changed |= {(at.level, at.number): hashes for at, hashes in more.items()}
        full = [place for place, hashes in changed.items() if len(hashes) == FULL * hashing.WIDTH]
        _add(connection, tile, {place: changed.pop(place) for place in full})
    _add(connection, tile, changed)


def _leaves(connection: sa.Connection) -> Iterator[list[hashing.Hash]]:
    after = 0
    some = sa.text("SELECT position, body FROM entry WHERE position > :after ORDER BY position LIMIT :most")
    while rows := connection.execute(some, {"after": after, "most": AT_ONCE}).all():
        yield [hashing.leaf(bytes(row.body)) for row in rows]
        after = rows[-1].position


def _add(connection: sa.Connection, tile: sa.Table, tiles: dict[tuple[int, int], bytes]) -> None:
    rows = [{"level": level, "number": number, "hashes": hashes} for (level, number), hashes in tiles.items()]
    if rows:
        connection.execute(sa.insert(tile), rows)
