"""Origins: the names under which the ledger signs, one after the other; each but the first began where one was lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, select

from services.events.ledger import schema
from shared.store.ready import Ready
from shared.store.store import AnyRow

FIRST: Final = 1
_table: Final = schema.origin
NUMBER: Final = select(func.coalesce(func.max(_table.c.number), FIRST))
"""The number of the present origin."""
_ALL: Final = Ready(select(_table).order_by(_table.c.number))


@dataclass(frozen=True, slots=True)
class Origin:
    """A name to sign under, and the position of the entry that begins it; 0 for the first."""

    number: int
    name: str
    position: int = 0

    def next_to(self, first: str, position: int) -> "Origin":
        """What follows when this one cannot go on: the first name, and a number behind it."""
        return Origin(self.number + 1, f"{first}/{self.number + 1}", position)


def begun(connection: Connection) -> Sequence[AnyRow]:
    """The rows of all origins but the first: `number`, `name`, `position`, `before` (a note) and `begun_at`."""
    return _ALL.all(connection)


def current(connection: Connection, first: str) -> Origin:
    """The present origin, of a ledger whose first is `first`."""
    rows = begun(connection)
    return Origin(rows[-1].number, rows[-1].name, rows[-1].position) if rows else Origin(FIRST, first)


def add(connection: Connection, origin: Origin, before: str, at: str) -> None:
    """Begin an origin, whose predecessor's last note is `before`."""
    row = {"number": origin.number, "name": origin.name, "position": origin.position, "before": before, "begun_at": at}
    connection.execute(insert(_table).values(row))
