"""Statements given to the driver itself: what SQLAlchemy does around one costs more than most of ours take."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

WITH_VALUES: Final = "22"
"""The class of errors whose first line, too, tells what a statement was given."""
_MORE: Final[Mapping[str, Mapping[str, Any]]] = {"sqlite": {}, "postgresql": {"binary": True}}
"""PostgreSQL gives rows as it keeps them: bytes as text are twice as long, and take as much longer to read."""


def run(connection: Connection, text: str, given: Any = None) -> None:
    """Run a statement; on SQLite, a list of parameters runs it for each of them.

    Raises what SQLAlchemy would (DBAPIError).
    """
    driver: Any = connection.connection.driver_connection
    try:
        if given is None:
            driver.execute(text)
        elif isinstance(given, list):
            driver.executemany(text, given)
        else:
            driver.execute(text, given)
    except _errors(connection) as error:
        raise _told(connection, driver, error) from error


def rows(connection: Connection, text: str, given: Any) -> list[tuple[Any, ...]]:
    """All that a query finds, or a change tells. Raises the same, also for what fails only at a later row."""
    driver: Any = connection.connection.driver_connection
    try:
        found: list[tuple[Any, ...]] = driver.execute(text, given, **_MORE[connection.dialect.name]).fetchall()
    except _errors(connection) as error:
        raise _told(connection, driver, error) from error
    return found


def run_together(connection: Connection, statements: Sequence[tuple[str, Any]]) -> None:
    """Send statements that give nothing back to PostgreSQL, with their parameters, and wait once for all of them.

    https://www.psycopg.org/psycopg3/docs/advanced/pipeline.html. Raises the same, for the first that fails.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline(), driver.cursor() as cursor:
            for text, parameters in statements:
                cursor.execute(text, parameters)
    except psycopg.Error as error:
        raise _told(connection, driver, error) from error


def _errors(connection: Connection) -> type[Exception]:
    of_driver: type[Exception] = connection.dialect.loaded_dbapi.Error
    return of_driver


def _told(connection: Connection, driver: Any, error: Exception) -> Exception:
    """What SQLAlchemy says of a driver's error, without what the statement was given; a lost connection is let go."""
    if isinstance(error, psycopg.Error):
        say_less_of(error)
    if getattr(driver, "closed", False):
        connection.invalidate(error)
    elif not connection.in_transaction():
        driver.rollback()  # it could not begin; what is left of that must not meet the next one
    said: Exception = DBAPIError.instance(
        None,
        None,
        error,
        _errors(connection),
        hide_parameters=True,
        connection_invalidated=connection.invalidated,
        dialect=connection.dialect,
    )
    return said


def say_less_of(error: psycopg.Error) -> bool:
    """Leave of an error what tells of the program and the server (no DETAIL, no CONTEXT); whether a server sent it."""
    if error.sqlstate is None:
        return False
    told = "" if error.sqlstate.startswith(WITH_VALUES) else f": {error.diag.message_primary}"
    error.args = (f"{type(error).__name__} ({error.sqlstate}){told}",)
    return True
