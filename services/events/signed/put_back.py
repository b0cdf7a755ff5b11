"""Whether a backup took the ledger's place: then nothing is signed before every witness has said what it saw.

Who had it put back, and why, is told once the ledger holds what it signed for, as that or as another log. An entry
before that would stand in the place of one that may still come back as it was.
"""

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from services.events.ledger import entries, schema
from services.events.signed import holding, origins
from shared.actor import Actor
from shared.envelope import timestamp
from shared.operations import StoreReopened
from shared.recording import record
from shared.service import Service

NAME: Final = "ledger"
"""The only row of its table."""
_table: Final = schema.put_back
_UNHEARD: Final = select(_table.c.since).where(_table.c.heard_at.is_(None))
_HEARD: Final = select(_table).where(_table.c.heard_at.is_not(None))


def mark(connection: Connection, now: datetime, by: Actor | None = None, reason: str | None = None) -> None:
    """The ledger was put back from a backup at `now`, by whom and why."""
    connection.execute(delete(_table))
    who = {"restored_by": None if by is None else str(by), "reason": reason}
    connection.execute(insert(_table).values(name=NAME, since=timestamp(now), **who))


def since(connection: Connection) -> str | None:
    """When it was put back; None where every witness has said since what it saw before."""
    found: str | None = connection.execute(_UNHEARD).scalar()
    return found


def heard(connection: Connection, now: datetime) -> None:
    """Every witness has said what it saw, or there is none."""
    connection.execute(update(_table).where(_table.c.heard_at.is_(None)).values(heard_at=timestamp(now)))


async def tell(service: Service, first: str) -> None:
    """Once every witness was heard, and all that was signed is here: record who had it put back, and why, once.

    `first` is the ledger's first origin.
    Raises NotSigned where something lacks.
    """
    with service.store.read() as connection:
        if connection.execute(_HEARD).first() is None:
            return
    if await service.store.write(partial(_tell, service, first)):
        service.store.appended()


def _tell(service: Service, first: str, connection: Connection) -> bool:
    row = connection.execute(_HEARD).one_or_none()
    if row is None:
        return False
    entries.locked_size(connection)  # what is taken in and signed meanwhile would be larger than what was counted
    holding.holds(connection, origins.current(connection, first))
    if not connection.execute(delete(_table)).rowcount:  # another replica has told it
        return False
    fact = StoreReopened(fetched=0, heard=0, texts_lost=0, restored_by=row.restored_by, reason=row.reason)
    record(connection, service.model, service.ids, service.own_act(), fact)
    return True
