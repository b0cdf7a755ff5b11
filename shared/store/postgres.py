"""PostgreSQL as a store: writers one after the other over all processes, readers who see one moment.

A write transaction first takes the store's advisory lock, in a statement of its own: what it reads then is as the last
holder left it, and positions are given out in the order of commits. https://www.postgresql.org/docs/current/
explicit-locking.html#ADVISORY-LOCKS and wal-async-commit.html. A process that stops dead with the lock loses it after
IDLE; what a statement was given is never in an error's text, which is logged: it may be a name or a secret.
"""

from pathlib import Path
from typing import Any, Final

import psycopg
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from shared.store import driver
from shared.store.dialect import DRIVER

LOCK: Final = 0x4B6F706C6F706572
"""The advisory lock of a store's writers ("Koploper"); each database has its own."""
READERS: Final = 8
"""Connections for reading at most, of a process and store; with the writer's it has one more."""
LOCK_SECONDS: Final = 10
"""How long a writer waits for those before it, in other processes."""
IDLE_SECONDS: Final = 3
"""After which a writer that says nothing in its transaction has lost it: its process stopped, or its host is gone."""
STATEMENT_SECONDS: Final = 60
DURABLE: Final = frozenset({"on", "remote_apply", "remote_write"})
"""The settings of synchronous_commit in which a commit is on this server's disk before it is answered."""

AWAY_CLASSES: Final = frozenset({"08", "28", "3D", "40", "53", "57", "58"})
"""Connections, rights, resources, operators, and what the server gave up by itself."""
AWAY: Final = frozenset(
    {
        "25006",  # it only reads: a standby
        "25P03",  # idle in a transaction for too long
        "25P04",  # a transaction for too long
        "55P03",  # the lock was not free in time
        "XX001",  # damaged data, a damaged index
        "XX002",
    }
)

PERSONAL: Final = ("vault", "vault_person", "draft", "draft_person")
"""Tables that hold what people said or who they are, in the stores that have them."""
_CONNECT: Final[dict[str, Any]] = {
    "fallback_application_name": "koploper",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds; so a server whose host is gone is away, and not waited for
}
_FEW_ROWS: Final = "SET enable_seqscan = off; SET jit = off;"
"""Plans for a few rows are kept, and go by index: one made on a small table would read all of it for ever."""
_ANY_ROWS: Final = "SET plan_cache_mode = force_custom_plan; SET jit = off;"
"""Lists are planned anew each time: what is best depends on what is asked, and how much there is by then."""
_WHOLE_TABLES: Final = (
    "SET LOCAL enable_seqscan = on; SET LOCAL statement_timeout = 0;"
    f"SET LOCAL idle_in_transaction_session_timeout = '{STATEMENT_SECONDS}s'"
)
_WRITING: Final = (
    f"{_FEW_ROWS} SET lock_timeout = '{LOCK_SECONDS}s'; SET statement_timeout = '{STATEMENT_SECONDS}s';"
    f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"
)
_READING: Final = (
    f"SET statement_timeout = '{STATEMENT_SECONDS}s';"
    f"SET idle_in_transaction_session_timeout = '{STATEMENT_SECONDS}s';"
    "SET default_transaction_read_only = on"
)
_BEGIN_WRITING: Final = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({LOCK})"
_BEGIN_READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Settings(BaseSettings):
    """`KOPLOPER_STORE_PASSWORD_FILE`: a file with the password, for an address without one."""

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_STORE_", frozen=True)

    password_file: Path | None = None


def writing(url: str) -> Engine:
    """An engine with one connection, whose transactions take the store's lock at their start."""
    engine = _engine(url, pool_size=1, max_overflow=0)
    _prepare(engine, _WRITING, _BEGIN_WRITING)
    return engine


def reading(url: str) -> Engine:
    """An engine whose connections cannot write; each transaction sees one moment."""
    engine = _engine(url, pool_size=READERS // 2, max_overflow=READERS // 2)
    _prepare(engine, _ANY_ROWS + _READING, _BEGIN_READING)
    return engine


def glancing(url: str) -> Engine:
    """An engine with one connection for single statements, each of which sees a moment of its own: two messages less.

    It cannot write either.
    """
    engine = _engine(url, pool_size=1, max_overflow=0)
    _prepare(engine, _FEW_ROWS + _READING, None)
    return engine


def for_whole_tables(connection: Connection) -> None:
    """Until the end of the transaction its statements may read whole tables, and take the time that needs."""
    connection.exec_driver_sql(_WHOLE_TABLES)


def is_away(error: DBAPIError) -> bool:
    """Whether the store could not be used just now (gone, full, locked, only reads): nothing was written.

    Unless it was the commit that failed: then nobody knows yet.
    """
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # the server said nothing: there was none, or no longer
        return isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError)
    return state in AWAY or state[:2] in AWAY_CLASSES


def is_locked(error: DBAPIError) -> bool:
    """Whether another process has been writing for as long as we wait."""
    return isinstance(error.orig, psycopg.errors.LockNotAvailable)


def is_taken(error: DBAPIError) -> bool:
    """Whether a row could not be written because another with its key was there first."""
    return isinstance(error.orig, psycopg.errors.UniqueViolation)


def scrub(url: str) -> bool:
    """Have the server let go of what was erased, in the tables that hold what people said; tells whether it could now.

    Only outside a transaction: https://www.postgresql.org/docs/current/sql-vacuum.html.
    """
    engine = _engine(url, pool_size=1, max_overflow=0)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            for table in PERSONAL:
                if connection.exec_driver_sql(f"SELECT to_regclass('{table}')").scalar() is not None:
                    connection.exec_driver_sql(f"VACUUM {table}")
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return True


def _engine(url: str, *, pool_size: int, max_overflow: int) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername=DRIVER),
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=LOCK_SECONDS,
        pool_reset_on_return=None,
        hide_parameters=True,
        use_native_hstore=False,
        connect_args=_CONNECT,
    )
    event.listen(engine, "do_connect", _password)
    event.listen(engine, "handle_error", _say_less)
    return engine


def _password(_: Any, __: Any, ___: Any, parameters: dict[str, Any]) -> None:
    """Read the password anew for each connection: who changes it need not stop us."""
    if not parameters.get("password") and (file := Settings().password_file):
        parameters["password"] = file.read_text().strip()


def _prepare(engine: Engine, settings: str, begin: str | None) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: psycopg.Connection[Any], _: Any) -> None:
        connection.autocommit = True  # the statement below begins transactions, not the driver
        connection.execute(settings)
        _must_be_durable(connection)

    if begin is not None:
        event.listen(engine, "begin", lambda connection: driver.run(connection, begin))


def _must_be_durable(connection: psycopg.Connection[Any]) -> None:
    durable = "SELECT current_setting('synchronous_commit'), current_setting('fsync')"
    if connection.execute(durable).fetchone()[0] not in DURABLE:  # type: ignore[index]  # a row there is
        connection.execute("SET synchronous_commit = on")
    commit, fsync = connection.execute(durable).fetchone() or ("", "")
    if commit not in DURABLE or fsync != "on":
        raise RuntimeError(
            f"PostgreSQL has synchronous_commit={commit} and fsync={fsync}; a commit would not be durable."
        )


def _say_less(context: ExceptionContext) -> None:
    """Have an error, and what SQLAlchemy says of it, tell nothing of what is stored."""
    error = context.original_exception
    if isinstance(error, psycopg.Error) and driver.say_less_of(error) and context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = error.args
