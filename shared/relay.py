"""The relay: sends what a store committed, in the order of its commits, and remembers how far it came.

It reads from its cursor, sends, waits for the bus to say that all of it is durable, and only then moves the cursor:
soon, not for each batch. A crash in between sends again; receivers drop what they know. Of several replicas one holds
the lease on the cursor (`shared/lease.py`) and sends; the others stand by.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection, bindparam, func, select

from shared import lease, tracing
from shared.bus.protocol import Bus, BusAway, Message, topic_of
from shared.errors import StoreAway
from shared.lease import Fenced, Lease, Taken
from shared.outlet import Outlet
from shared.store import schema
from shared.store.store import AnyRow, Store

BATCH: Final = 500
LINGER: Final = 0.25
"""Seconds the cursor may stay behind what was sent: what a crash sends again at the most."""
PAUSES: Final = (0.05, 0.2, 1.0, 5.0)
"""Seconds to wait after the first, second, … failure in a row."""
BEAT: Final = 0.1
"""Seconds between looks at what other processes appended to a shared store."""
STAND_BY: Final = 0.5
"""Seconds between looks at whether the lease has come free."""

_AFTER: Final = (
    select(schema.event.c.position, schema.event.c.stream, schema.event.c.body)
    .where(schema.event.c.position > bindparam("after"))
    .order_by(schema.event.c.position)
    .limit(bindparam("most"))
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """A cursor that is ours: its epoch, where its row stands, how far was sent, and since when that is not written."""

    epoch: int
    moved: int
    sent: int
    since: float

    @classmethod
    def of(cls, taken: Taken) -> "Held":
        return cls(taken.epoch, taken.position, taken.position, 0.0)


class Relay:
    """Sends the events of one service to its topic, or what an `outlet` says of them to that one's.

    `patience`: seconds after which a holder of the lease that gives no sign of life counts as gone. By default that
    is none where no other process can use the store.
    """

    def __init__(
        self,
        store: Store,
        bus: Bus,
        service: str,
        linger: float = LINGER,
        patience: float | None = None,
        outlet: Outlet | None = None,
    ) -> None:
        if patience is None:
            patience = lease.PATIENCE if store.shared else 0
        self._store = store
        self._bus = bus
        self._service = service
        self._linger = linger
        self.name: Final = service if outlet is None else outlet.name
        self._outlet = outlet
        self._lease = Lease(store, self.name, patience)
        self._topic = topic_of(self.name)
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failures = 0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._store.on_append(partial(loop.call_soon_threadsafe, self._news.set))
        self._task = asyncio.create_task(self._run(), name=f"{self._service} relays")

    async def stop(self) -> None:
        """End after the batch in hand, and give the lease back."""
        self._stopping.set()
        self._news.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        """Stand by, send while the lease is ours, stand by again; until the stop."""
        while not self._stopping.is_set():
            try:
                taken = await self._lease.take()
                if taken is None:
                    await self._pause(STAND_BY)
                else:
                    await self._hold(Held.of(taken))
            except Exception as failure:  # noqa: BLE001 - it is logged there, and all is tried again
                await self._wait_after(failure)

    async def _hold(self, held: Held) -> None:
        """Send what there is, until we stop or the lease is another's.

        A failure of the bus does not give it back: nobody else would fare better.
        """
        alive = asyncio.create_task(self._give_signs(held.epoch), name=f"{self._service} holds its lease")
        try:
            self._news.set()  # what was committed before
            while not self._stopping.is_set():
                try:
                    held = await self._send_next(held)
                    self._failures = 0
                except Fenced:
                    raise
                except Exception as failure:  # noqa: BLE001 - the same
                    await self._wait_after(failure)
                    held = Held(held.epoch, held.moved, held.moved, 0.0)
                    self._news.set()
            await self._leave(held)
        except Fenced:
            log.warning("another relay took over", service=self._service)
        finally:
            alive.cancel()
            with suppress(asyncio.CancelledError):
                await alive

    async def _wait_after(self, failure: Exception) -> None:
        """Wait a while after a failure, the longer the more there were in a row."""
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        known = isinstance(failure, BusAway | StoreAway)
        log.warning(
            "relay waits", service=self._service, topic=self._topic, pause=pause, exc_info=None if known else failure
        )
        await self._pause(pause)

    async def _give_signs(self, epoch: int) -> None:
        """Say that we are alive; when we are fenced, the next look at the store tells."""
        while self._lease.contested:
            await asyncio.sleep(lease.SIGN)
            try:
                await self._lease.beat(epoch)
            except Fenced:
                self._news.set()
                return
            except StoreAway as away:
                log.warning("relay gives no sign of life", service=self._service, error=str(away))

    async def _send_next(self, held: Held) -> Held:
        """Send what is next, or wait for it; move the cursor when it has lingered long enough. Raises Fenced."""
        rows = await self._next(held)
        now = asyncio.get_running_loop().time()
        if rows:
            messages = await self._messages(held.sent, rows)
            with tracing.sending(self._service, self._topic, messages):
                await self._bus.publish(self._topic, messages)
            held = Held(held.epoch, held.moved, rows[-1].position, held.since or now)
        elif held.moved == held.sent:
            if not self._stopping.is_set():
                await self._news_within(BEAT if self._lease.contested else None)
            return held
        else:
            await self._news_within(held.since + self._linger - now)
        if asyncio.get_running_loop().time() >= held.since + self._linger:
            return await self._move(held)
        return held

    async def _next(self, held: Held) -> Sequence[AnyRow]:
        """What is to be sent next. Where nobody else appends, the store is asked only when there may be something."""
        if not (self._news.is_set() or self._lease.contested):
            return ()
        self._news.clear()
        rows = await self._store.on_writer(partial(self._after, held))
        if len(rows) == BATCH:
            self._news.set()
        return rows

    async def _messages(self, after: int, rows: Sequence[AnyRow]) -> Sequence[Message]:
        """What is said of these events, which stand behind position `after`."""
        if self._outlet is None:
            return [Message(row.stream, row.body) for row in rows]
        return await self._store.on_writer(partial(self._told, self._outlet, after, rows[-1].position))

    def _told(self, outlet: Outlet, after: int, to: int) -> Sequence[Message]:
        with self._store.read() as connection:
            return outlet.tell(connection, after, to)

    async def _news_within(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    async def _move(self, held: Held) -> Held:
        """Write how far it was sent; raises Fenced."""
        await self._lease.move(held.epoch, held.sent)
        return Held(held.epoch, held.sent, held.sent, 0.0)

    async def _leave(self, held: Held) -> None:
        """Move the cursor and give the lease back; where that fails, a few events are sent again, some time later."""
        try:
            if held.moved != held.sent:
                await self._move(held)
            if self._lease.contested:
                await self._lease.release(held.epoch)
        except (Fenced, StoreAway) as away:
            log.warning("relay left its cursor behind", service=self._service, error=str(away))

    def _after(self, held: Held) -> Sequence[AnyRow]:
        """What is next, while the lease is ours; raises Fenced."""
        with self._store.read() as connection:
            self._lease.check(connection, held.epoch)
            return connection.execute(_AFTER, {"after": held.sent, "most": BATCH}).all()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def behind(connection: Connection, service: str) -> int:
    """How many of the store's events the relay has not yet sent."""
    row = lease.row_of(connection, service)
    sent = 0 if row is None else row.position
    found = connection.execute(select(func.count()).where(schema.event.c.position > sent)).scalar_one()
    return int(found)
