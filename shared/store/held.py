"""A connection that stays open from one transaction to the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from sqlalchemy import Connection, Engine, Transaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

PATIENCE: Final = 30.0
"""Seconds to wait for the end of another's transaction, as a pool waits for a connection."""


class Held:
    """An engine's connection that stays open: taking one from the pool for each transaction costs as much."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._one_at_a_time = Lock()
        self.patience = PATIENCE

    @contextmanager
    def begun(self) -> Iterator[tuple[Connection, Transaction]]:
        """A transaction; on a fresh connection where the one at hand was lost while nobody used it.

        One at a time: a second waits for the end of the first, and raises SQLAlchemy's TimeoutError when that takes
        too long.
        """
        if not self._one_at_a_time.acquire(timeout=self.patience):
            raise NoneFree("the connection was not free in time")
        try:
            connection, transaction = self._begin()
            with transaction:
                yield connection, transaction
        except BaseException:  # whatever state it is in now, the next transaction begins on another
            self.close()
            raise
        finally:
            self._one_at_a_time.release()

    def close(self) -> None:
        """Let go of the connection; the next transaction gets another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _begin(self, *, again: bool = True) -> tuple[Connection, Transaction]:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            return self._connection, self._connection.begin()
        except DBAPIError as lost:
            self.close()
            if lost.connection_invalidated and again:
                return self._begin(again=False)
            raise
