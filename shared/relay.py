"""The relay: sends what a store committed, in the order of its commits, and remembers how far it came.

It sends what stands behind its cursor, some batches ahead of what the bus has acknowledged (`shared/flight.py`), and
moves the cursor over what is durable there without a hole (`shared/cursor.py`): soon, not for each batch. A crash in
between sends again; receivers drop what they know. Of several replicas one holds the lease on the cursor
(`shared/lease.py`) and sends; the others stand by.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection, func, select

from shared import lease, tracing
from shared.bus.protocol import Bus, BusAway, Message, topic_of
from shared.cursor import LANDING, Cursor
from shared.errors import StoreAway
from shared.lease import Fenced, Lease
from shared.outlet import Outlet
from shared.store import schema
from shared.store.store import Store

LINGER: Final = 0.25
"""Seconds the cursor may stay behind what has landed: what a crash sends again, besides what was on its way."""
PAUSES: Final = (0.05, 0.2, 1.0)
"""Seconds to wait after the first, second, … failure in a row: so late it may notice that all is well again."""
STAND_BY: Final = 0.5
"""Seconds between looks at whether the lease has come free."""

log = structlog.get_logger()


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
        self._cursor: Cursor | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failures = 0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._store.on_append(partial(loop.call_soon_threadsafe, self._tell))
        self._task = asyncio.create_task(self._run(), name=f"{self.name} relays")

    async def stop(self) -> None:
        """End after what is on its way, and give the lease back."""
        self._stopping.set()
        self._tell()
        if self._task is not None:
            await self._task

    def _tell(self) -> None:
        if self._cursor is not None:
            self._cursor.look_again()

    async def _run(self) -> None:
        """Stand by, send while the lease is ours, stand by again; until the stop."""
        while not self._stopping.is_set():
            try:
                taken = await self._lease.take()
                if taken is None:
                    await self._pause(STAND_BY)
                else:
                    await self._hold(Cursor(self._store, self._lease, taken, self._send, self._linger, self._outlet))
            except Exception as failure:  # noqa: BLE001 - it is logged there, and all is tried again
                await self._wait_after(failure)

    async def _hold(self, cursor: Cursor) -> None:
        """Send what there is, until we stop or the lease is another's."""
        self._cursor = cursor
        alive = asyncio.create_task(self._give_signs(cursor), name=f"{self.name} holds its lease")
        try:
            await self._send_all(cursor)
            await self._leave(cursor)
        except Fenced:
            log.warning("another relay took over", service=self._service, relay=self.name)
            await cursor.settle(LANDING)
        finally:
            cursor.let_go()
            alive.cancel()
            with suppress(asyncio.CancelledError):
                await alive

    async def _send_all(self, cursor: Cursor) -> None:
        """Send until we stop; raises Fenced. When the bus fails we keep the lease: nobody else would fare better."""
        while not self._stopping.is_set():
            try:
                if await cursor.go_on():
                    self._failures = 0
            except Fenced:
                raise
            except Exception as failure:  # noqa: BLE001 - the same
                await cursor.settle()
                await self._wait_after(failure)

    async def _send(self, messages: Sequence[Message]) -> None:
        if not messages:  # nothing is said of these events
            return
        with tracing.sending(self._service, self._topic, messages):
            await self._bus.publish(self._topic, messages)

    async def _leave(self, cursor: Cursor) -> None:
        """Where that fails, a few events are sent again, some time later."""
        try:
            await cursor.leave()
        except (Fenced, StoreAway) as away:
            log.warning("relay left its cursor behind", service=self._service, relay=self.name, error=str(away))

    async def _give_signs(self, cursor: Cursor) -> None:
        """Say that we are alive; when we are fenced, the next look at the store tells."""
        while self._lease.contested:
            await asyncio.sleep(lease.SIGN)
            try:
                await self._lease.beat(cursor.epoch)
            except Fenced:
                cursor.look_again()
                return
            except StoreAway as away:
                log.warning("relay gives no sign of life", service=self._service, relay=self.name, error=str(away))

    async def _wait_after(self, failure: Exception) -> None:
        """Wait a while after a failure, the longer the more there were in a row."""
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        known = isinstance(failure, BusAway | StoreAway)
        log.warning(
            "relay waits", service=self._service, topic=self._topic, pause=pause, exc_info=None if known else failure
        )
        await self._pause(pause)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def behind(connection: Connection, service: str) -> int:
    """How many of the store's events the relay has not yet sent."""
    row = lease.row_of(connection, service)
    sent = 0 if row is None else row.position
    found = connection.execute(select(func.count()).where(schema.event.c.position > sent)).scalar_one()
    return int(found)
