"""SQLite as a store: write-ahead log, a full sync at every commit, one writer, readers that never wait.

https://www.sqlite.org/pragma.html#pragma_synchronous - FULL: a commit survives a power cut.
What a statement was given is never in an error's text, which is logged: it may be a name or a secret.
"""

import sqlite3
import time
from contextlib import closing
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from shared.store import driver

BUSY_MILLISECONDS: Final = 2_000
AGAIN: Final = 0.02
"""Seconds between tries to make a new file's log a write-ahead log."""
FULL: Final = 2
SCRUB: Final = 0.1
"""Seconds to wait for readers before the log is emptied: nobody writes meanwhile."""

AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
TAKEN: Final = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})


def writing(url: str) -> Engine:
    """An engine with one connection, whose transactions take the write lock at their start."""
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_reset_on_return=None, hide_parameters=True
    )
    _prepare(engine, begin="BEGIN IMMEDIATE", query_only=False)
    return engine


def reading(url: str) -> Engine:
    """An engine whose connections cannot write; each transaction sees one moment."""
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=4, max_overflow=36, pool_reset_on_return=None, hide_parameters=True
    )
    _prepare(engine, begin="BEGIN", query_only=True)
    return engine


def glancing(url: str) -> Engine:
    """The same: a transaction costs nothing here."""
    return reading(url)


def is_away(error: DBAPIError) -> bool:
    """Whether the store could not be used just now (locked, full, unreadable): nothing was written."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in AWAY


def is_locked(error: DBAPIError) -> bool:
    """Whether another process has been writing for as long as we wait."""
    return (getattr(error.orig, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_BUSY


def is_taken(error: DBAPIError) -> bool:
    """Whether a row could not be written because another with its key was there first."""
    return getattr(error.orig, "sqlite_errorcode", None) in TAKEN


def scrub(url: str) -> bool:
    """Have nothing stay in the write-ahead log of what was overwritten; tells whether that was possible just now.

    Not while somebody reads what stood there before: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint.
    """
    file = make_url(url).database or ""
    try:
        with closing(sqlite3.connect(file, timeout=SCRUB)) as connection:
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy


def _prepare(engine: Engine, *, begin: str, query_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # the statement below begins transactions, not the driver
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        _log_ahead(cursor)
        cursor.execute("PRAGMA synchronous = FULL")
        if query_only:
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only let go
        (level,) = cursor.execute("PRAGMA synchronous").fetchone()
        if level != FULL:
            raise RuntimeError(f"SQLite refused synchronous=FULL (it says {level}); a commit would not be durable.")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        driver.run(connection, begin)


def _log_ahead(cursor: sqlite3.Cursor) -> None:
    """Have the file use a write-ahead log, for as long as we wait for others.

    A file that has one keeps it. Of several processes that open a new one each reads first and then wants it alone,
    and SQLite calls no busy handler for those: waiting for one another would never end.
    """
    until = time.monotonic() + BUSY_MILLISECONDS / 1_000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as away:
            if away.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(AGAIN)
        else:
            return
