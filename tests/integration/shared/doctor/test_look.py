"""Looking into a store ends when nobody waits for it any more."""

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from shared.doctor.look import look
from shared.testing.running import Running
from shared.testing.until import until

LONG = """
    WITH RECURSIVE counting(x) AS (SELECT coalesce(begun(), 0) UNION ALL SELECT x + 1 FROM counting LIMIT 500000000)
    SELECT max(x) FROM counting"""


async def test_a_statement_ends_with_its_asker(now: Running) -> None:
    """A check that takes long is interrupted when its request is cancelled, and the connection is good for others."""
    store = now.service("intake").store
    begun, interrupted = threading.Event(), threading.Event()

    def job(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.create_function("begun", 0, begun.set)
        try:
            connection.exec_driver_sql(LONG)
        except OperationalError:
            interrupted.set()

    asking = asyncio.create_task(look(store, job))
    await until(begun.is_set)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await until(interrupted.is_set)
    assert await look(store, lambda connection: connection.exec_driver_sql("SELECT 1").scalar()) == 1
