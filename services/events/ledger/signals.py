"""By which signals an initiative was found: their facts are about it too, though all but one of them do not name it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from services.events.ledger import entries, schema
from services.events.ledger.entries import Entry
from shared.envelope import source_of

SOURCE: Final = source_of("intake")
TAKEN_UP: Final = "nl.koploper.signal-taken-up.v1"
REOPENED: Final = "nl.koploper.signal-reopened.v1"
LINKED: Final = "linked-by-adviser"
"""Why a signal was taken up that an adviser may undo as a mistake; what was submitted from it always was."""

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


def found(connection: Connection, initiatives: Collection[str], until: int) -> list[Found]:
    """The signals by which these initiatives were found, as the ledger tells it up to and with position `until`."""
    named = _table.c.source == SOURCE, _table.c.type == TAKEN_UP, _table.c.initiative_id.in_(initiatives)
    taken_up = entries.all_of(connection, _table.c.position <= until, *named) if initiatives else []
    stands = []
    for each in taken_up:
        reopened = _reopened(connection, each, until)
        if reopened is None or each.envelope.data.get("because") != LINKED:
            stands.append(Found(each.initiative_id or "", each.envelope.stream, reopened or until))
    return stands


def _reopened(connection: Connection, taken_up: Entry, until: int) -> int | None:
    """Where a signal was free again after this."""
    chosen = select(_table.c.position).where(
        _table.c.source == SOURCE,
        _table.c.stream == taken_up.envelope.stream,
        _table.c.sequence > taken_up.envelope.sequence,
        _table.c.type == REOPENED,
        _table.c.position <= until,
    )
    return connection.execute(chosen.order_by(_table.c.sequence).limit(1)).scalar()


def told(connection: Connection, initiative_id: str, until: int) -> list[Entry]:
    """What the facts of those signals tell that do not name an initiative, up to and with position `until`."""
    reached: dict[str, int] = {}
    for each in found(connection, [initiative_id], until):
        reached[each.stream] = max(each.until, reached.get(each.stream, 0))
    unnamed = _table.c.source == SOURCE, _table.c.initiative_id.is_(None)
    return [
        entry
        for stream, last in reached.items()
        for entry in entries.all_of(connection, _table.c.stream == stream, _table.c.position <= last, *unnamed)
    ]


def streams(connection: Connection, initiatives: Collection[str]) -> frozenset[str]:
    """The streams of the signals by which these initiatives were found."""
    return frozenset(each.stream for each in found(connection, initiatives, entries.size(connection)))
