"""The relay: sends what a store committed, in the order of its commits, and remembers how far it came.

It reads from its cursor, sends, waits for the bus to say that all of it is durable, and only then moves the cursor. A
crash in between sends again; receivers drop what they know. The cursor's row carries an epoch: whoever starts relaying
takes the next one, and a holder of an older epoch cannot move the cursor any more.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, func, insert, select, update

from shared.bus.protocol import Bus, BusAway, Message, topic_of
from shared.errors import StoreAway
from shared.store import schema
from shared.store.store import AnyRow, Store

BATCH: Final = 500
PAUSES: Final = (0.05, 0.2, 1.0, 5.0)
"""Seconds to wait after the first, second, … failure in a row."""

_AFTER: Final = (
    select(schema.event.c.position, schema.event.c.stream, schema.event.c.body)
    .where(schema.event.c.position > bindparam("after"))
    .order_by(schema.event.c.position)
    .limit(BATCH)
)
_CURSOR: Final = select(schema.relay).where(schema.relay.c.name == bindparam("relay"))
_TAKE: Final = (
    update(schema.relay).where(schema.relay.c.name == bindparam("relay")).values(epoch=schema.relay.c.epoch + 1)
)
_MOVE: Final = (
    update(schema.relay)
    .where(schema.relay.c.name == bindparam("relay"), schema.relay.c.epoch == bindparam("held"))
    .values(position=bindparam("to"))
)

log = structlog.get_logger()


class Fenced(Exception):
    """Another relay has taken over this store; this one must stop sending."""


class Relay:
    """Sends the events of one service to its topic."""

    def __init__(self, store: Store, bus: Bus, service: str) -> None:
        self._store = store
        self._bus = bus
        self._service = service
        self._topic = topic_of(service)
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._store.on_append(partial(loop.call_soon_threadsafe, self._news.set))
        self._task = asyncio.create_task(self._run(), name=f"{self._service} relays")

    async def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping.set()
        self._news.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        failures = 0
        held: tuple[int, int] | None = None
        while not self._stopping.is_set():
            try:
                if held is None:
                    held = await self._store.write(self._take)
                position, epoch = held
                self._news.clear()
                rows = await self._store.on_writer(partial(self._after, position))
                if rows:
                    held = (await self._send(rows, epoch), epoch)
                elif not self._stopping.is_set():
                    await self._news.wait()
                failures = 0
            except Fenced:
                log.warning("another relay took over", service=self._service)
                return
            except Exception as failure:
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                failures += 1
                held = None
                known = isinstance(failure, BusAway | StoreAway)
                log.warning("relay waits", service=self._service, pause=pause, exc_info=None if known else failure)
                await self._pause(pause)

    def _take(self, connection: Connection) -> tuple[int, int]:
        """Take the cursor: its position and the epoch that is ours from now on."""
        if not connection.execute(_TAKE, {"relay": self._service}).rowcount:
            connection.execute(insert(schema.relay).values(name=self._service, position=0, epoch=1))
        row = connection.execute(_CURSOR, {"relay": self._service}).one()
        return row.position, row.epoch

    def _after(self, position: int) -> Sequence[AnyRow]:
        with self._store.read() as connection:
            return connection.execute(_AFTER, {"after": position}).all()

    async def _send(self, rows: Sequence[AnyRow], epoch: int) -> int:
        """Send rows and move the cursor behind them; gives the new position, raises Fenced."""
        await self._bus.publish(self._topic, [Message(row.stream, row.body) for row in rows])
        last: int = rows[-1].position

        def move(connection: Connection) -> None:
            if not connection.execute(_MOVE, {"relay": self._service, "held": epoch, "to": last}).rowcount:
                raise Fenced

        await self._store.write(move)
        return last

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def behind(connection: Connection, service: str) -> int:
    """How many of the store's events the relay has not yet sent."""
    row = connection.execute(_CURSOR, {"relay": service}).one_or_none()
    sent = 0 if row is None else row.position
    found = connection.execute(select(func.count()).where(schema.event.c.position > sent)).scalar_one()
    return int(found)
