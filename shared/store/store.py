"""One store: its engines, the one thread that writes, and reading beside it."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, Final, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine, Row, Transaction, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from shared.errors import OutcomeUnknown, StoreAway, Taken
from shared.store import postgres, sqlite
from shared.store.held import Held

T = TypeVar("T")
SETTLE: Final = 20.0
"""Seconds to wait for a store that went away while it committed: longer than a server takes to start again."""
PAUSE: Final = 0.05
_ERASES: Final = "erases"
AnyRow = Row[*tuple[Any, ...]]


class Backend(Protocol):
    """A database as a store: `shared/store/sqlite.py`, `shared/store/postgres.py`."""

    def writing(self, url: str) -> Engine: ...
    def reading(self, url: str) -> Engine: ...
    def glancing(self, url: str) -> Engine: ...
    def is_away(self, error: DBAPIError) -> bool: ...
    def is_locked(self, error: DBAPIError) -> bool: ...
    def is_taken(self, error: DBAPIError) -> bool: ...
    def scrub(self, url: str) -> bool: ...


BACKENDS: Final[Mapping[str, Backend]] = {"sqlite": sqlite, "postgresql": postgres}

log = structlog.get_logger()


def erases(connection: Connection) -> None:
    """Say that this transaction erases what must not stay behind in a file either."""
    connection.info[_ERASES] = True


def named(row: AnyRow) -> dict[str, Any]:
    """A row's values by column name."""
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public mapping, underscored so no column can hide it


def _told(error: DBAPIError) -> str:
    """The first line of what a database said; more it says of itself only."""
    return str(error.orig).partition("\n")[0]


class Store:
    """The store of one service.

    All writing happens on one thread: `write` runs a job there in a transaction of its own, `on_writer` runs a job
    that makes its own transactions with `transaction()`. Reading happens on the caller's thread, `read`. One that
    `reads_only` refuses every write with StoreAway.
    """

    def __init__(self, url: str, name: str, *, reads_only: bool = False) -> None:
        if (kind := make_url(url).get_backend_name()) not in BACKENDS:
            raise ValueError(f"{name}: a store's address starts with sqlite:/// or postgresql://; got another kind.")
        self.name: Final = name
        self.url: Final = url
        self.shared: Final = kind == "postgresql"
        """Whether other processes may write here too: then what they append is seen by looking, and never told."""
        self._backend = BACKENDS[kind]
        self._writing = self._backend.reading(url) if reads_only else self._backend.writing(url)
        self._reading = self._backend.reading(url)
        self._to_write = Held(self._writing)
        self._glancing = self._backend.glancing(url)
        self._writer_reads = Held(self._reading)
        self._writer_glances = Held(self._glancing)
        self._on_writer = threading.local()
        self._writer = ThreadPoolExecutor(1, f"{name}-writer", lambda: setattr(self._on_writer, "is_here", True))
        self.to_scrub = True
        """Whether what was erased may stay behind in a file: also what was when it was last open."""
        self._listeners: list[Callable[[], object]] = []
        self._after_commit: list[Callable[[], object]] = []

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction, committed at the end.

        Raises StoreAway when the store cannot be used (OutcomeUnknown: it may have committed), and Taken when a row
        could not be written because another with its key was there first. Only for code on the writer's thread.
        """
        self._after_commit.clear()
        with self._foreseen(), self._to_write.begun() as (connection, transaction):
            yield connection
            self.to_scrub |= connection.info.pop(_ERASES, False)
            self._commit(transaction)
        for job in self._after_commit:
            job()
        self._after_commit.clear()

    def settled(self, look: Callable[[Connection], T]) -> T:
        """What `look` sees behind a transaction whose commit was cut off: whether that happened, for good.

        Waits for a shared store to come back; raises StoreAway when it does not. Only for code on the writer's thread.
        """
        until = monotonic() + (SETTLE if self.shared else 0)
        while True:
            try:
                with self.transaction() as connection:
                    return look(connection)
            except StoreAway:
                if monotonic() >= until:
                    raise
                sleep(PAUSE)

    def is_waiting(self, away: StoreAway) -> bool:
        """Whether the store is away only because another process has been writing all the while."""
        return isinstance(away.__cause__, DBAPIError) and self._backend.is_locked(away.__cause__)

    def after_commit(self, job: Callable[[], object]) -> None:
        """Run `job` when the transaction under way is committed, and never when it is not.

        Only for code that runs on the writer's thread, within `transaction()`; `job` must not raise, and starts no
        transaction.
        """
        self._after_commit.append(job)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction that sees one moment; raises StoreAway when the store cannot be used."""
        with self._foreseen(), self._begun_to_read() as (connection, _):
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """For reading what is looked at again before it is relied upon: each statement may see a later moment.

        Raises StoreAway when the store cannot be used. Only for code on the writer's thread.
        """
        with self._foreseen(), self._writer_glances.begun() as (connection, _):
            yield connection

    async def on_writer(self, job: Callable[[], T]) -> T:
        """Run `job` on the writer's thread; raises what it raises, and StoreAway when the store was closed."""
        return await asyncio.wrap_future(self._submit(job))

    async def write(self, job: Callable[[Connection], T]) -> T:
        """Run `job` on the writer's thread in one transaction; its result is given after the commit."""

        def run() -> T:
            with self.transaction() as connection:
                return job(connection)

        return await self.on_writer(run)

    def schedule(self, job: Callable[[], None]) -> None:
        """Run `job` on the writer's thread some time soon, without waiting for it; what it raises is logged.

        Raises StoreAway when the store was closed.
        """
        self._submit(job).add_done_callback(self._ended)

    def scrub(self) -> None:
        """Have nothing of what was erased stay behind in a file; when that cannot be now, it is still `to_scrub`.

        Only for code on the writer's thread.
        """
        self.to_scrub = not self._backend.scrub(self.url)

    def on_append(self, listener: Callable[[], object]) -> None:
        """Call `listener` (from the writer's thread) after every commit that appended events."""
        self._listeners.append(listener)

    def appended(self) -> None:
        """Tell the listeners that events were committed; one that fails keeps it from nobody else."""
        for listener in self._listeners:
            try:
                listener()
            except Exception:
                log.exception("a listener failed", store=self.name)

    def close(self) -> None:
        """End the writer's thread after what it has in hand, and close all connections."""
        self._writer.shutdown(wait=True)
        self._to_write.close()
        self._writer_reads.close()
        self._writer_glances.close()
        self._writing.dispose()
        self._reading.dispose()
        self._glancing.dispose()

    def _submit(self, job: Callable[[], T]) -> "Future[T]":
        try:
            return self._writer.submit(job)
        except RuntimeError as closed:
            raise StoreAway(f"The store of {self.name} is closed.") from closed

    def _ended(self, job: "Future[None]") -> None:
        if failure := job.exception():
            log.error("a scheduled job failed", store=self.name, exc_info=failure)

    @contextmanager
    def _foreseen(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if self._backend.is_taken(error):
                raise Taken(f"Somebody else was first in {self.name} ({_told(error)}). Nothing was written.") from error
            if self._backend.is_away(error):
                raise StoreAway(f"The store of {self.name} cannot be used now ({_told(error)}).") from error
            raise
        except NoneFree as waited:
            raise StoreAway(f"The store of {self.name} cannot be used now (no connection is free).") from waited

    @contextmanager
    def _begun_to_read(self) -> Iterator[tuple[Connection, Transaction]]:
        if hasattr(self._on_writer, "is_here"):
            with self._writer_reads.begun() as begun:
                yield begun
            return
        taken = Held(self._reading)
        try:
            with taken.begun() as begun:
                yield begun
        finally:
            taken.close()

    def _commit(self, transaction: Transaction) -> None:
        try:
            transaction.commit()
        except DBAPIError as error:
            if not self._backend.is_away(error):
                raise
            raise OutcomeUnknown(f"The store of {self.name} went away while it committed ({_told(error)}).") from error
