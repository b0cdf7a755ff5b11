"""One store: its engines, the one thread that writes, and reading beside it."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection, Row, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from shared.errors import StoreAway
from shared.store import sqlite

T = TypeVar("T")
AnyRow = Row[*tuple[Any, ...]]

log = structlog.get_logger()


def named(row: AnyRow) -> dict[str, Any]:
    """A row's values by column name."""
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public mapping, underscored so no column can hide it


class Store:
    """The store of one service.

    All writing happens on one thread: `write` runs a job there in a transaction of its own, `on_writer` runs a job
    that makes its own transactions with `transaction()`. Reading happens on the caller's thread, `read`.
    """

    def __init__(self, url: str, name: str) -> None:
        if make_url(url).get_backend_name() != "sqlite":
            raise ValueError(f"{name}: a store's address starts with sqlite:///; got another kind.")
        self.name: Final = name
        self.url: Final = url
        self.shared: Final = False
        self._writing = sqlite.writing(url)
        self._reading = sqlite.reading(url)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"{name}-writer")
        self._listeners: list[Callable[[], object]] = []
        self._after_commit: list[Callable[[], object]] = []

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction, committed at the end; raises StoreAway when the store cannot be used.

        Only for code that runs on the writer's thread.
        """
        self._after_commit.clear()
        with self._away(), self._writing.begin() as connection:
            yield connection
        for job in self._after_commit:
            job()
        self._after_commit.clear()

    def after_commit(self, job: Callable[[], object]) -> None:
        """Run `job` when the transaction under way is committed, and never when it is not.

        Only for code that runs on the writer's thread, within `transaction()`; `job` must not raise, and starts no
        transaction.
        """
        self._after_commit.append(job)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction that sees one moment; raises StoreAway when the store cannot be used."""
        with self._away(), self._reading.begin() as connection:
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
        self._writing.dispose()
        self._reading.dispose()

    def _submit(self, job: Callable[[], T]) -> "Future[T]":
        try:
            return self._writer.submit(job)
        except RuntimeError as closed:
            raise StoreAway(f"The store of {self.name} is closed.") from closed

    def _ended(self, job: "Future[None]") -> None:
        if failure := job.exception():
            log.error("a scheduled job failed", store=self.name, exc_info=failure)

    @contextmanager
    def _away(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if sqlite.is_away(error):
                raise StoreAway(f"The store of {self.name} cannot be used now ({error.orig}).") from error
            raise
        except NoneFree as waited:
            raise StoreAway(f"The store of {self.name} cannot be used now (no connection is free).") from waited
