"""By which signals an initiative was found: their facts are about it too, though all but one of them do not name it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, Integer, Table, Text, select

from services.events.ledger import entries, schema
from services.events.ledger.entries import Entry
from shared.envelope import source_of
from shared.projection import Change, Projection, Put
from shared.store.store import AnyRow

SOURCE: Final = source_of("intake")
TAKEN_UP: Final = "nl.koploper.signal-taken-up.v1"
REOPENED: Final = "nl.koploper.signal-reopened.v1"
LINKED: Final = "linked-by-adviser"
"""Why a signal was taken up that an adviser may undo as a mistake; what was submitted from it always was."""

found_by: Final = Table(
    "found_by",
    schema.tables,
    Column("initiative_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("because", Text),
    sqlite_with_rowid=False,
)
"""Where signals were taken up: looked up by initiative, so that it costs the same however long the ledger is."""
_table: Final = schema.entry


@dataclass(frozen=True, slots=True)
class Found:
    """The stream of a signal that led to `initiative_id`, and the position up to which it did."""

    initiative_id: str
    stream: str
    until: int


def moves(entry: Entry) -> bool:
    """Whether an entry may change to which initiative a signal led."""
    return entry.envelope.type in {TAKEN_UP, REOPENED}


def _found(entry: Entry) -> Iterable[Change]:
    envelope, initiative = entry.envelope, entry.initiative_id
    if envelope.source == SOURCE and envelope.type == TAKEN_UP and initiative is not None:
        because = envelope.data.get("because")
        told = {"stream": envelope.stream, "sequence": envelope.sequence}
        key = {"initiative_id": initiative, "position": entry.position}
        yield Put(found_by, key, told | {"because": because if isinstance(because, str) else None})


FOUND: Final[Projection[Entry]] = Projection("found", (found_by,), _found)


def found(connection: Connection, initiatives: Collection[str], until: int) -> list[Found]:
    """The signals by which these initiatives were found, as the ledger tells it up to and with position `until`."""
    chosen = select(found_by).where(found_by.c.initiative_id.in_(initiatives), found_by.c.position <= until)
    rows = connection.execute(chosen.order_by(found_by.c.position)).all() if initiatives else []
    stands = []
    for row in rows:
        reopened = _reopened(connection, row, until)
        if reopened is None or row.because != LINKED:
            stands.append(Found(row.initiative_id, row.stream, reopened or until))
    return stands


def _reopened(connection: Connection, taken_up: AnyRow, until: int) -> int | None:
    """Where a signal was free again after this."""
    chosen = select(_table.c.position).where(
        _table.c.source == SOURCE,
        _table.c.stream == taken_up.stream,
        _table.c.sequence > taken_up.sequence,
        _table.c.type == REOPENED,
        _table.c.position <= until,
    )
    return connection.execute(chosen.order_by(_table.c.sequence).limit(1)).scalar()


def told(connection: Connection, initiative_id: str, until: int) -> list[Entry]:
    """What the facts of those signals tell that do not name an initiative, up to and with position `until`."""
    reached: dict[str, int] = {}
    for each in found(connection, [initiative_id], until):
        reached[each.stream] = max(each.until, reached.get(each.stream, 0))
    return [
        entry
        for stream, last in reached.items()
        for entry in entries.of_stream(connection, SOURCE, stream, last)
        if entry.initiative_id is None
    ]


def streams(connection: Connection, initiatives: Collection[str]) -> frozenset[str]:
    """The streams of the signals by which these initiatives were found."""
    return frozenset(each.stream for each in found(connection, initiatives, entries.size(connection)))
