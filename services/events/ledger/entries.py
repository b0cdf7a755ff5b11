"""Entries: an envelope with its place in the ledger, and how entries are read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from services.events.ledger import schema
from shared import envelope as envelopes
from shared.envelope import Envelope, timestamp
from shared.read_model import CHUNK
from shared.store.many import Many
from shared.store.ready import Ready
from shared.store.store import AnyRow

_table: Final = schema.entry
LONGEST: Final = 0xFFFF
"""Bytes of an entry that a log can hold: its length is two bytes there."""
_SEEN: Final = select(_table.c.position, _table.c.recorded_at, _table.c.body)
_ONE: Final = _SEEN.where(_table.c.position == bindparam("at"))
_WHEN: Final = select(_table.c.recorded_at).where(_table.c.position == bindparam("at"))
_NEXT: Final = Ready(_SEEN.where(_table.c.position > bindparam("after")).order_by(_table.c.position).limit(CHUNK))
_ABOUT: Final = _SEEN.where(
    _table.c.initiative_id == bindparam("initiative"), _table.c.position <= bindparam("until")
).order_by(_table.c.position)
_OF_STREAM: Final = _SEEN.where(
    _table.c.source == bindparam("from"), _table.c.stream == bindparam("in"), _table.c.position <= bindparam("until")
).order_by(_table.c.position)
_SOURCE: Final = select(_table.c.source).where(_table.c.source > bindparam("behind")).order_by(_table.c.source).limit(1)
_SIZE: Final = select(schema.head.c.size).where(schema.head.c.name == schema.NAME)
_BODIES: Final = Ready(
    select(_table.c.body)
    .where(_table.c.position >= bindparam("first"), _table.c.position <= bindparam("last"))
    .order_by(_table.c.position)
)
_MEASURED: Final = select(
    func.count(), func.coalesce(func.sum(func.length(_table.c.body)), 0), func.max(func.length(_table.c.body))
).where(_table.c.position >= bindparam("first"), _table.c.position <= bindparam("last"))
_BY_THEN: Final = (
    select(_table.c.position)
    .where(_table.c.recorded_at <= bindparam("then"))
    .order_by(_table.c.recorded_at.desc(), _table.c.position.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An envelope, where it stands in the ledger, and when it was recorded there (as `timestamp` writes it)."""

    position: int
    recorded_at: str
    envelope: Envelope

    @property
    def initiative_id(self) -> str | None:
        return initiative_of(self.envelope)


def initiative_of(envelope: Envelope) -> str | None:
    """The initiative an envelope is about: the one it names, or the one its stream is of."""
    category, _, name = envelope.stream.partition("-")
    return envelope.initiativeid or (name if category == "initiative" else None)


def size(connection: Connection) -> int:
    """How many entries there are; the position of the newest."""
    return int(connection.execute(_SIZE).scalar_one())


def locked_size(connection: Connection) -> int:
    """The same, and nobody adds any until the end of the transaction."""
    return int(connection.execute(_SIZE.with_for_update()).scalar_one())


def bodies(connection: Connection, first: int, last: int) -> Sequence[bytes]:
    """The exact bytes of the entries from position `first` to and with `last`."""
    return [bytes(body) for (body,) in _BODIES.tuples(connection, first=first, last=last)]


def bytes_of(connection: Connection, first: int, last: int) -> int | None:
    """How many bytes the same entries have together; None where one lacks, or is longer than a log can hold."""
    count, total, longest = connection.execute(_MEASURED, {"first": first, "last": last}).one()
    return int(total) if count == last - first + 1 and longest <= LONGEST else None


def size_at(connection: Connection, then: str) -> int:
    """The largest position recorded by `then`, a time as `timestamp` writes it; 0 when there is none."""
    return int(connection.execute(_BY_THEN, {"then": then}).scalar() or 0)


def size_when(connection: Connection, at: int | datetime | None) -> int:
    """How many there were at a position or a time; None is now."""
    match at:
        case None:
            return size(connection)
        case datetime():
            return size_at(connection, timestamp(at))
        case int():
            return min(at, size(connection))


def recorded_at(connection: Connection, position: int) -> str | None:
    """When the entry at `position` was recorded."""
    found: str | None = connection.execute(_WHEN, {"at": position}).scalar()
    return found


def one(connection: Connection, position: int) -> Entry | None:
    """The entry at `position`."""
    row = connection.execute(_ONE, {"at": position}).one_or_none()
    return None if row is None else _entry(row)


def about(connection: Connection, initiative_id: str, until: int) -> list[Entry]:
    """All entries about an initiative up to and with position `until`."""
    return [_entry(row) for row in connection.execute(_ABOUT, {"initiative": initiative_id, "until": until})]


def of_stream(connection: Connection, source: str, stream: str, until: int) -> list[Entry]:
    """Those of a stream up to and with position `until`; a condition more may lead a store to another index."""
    return [_entry(row) for row in connection.execute(_OF_STREAM, {"from": source, "in": stream, "until": until})]


def sources(connection: Connection) -> Iterator[str]:
    """Who announced entries: one look-up for each."""
    behind = ""
    while (found := connection.execute(_SOURCE, {"behind": behind}).scalar()) is not None:
        behind = found
        yield found


def after(connection: Connection, position: int, limit: int, *where: ColumnElement[bool]) -> list[Entry]:
    """At most `limit` entries behind `position`, of those for which all of `where` holds."""
    chosen = _SEEN.where(_table.c.position > position, *where).order_by(_table.c.position).limit(limit)
    return [_entry(row) for row in connection.execute(chosen)]


def all_of(connection: Connection, *where: ColumnElement[bool]) -> list[Entry]:
    """All entries for which all of `where` holds, in order; for what can only be few."""
    return [_entry(row) for row in connection.execute(_SEEN.where(*where).order_by(_table.c.position))]


def add(connection: Connection, added: Sequence[Entry]) -> None:
    """Write entries; their positions follow those that are there."""
    _ADD.execute(connection, [_row(each) for each in added])


_ADD: Final = Many.insert(_table, _table.c.keys())


def _entry(row: AnyRow) -> Entry:
    return Entry(row.position, row.recorded_at, envelopes.open_(row.body))


def _row(entry: Entry) -> Mapping[str, Any]:
    envelope = entry.envelope
    return {
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "source": envelope.source,
        "stream": envelope.stream,
        "sequence": envelope.sequence,
        "type": envelope.type,
        "initiative_id": entry.initiative_id,
        "body": envelope.body,
    }


@dataclass(frozen=True)
class Entries:
    """All entries, as what the ledger's read models are rebuilt from."""

    def count(self, connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(_table)).scalar_one())

    def after(self, connection: Connection, position: int) -> Iterator[tuple[int, Entry]]:
        return ((row.position, _entry(row)) for row in _NEXT.all(connection, after=position))
