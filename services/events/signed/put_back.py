"""Whether a backup took the ledger's place: then nothing is signed before every witness has said what it saw."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from services.events.ledger import schema
from shared.envelope import timestamp

NAME: Final = "ledger"
"""The only row of its table."""
_table: Final = schema.put_back


def mark(connection: Connection, now: datetime) -> None:
    """The ledger was put back from a backup at `now`."""
    take_off(connection)
    connection.execute(insert(_table).values(name=NAME, since=timestamp(now)))


def since(connection: Connection) -> str | None:
    """When it was put back; None where that is settled."""
    found: str | None = connection.execute(select(_table.c.since)).scalar()
    return found


def take_off(connection: Connection) -> None:
    """It is settled."""
    connection.execute(delete(_table))
