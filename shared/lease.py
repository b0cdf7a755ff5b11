"""The lease on a relay's cursor: one holder at a time, told by signs of life and never by a clock on the wall.

The holder counts its `beat` up every second. Whoever stands by takes over when the row has not changed for `patience`
seconds of its own monotonic clock, with the next `epoch`; a holder of an older epoch can move nothing any more,
however long it was paused. A clean stop gives the lease back at once.
"""

import asyncio
import os
import socket
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from shared.store import schema
from shared.store.ready import Ready
from shared.store.store import AnyRow, Store

SIGN: Final = 1.0
"""Seconds between two signs of life."""
PATIENCE: Final = 3.0
"""Seconds without a sign of life after which a holder counts as gone."""

_table: Final = schema.relay
_ROW: Final = Ready(select(_table).where(_table.c.name == bindparam("relay")))
_HELD: Final = update(_table).where(_table.c.name == bindparam("relay"), _table.c.epoch == bindparam("held"))
_TAKE: Final = _HELD.values(epoch=_table.c.epoch + 1, holder=bindparam("by"), beat=_table.c.beat + 1)
_BEAT: Final = _HELD.values(beat=_table.c.beat + 1)
_MOVE: Final = _HELD.values(position=bindparam("to"))
_RELEASE: Final = _HELD.values(holder=None)
_BACK: Final = (
    update(_table)
    .where(_table.c.name == bindparam("relay"))
    .values(position=bindparam("to"), epoch=_table.c.epoch + 1, holder=None)
)


class Fenced(Exception):
    """Another has taken this cursor over, or an operator has set it back: it is not ours any more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The cursor is ours from now on: its epoch, and the position behind which nothing was sent."""

    epoch: int
    position: int


class Lease:
    """One process's claim on the cursor `name` of a store.

    `patience` seconds must pass without a sign of life before it is taken from another; with 0 it is taken at once,
    and no signs are given: for a store that one process has to itself.
    """

    def __init__(self, store: Store, name: str, patience: float) -> None:
        self._store = store
        self._name = name
        self._patience = patience
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._seen: tuple[int, int] | None = None
        self._since = 0.0

    @property
    def contested(self) -> bool:
        """Whether others may want it too."""
        return self._patience > 0

    async def take(self) -> Taken | None:
        """Take the cursor when it is free, or its holder is gone; raises StoreAway."""
        row = await self._store.on_writer(self._look)
        if row is not None and not self._is_free(row):
            return None
        taken = await self._store.write(partial(self._take, row))
        self._seen = None
        return taken

    async def beat(self, epoch: int) -> None:
        """Give a sign of life; raises Fenced or StoreAway."""
        await self._store.write(lambda connection: self._held(connection, _BEAT, epoch))

    async def move(self, epoch: int, to: int) -> None:
        """Write how far was sent; raises Fenced or StoreAway."""
        await self._store.write(lambda connection: self._held(connection, _MOVE, epoch, to=to))

    async def release(self, epoch: int) -> None:
        """Give it back, so that another can go on at once; raises Fenced or StoreAway."""
        await self._store.write(lambda connection: self._held(connection, _RELEASE, epoch))

    def check(self, connection: Connection, epoch: int) -> None:
        """Raise Fenced when the cursor is not of this epoch."""
        row = row_of(connection, self._name)
        if row is None or row.epoch != epoch:
            raise Fenced

    def _look(self) -> AnyRow | None:
        with self._store.read() as connection:
            return row_of(connection, self._name)

    def _is_free(self, row: AnyRow) -> bool:
        """Nobody's, or of somebody who has not moved for as long as we are patient."""
        now = asyncio.get_running_loop().time()
        if self._seen != (row.epoch, row.beat):
            self._seen, self._since = (row.epoch, row.beat), now
        return row.holder is None or now - self._since >= self._patience

    def _take(self, seen: AnyRow | None, connection: Connection) -> Taken | None:
        """Take what is still as it was seen."""
        row = row_of(connection, self._name)
        if row is None:
            connection.execute(insert(_table).values(name=self._name, position=0, epoch=1, holder=self._holder, beat=0))
            return Taken(1, 0)
        if seen is None or (row.epoch, row.beat) != (seen.epoch, seen.beat):
            return None
        self._held(connection, _TAKE, row.epoch, by=self._holder)
        return Taken(row.epoch + 1, row.position)

    def _held(self, connection: Connection, change: Update, epoch: int, **values: object) -> None:
        """Change the row while it is of `epoch`; raises Fenced when it is not."""
        if not connection.execute(change, {"relay": self._name, "held": epoch, **values}).rowcount:
            raise Fenced


def row_of(connection: Connection, name: str) -> AnyRow | None:
    """The cursor `name`; None when nobody ever took it."""
    found: AnyRow | None = _ROW.first(connection, relay=name)
    return found


def set_back(connection: Connection, name: str, position: int) -> int:
    """Have everything behind `position` sent again, by whoever takes the cursor next; gives where it stands now.

    It is never set forward, and whoever holds it is fenced: what is on its way cannot move it on again.
    """
    row = row_of(connection, name)
    if row is None:
        return 0
    position = min(row.position, position)
    connection.execute(_BACK, {"relay": name, "to": position})
    return position
