"""The relay: sends what a store committed, in the order of its commits, and remembers how far it came.

It reads from its cursor, sends, waits for the bus to say that all of it is durable, and only then moves the cursor:
soon, not for each batch. A crash in between sends again; receivers drop what they know. The cursor's row carries an
epoch: whoever starts relaying takes the next one, and a holder of an older epoch cannot move the cursor any more.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, func, insert, select, update

from shared import tracing
from shared.bus.protocol import Bus, BusAway, Message, topic_of
from shared.errors import StoreAway
from shared.store import schema
from shared.store.store import AnyRow, Store

BATCH: Final = 500
LINGER: Final = 0.05
"""Seconds the cursor may stay behind what was sent: what a crash sends again at the most."""
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


@dataclass(frozen=True, slots=True)
class Held:
    """A cursor that is ours: its epoch, where its row stands, how far was sent, and since when that is not written."""

    epoch: int
    moved: int
    sent: int
    since: float


class Relay:
    """Sends the events of one service to its topic."""

    def __init__(self, store: Store, bus: Bus, service: str, linger: float = LINGER) -> None:
        self._store = store
        self._bus = bus
        self._service = service
        self._linger = linger
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
        held: Held | None = None
        while not self._stopping.is_set():
            try:
                if held is None:
                    held = await self._store.write(self._take)
                held = await self._send_next(held)
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
        if held is not None:
            await self._leave(held)

    async def _send_next(self, held: Held) -> Held:
        """Send what is next, or wait for it; move the cursor when it has lingered long enough."""
        self._news.clear()
        rows = await self._store.on_writer(partial(self._after, held.sent))
        now = asyncio.get_running_loop().time()
        if rows:
            with tracing.sending(self._service, self._topic, rows):
                await self._bus.publish(self._topic, [Message(row.stream, row.body) for row in rows])
            held = Held(held.epoch, held.moved, rows[-1].position, held.since or now)
        elif held.moved == held.sent:
            if not self._stopping.is_set():
                await self._news.wait()
            return held
        else:
            await self._news_within(held.since + self._linger - now)
        if asyncio.get_running_loop().time() >= held.since + self._linger:
            return await self._move(held)
        return held

    async def _news_within(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    def _take(self, connection: Connection) -> Held:
        """Take the cursor: its position, and the epoch that is ours from now on."""
        if not connection.execute(_TAKE, {"relay": self._service}).rowcount:
            connection.execute(insert(schema.relay).values(name=self._service, position=0, epoch=1))
        row = connection.execute(_CURSOR, {"relay": self._service}).one()
        return Held(row.epoch, row.position, row.position, 0.0)

    async def _move(self, held: Held) -> Held:
        """Write how far it was sent; raises Fenced."""

        def move(connection: Connection) -> None:
            place = {"relay": self._service, "held": held.epoch, "to": held.sent}
            if not connection.execute(_MOVE, place).rowcount:
                raise Fenced

        await self._store.write(move)
        return Held(held.epoch, held.sent, held.sent, 0.0)

    async def _leave(self, held: Held) -> None:
        """Move the cursor before stopping; where that fails, a few events are sent again."""
        try:
            if held.moved != held.sent:
                await self._move(held)
        except (Fenced, StoreAway) as away:
            log.warning("relay left its cursor behind", service=self._service, error=str(away))

    def _after(self, position: int) -> Sequence[AnyRow]:
        with self._store.read() as connection:
            return connection.execute(_AFTER, {"after": position}).all()

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
