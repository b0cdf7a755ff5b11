"""Rebuilds as every replica sees them: a row each in the store, written by the process that runs it.

The row is its sign of life too, as a relay's lease is (`shared/lease.py`): its `beat` is counted up every second, and
one that has not moved for `patience` seconds of our own monotonic clock is of a process that is gone. It is given up
then, and whoever comes back from a long pause finds that out in the transaction in which it would have taken over.
"""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Update, bindparam, delete, insert, select, update

from shared import lease
from shared.errors import StoreAway
from shared.rebuild import Difference, Rebuild
from shared.store import schema
from shared.store.store import AnyRow, Store
from shared.unfinished import GivenUp

RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
KEPT: Final = 100
"""Rebuilds that are remembered; older ones are forgotten."""
LOOK: Final = 0.1
"""Seconds between looks at whether another's rebuild moves."""

GONE: Final = (
    "The process that rebuilt it is gone. Nothing was replaced; start it again, and it goes on from where it was."
)
STOPPED: Final = (
    "The process that rebuilt it was stopped. Nothing was replaced; start it again, and it goes on from where it was."
)

_table: Final = schema.rebuild
_FIND: Final = select(_table).where(_table.c.id == bindparam("rebuild"))
_RUNNING: Final = select(_table).where(_table.c.state == RUNNING)
_NEWEST: Final = select(_table.c.id).order_by(_table.c.id.desc()).limit(KEPT)
_FORGET: Final = delete(_table).where(_table.c.id.not_in(_NEWEST), _table.c.state != RUNNING)
_RUNS: Final = update(_table).where(_table.c.id == bindparam("rebuild"), _table.c.state == RUNNING)
_BEAT: Final = _RUNS.values(beat=_table.c.beat + 1)

log = structlog.get_logger()


def begin(connection: Connection, id: str, projection: str) -> bool:
    """Write down that a rebuild begins; False, and nothing is written, when one is running in this store."""
    if connection.execute(_RUNNING).first() is not None:
        return False
    connection.execute(insert(_table).values(id=id, projection=projection, state=RUNNING, beat=0, events=0, total=0))
    connection.execute(_FORGET)
    return True


class Rebuilds:
    """One process's view of the rebuilds of a store, and what it writes of its own.

    `patience`: seconds after which another's that does not move counts as gone. By default that is none where no other
    process can use the store.
    """

    def __init__(self, store: Store, patience: float | None = None) -> None:
        self._store = store
        self._patience = patience if patience is not None else lease.PATIENCE if store.shared else 0.0
        self._ours: set[str] = set()
        self._seen: tuple[str, int] | None = None
        self._since = 0.0

    def run(self, id: str, rebuild: Rebuild[Any], work: Coroutine[Any, Any, Difference]) -> Coroutine[Any, Any, None]:
        """Do `work`, telling how far `rebuild` is meanwhile, and how it ended; that it is done, `note` tells.

        It has begun, so its row is there; it is ours from this call on.
        """
        self._ours.add(id)
        return self._run(id, rebuild, work)

    async def _run(self, id: str, rebuild: Rebuild[Any], work: Coroutine[Any, Any, Difference]) -> None:
        signs = asyncio.create_task(self._give_signs(id, rebuild), name=f"{self._store.name} tells of a rebuild")
        try:
            await work
        except asyncio.CancelledError:
            await self._fail(id, STOPPED)
            raise
        except GivenUp:
            log.warning("rebuild was given up meanwhile", service=self._store.name)
        except Exception as failure:
            log.exception("rebuild failed", service=self._store.name)
            await self._fail(id, str(failure))
        finally:
            signs.cancel()
            self._ours.discard(id)

    def note(self, id: str, connection: Connection, found: Difference) -> None:
        """Write down that it is done, in the transaction that does it; raises GivenUp."""
        ended = {"state": DONE, "found": json.dumps(asdict(found)), "events": found.events, "total": found.events}
        ended |= {"resumed": found.resumed, "seconds": found.seconds}
        _change(id, _RUNS.values(**ended), connection)

    async def find(self, id: str) -> AnyRow | None:
        """A rebuild as it stands; one whose process is gone has failed. Raises StoreAway."""
        row = await asyncio.to_thread(self._find, id)
        if row is not None and self._is_gone(row):
            await self._store.write(partial(_give_up, row))
            return await asyncio.to_thread(self._find, id)
        return row

    async def gave_up(self) -> bool:
        """Whether the one that runs proves to be of a process that is gone: it is given up then.

        Takes as long as it needs to move, or as our patience. Raises StoreAway.
        """
        first = await asyncio.to_thread(self._running)
        row = first
        while row is not None and first is not None and (row.id, row.beat) == (first.id, first.beat):
            if row.id in self._ours:
                return False
            if self._is_gone(row):
                return await self._store.write(partial(_give_up, row))
            await asyncio.sleep(LOOK)
            row = await asyncio.to_thread(self._running)
        return row is None

    def _is_gone(self, row: AnyRow) -> bool:
        """Not ours, and has not moved for as long as we are patient."""
        if row.state != RUNNING or row.id in self._ours:
            return False
        now = asyncio.get_running_loop().time()
        if self._seen != (row.id, row.beat):
            self._seen, self._since = (row.id, row.beat), now
        return now - self._since >= self._patience

    def _find(self, id: str) -> AnyRow | None:
        with self._store.read() as connection:
            return connection.execute(_FIND, {"rebuild": id}).one_or_none()

    def _running(self) -> AnyRow | None:
        with self._store.read() as connection:
            return connection.execute(_RUNNING).first()

    async def _give_signs(self, id: str, rebuild: Rebuild[Any]) -> None:
        """Say that we are alive, and how far we are; who was given up finds out at the end."""
        with suppress(GivenUp):
            while True:
                await asyncio.sleep(lease.SIGN)
                so_far = {"events": rebuild.events, "total": rebuild.total, "resumed": rebuild.resumed}
                beat = _BEAT.values(**so_far, seconds=rebuild.seconds)
                try:
                    await self._store.write(partial(_change, id, beat))
                except StoreAway as away:
                    log.warning("rebuild gives no sign of life", service=self._store.name, error=str(away))

    async def _fail(self, id: str, why: str) -> None:
        """Write down why it failed; where that cannot be, others see that it does not move any more."""
        failed = _RUNS.values(state=FAILED, error=why)
        try:
            await self._store.write(partial(_change, id, failed))
        except (GivenUp, StoreAway) as no:
            log.warning("rebuild leaves no word", service=self._store.name, error=str(no))


def _change(id: str, change: Update, connection: Connection) -> None:
    """Change what is written of a rebuild while it runs; raises GivenUp when it does not."""
    if not connection.execute(change, {"rebuild": id}).rowcount:
        raise GivenUp(GONE)


def _give_up(seen: AnyRow, connection: Connection) -> bool:
    """Let a rebuild that is still as it was seen have failed; tells whether it was."""
    gone = _RUNS.where(_table.c.beat == seen.beat).values(state=FAILED, error=GONE)
    return connection.execute(gone, {"rebuild": seen.id}).rowcount > 0
