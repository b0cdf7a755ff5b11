"""A relay's cursor while the lease on it is ours: what stands behind it is sent, and it follows what has landed."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from math import inf
from typing import Final

from sqlalchemy import Connection, bindparam, select

from shared.bus.protocol import Message
from shared.flight import Flight, Send
from shared.lease import Lease, Taken, row_of
from shared.outlet import Outlet
from shared.store import schema
from shared.store.ready import Ready
from shared.store.store import Store

BATCH: Final = 500
BEAT: Final = 0.1
"""Seconds between looks at what other processes appended to a shared store."""
LANDING: Final = 3.0
"""Seconds that what is on its way gets when we stop, or are fenced, before it is left to be sent again."""

_AFTER: Final = Ready(
    select(schema.event.c.position, schema.event.c.stream, schema.event.c.body)
    .where(schema.event.c.position > bindparam("after"))
    .order_by(schema.event.c.position)
    .limit(bindparam("most"))
)

_POSITIONS: Final = Ready(
    select(schema.event.c.position)
    .where(schema.event.c.position > bindparam("after"))
    .order_by(schema.event.c.position)
    .limit(bindparam("most"))
)

Behind = tuple[Sequence[Message], int]
"""What stands behind a position, and the position of the last of it."""
Found = tuple[Behind | None, float]
"""The same, and in how many seconds there may be more."""


class Cursor:
    """From when it was `taken` until another takes it; `linger` seconds its row may stay behind what has landed.

    What is sent are the events themselves, or what an `outlet` says of those that the store's own relay has sent: what
    others were never told could be lost with the store, and partners would keep it.
    """

    def __init__(
        self, store: Store, held: Lease, taken: Taken, send: Send, linger: float, outlet: Outlet | None = None
    ) -> None:
        self.epoch: Final = taken.epoch
        self._store = store
        self._lease = held
        self._linger = linger
        self._outlet = outlet
        self._moved = taken.position
        self._move_at = inf
        self._look_at = 0.0
        self._news = asyncio.Event()
        self._flight = Flight(send, self._news.set, taken.position)

    def look_again(self) -> None:
        """There may be something new, or the lease is gone."""
        self._look_at = 0.0
        self._news.set()

    async def go_on(self) -> bool:
        """Note what has landed, and send what is next, or wait for either; tells whether something has landed.

        Raises Fenced when the cursor is not ours any more, and what went wrong with the store or the bus.
        """
        self._news.clear()
        landed = self._flight.collect()
        if self._flight.landed != self._moved:
            self._move_at = min(self._move_at, _now() + self._linger)
        if self._move_at <= _now():
            await self._move()
        if behind := await self._next():
            self._flight.begin(*behind)
        else:
            await self._wait()
        return landed

    async def settle(self, seconds: float | None = None) -> None:
        """Wait until nothing is on its way, so long at the most; all from the first hole on is to be sent again."""
        await self._flight.end(seconds)
        self.look_again()

    async def leave(self) -> None:
        """Let land what is on its way, write how far that came and give the lease back; raises Fenced or StoreAway."""
        await self._flight.end(LANDING)
        if self._moved != self._flight.landed:
            await self._move()
        if self._lease.contested:
            await self._lease.release(self.epoch)

    def let_go(self) -> None:
        """Wait for nothing any more."""
        self._flight.cancel()

    async def _next(self) -> Behind | None:
        """What is to be sent next. Where nobody else appends, the store is asked only when there may be something."""
        if not self._flight.has_room or self._look_at > _now():
            return None
        self._look_at = inf
        behind, more_in = await self._store.on_writer(self._read)
        self._look_at = min(self._look_at, _now() + more_in)
        return behind

    def _read(self) -> Found:
        """What stands behind all that was sent, while the lease is ours; who loses it right then sends once more."""
        with self._store.glance() as connection:
            self._lease.check(connection, self.epoch)
            if self._outlet is not None:
                return self._told(connection, self._outlet)
            rows = _AFTER.all(connection, after=self._flight.sent, most=BATCH)
        behind = ([Message(stream, body) for _, stream, body in rows], rows[-1].position) if rows else None
        return behind, self._more_in(len(rows))

    def _told(self, connection: Connection, outlet: Outlet) -> Found:
        rows = _POSITIONS.all(connection, after=self._flight.sent, most=BATCH)
        own = row_of(connection, self._store.name)
        sent = [row.position for row in rows if own is not None and row.position <= own.position]
        more_in = self._more_in(len(rows)) if len(sent) == len(rows) else BEAT
        if not sent:
            return None, more_in
        return (outlet.tell(connection, self._flight.sent, sent[-1]), sent[-1]), more_in

    def _more_in(self, read: int) -> float:
        if read == BATCH:
            return 0.0
        return BEAT if self._lease.contested else inf

    async def _wait(self) -> None:
        """Until there is news, the row is to be moved, or it is time to look."""
        look_at = self._look_at if self._flight.has_room else inf
        with suppress(TimeoutError):
            async with asyncio.timeout_at(min(self._move_at, look_at)):
                await self._news.wait()

    async def _move(self) -> None:
        landed = self._flight.landed
        await self._lease.move(self.epoch, landed)
        self._moved, self._move_at = landed, inf


def _now() -> float:
    return asyncio.get_running_loop().time()
