"""The mark on a restored store: it lies in the store itself, so whatever process opens it knows."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from shared.actor import Actor
from shared.envelope import timestamp
from shared.errors import StoreAway
from shared.store import schema
from shared.store.store import AnyRow

NAME: Final = "store"
"""The only row of its table."""

_table: Final = schema.restored


class Restored(StoreAway):
    """This store was restored and only reads, until it has what it lacks. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "This service was restored from a backup and fetches from the ledger what it lacks; until then it only "
            "reads. Nothing was changed; send the same request again."
        )


def put(connection: Connection, now: datetime, by: Actor | None = None, reason: str | None = None) -> None:
    """Mark a store as restored at `now`, by whom and why; it stays so until it has caught up.

    Relays that held its cursors after the backup was made are fenced, also one that nobody could stop: their epochs
    would come again.
    """
    later = int(now.timestamp() * 1_000)
    connection.execute(update(schema.relay).values(epoch=schema.relay.c.epoch + later, holder=None))
    connection.execute(delete(_table))
    who = {"restored_by": None if by is None else str(by), "reason": reason}
    connection.execute(insert(_table).values(name=NAME, since=timestamp(now), **who))


def find(connection: Connection) -> AnyRow | None:
    """Since when it is restored, and what is in the way of opening it; None when it is open."""
    return connection.execute(select(_table)).one_or_none()


def trouble(connection: Connection, why: str | None) -> None:
    """Say in the store what keeps it from being opened, for whoever looks for it."""
    connection.execute(update(_table).values(trouble=why))


def take_off(connection: Connection) -> bool:
    """Open the store; tells whether it was marked still."""
    return connection.execute(delete(_table)).rowcount > 0
