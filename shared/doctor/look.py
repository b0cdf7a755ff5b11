"""Looking into a store: on a thread, in read transactions, chunk by chunk, and no longer than somebody waits for it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, Select

from shared.doctor.finding import Fault
from shared.store.store import AnyRow, Store

T = TypeVar("T")
CHUNK: Final = 1_000
"""Rows read in one transaction: bounds memory, and how long the write-ahead log is held."""

Judge = Callable[[Connection, Sequence[AnyRow]], Iterable[Fault]]


class _Interruptible(Protocol):
    """SQLite's connection."""

    def interrupt(self) -> None: ...


class _Cancellable(Protocol):
    """PostgreSQL's."""

    def cancel_safe(self) -> None: ...


class _Looking:
    """A statement under way, that can be ended from another thread; never one that came after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: _Interruptible | _Cancellable | None = None

    @contextmanager
    def at(self, connection: Connection) -> Iterator[None]:
        with self._lock:
            self._connection = connection.connection.driver_connection
        try:
            yield
        finally:
            with self._lock:
                self._connection = None

    def end(self) -> None:
        with self._lock:
            if self._connection is None:
                return
            if hasattr(self._connection, "interrupt"):
                self._connection.interrupt()
            else:
                self._connection.cancel_safe()


async def look(store: Store, job: Callable[[Connection], T]) -> T:
    """Run `job` in a read transaction on a thread; when this is cancelled, its statement is interrupted."""
    looking = _Looking()

    def run() -> T:
        with store.read() as connection, looking.at(connection):
            return job(connection)

    try:
        return await asyncio.to_thread(run)
    except asyncio.CancelledError:
        looking.end()
        raise


async def through(
    store: Store, chosen: Select[*tuple[Any, ...]], judge: Judge, *, start: int | str
) -> AsyncIterator[Fault]:
    """What `judge` finds in all rows of `chosen`, a chunk at a time.

    `chosen` has a unique column labelled `place`, is ordered by it and begins behind the parameter `after`.
    """
    place: int | str | None = start
    while place is not None:
        place, faults = await look(store, partial(_chunk, chosen.limit(CHUNK), judge, place))
        for fault in faults:
            yield fault


def _chunk(
    chosen: Select[*tuple[Any, ...]], judge: Judge, after: int | str, connection: Connection
) -> tuple[int | str | None, list[Fault]]:
    rows = connection.execute(chosen, {"after": after}).all()
    return (rows[-1].place if rows else None), list(judge(connection, rows))
