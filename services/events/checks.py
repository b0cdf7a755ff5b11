"""Checks that only the ledger has: its positions, its time, its tree, and that its columns say what entries say."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from services.events.ledger import schema, tree
from services.events.ledger.entries import initiative_of
from services.events.signed import holding
from services.events.signed.holding import Rewritten
from services.events.signed.signing import Signing
from shared.doctor.finding import Check, Fault, first_line
from shared.doctor.log import BEFORE_ALL, as_stored, disagreements, read
from shared.doctor.look import look, through
from shared.doctor.traffic import AHEAD
from shared.envelope import timestamp
from shared.merkle import hashing
from shared.merkle.tiles import FULL, Tile
from shared.service import Service
from shared.store.store import AnyRow

_entry: Final = schema.entry
_after: Final = _entry.alias("following")
_COUNTED: Final = select(
    func.count().label("entries"), func.coalesce(func.max(_entry.c.position), 0).label("last")
).select_from(_entry)
_SIZE: Final = select(schema.head.c.size).where(schema.head.c.name == schema.NAME)
_RECORDED: Final = select(schema.head.c.recorded_at).where(schema.head.c.name == schema.NAME)
_FIRST: Final = select(func.min(_entry.c.position))
_ENDS: Final = (
    select(_entry.c.position)
    .where(~select(_after.c.position).where(_after.c.position == _entry.c.position + 1).exists())
    .order_by(_entry.c.position)
    .limit(1)
)
_ROWS: Final = (
    select(
        _entry.c.position.label("place"),
        _entry.c.source,
        _entry.c.stream,
        _entry.c.sequence,
        _entry.c.type,
        _entry.c.initiative_id,
        as_stored(_entry.c.body).label("body"),
    )
    .where(_entry.c.position > bindparam("after"))
    .order_by(_entry.c.position)
)
_BODIES: Final = (
    select(_entry.c.position.label("place"), as_stored(_entry.c.body).label("body"))
    .where(_entry.c.position > bindparam("after"))
    .order_by(_entry.c.position)
)
_ROW: Final = schema.tile.c.level * (1 << 40) + schema.tile.c.number
_PARENTS: Final = (
    select(_ROW.label("place"), schema.tile.c.level, schema.tile.c.number, schema.tile.c.hashes)
    .where(bindparam("after") < _ROW, func.length(schema.tile.c.hashes) == FULL * hashing.WIDTH)
    .order_by(_ROW)
)
"""The tiles that are full, level by level."""


async def ledger_hole(service: Service) -> AsyncIterator[Fault]:
    """Positions that are not 1 to n, or a head that does not name the last."""
    for fault in await look(service.store, _hole):
        yield fault


def _hole(connection: Connection) -> list[Fault]:
    counted, size = connection.execute(_COUNTED).one(), connection.execute(_SIZE).scalar_one()
    if counted.entries != counted.last:
        first = connection.execute(_FIRST).scalar_one()
        missing = 1 if first != 1 else connection.execute(_ENDS).scalar_one() + 1
        return [(f"position {missing}", f"{counted.entries} entries, numbered to {counted.last}: this one lacks")]
    if size != counted.last:
        return [(f"position {size}", f"the head counts {size} entries, there are {counted.last}")]
    return []


async def ledger_ahead(service: Service) -> AsyncIterator[Fault]:
    """The ledger's last time, which never goes back, lies in the future of this machine's clock."""
    recorded_at = await look(service.store, lambda connection: connection.execute(_RECORDED).scalar_one())
    now = service.clock.now()
    if recorded_at > timestamp(now + AHEAD):
        yield service.name, f"its last entry was recorded at {recorded_at}, and by this clock it is {timestamp(now)}"


def ledger_altered(service: Service) -> AsyncIterator[Fault]:
    """Entries whose columns and body disagree, or whose body is no envelope."""
    return through(service.store, _ROWS, _altered, start=BEFORE_ALL)


def _altered(_: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    for row in rows:
        if wrong := _wrong(row):
            yield f"position {row.place}", wrong


def _wrong(row: AnyRow) -> str:
    try:
        body = read(row.body)
    except ValueError as unreadable:
        return f"its body cannot be read: {first_line(unreadable)}"
    return disagreements(
        {
            "source": row.source,
            "stream": row.stream,
            "sequence": row.sequence,
            "type": row.type,
            "initiative": row.initiative_id,
        },
        {
            "source": body.source,
            "stream": body.stream,
            "sequence": body.sequence,
            "type": body.type,
            "initiative": initiative_of(body),
        },
    )


async def ledger_tree(service: Service) -> AsyncIterator[Fault]:
    """Entries whose exact bytes are not those that their tree was made of, or a tree that does not hold together."""
    async for fault in through(service.store, _BODIES, _leaves, start=BEFORE_ALL):
        yield fault
    async for fault in through(service.store, _PARENTS, _nodes, start=BEFORE_ALL):
        yield fault


def ledger_signed(signing: Signing) -> Callable[[Service], AsyncIterator[Fault]]:
    """The ledger does not hold any more what it signed or a witness saw, or cannot sign: until that is put right."""

    def holds(connection: Connection) -> None:
        holding.holds(connection, signing.origin(connection))

    async def check(service: Service) -> AsyncIterator[Fault]:
        try:
            await look(service.store, holds)
        except Rewritten as rewritten:
            yield service.name, str(rewritten)
        else:
            if (trouble := signing.trouble or signing.unusable()) is not None:
                yield service.name, trouble

    return check


def _leaves(connection: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    kept: dict[int, bytes] = {}
    for row in rows:
        number, place = divmod(row.place - 1, FULL)
        if number not in kept:
            kept[number] = tree.kept(connection, Tile(0, number))
        if tree.nth(kept[number], place) is None:
            yield f"position {row.place}", f"tile {Tile(0, number).path} of its tree does not hold it"
        elif not isinstance(row.body, bytes) or tree.nth(kept[number], place) != hashing.leaf(row.body):
            yield f"position {row.place}", "its bytes are not those that its tree was made of"


def _nodes(connection: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    """Each tile that is full stands as one hash in the level above it."""
    for row in rows:
        below = Tile(row.level, row.number)
        number, place = divmod(row.number, FULL)
        above = Tile(row.level + 1, number)
        told = tree.nth(tree.kept(connection, above), place)
        if told != hashing.halved(b"" if isinstance(row.hashes, str) else bytes(row.hashes)):
            lacks = "is not in" if told is None else "is not what it is made of in"
            yield f"tile {below.path}", f"its hash {lacks} tile {above.path}"


def of(signing: Signing) -> tuple[Check, ...]:
    """All of them."""
    return (
        Check("ledger-hole", ledger_hole),
        Check("ledger-altered", ledger_altered),
        Check("ledger-ahead", ledger_ahead),
        Check("ledger-tree", ledger_tree),
        Check("ledger-signed", ledger_signed(signing)),
    )
