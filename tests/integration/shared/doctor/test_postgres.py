"""The same checks where the store is a PostgreSQL database."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from shared.doctor.examine import CHECKS, LAST, examine
from shared.doctor.finding import Finding
from shared.doctor.look import look
from shared.testing.running import Running, elsewhere
from shared.testing.until import until
from tests.integration.shared.doctor.patient import found, spoil
from tests.parts.postgres import Postgres


@pytest.fixture(autouse=True)
def _on_postgres(postgres: Postgres, tmp_path: Path) -> Iterator[None]:
    with elsewhere(tmp_path, postgres.fresh):
        yield


async def test_all_is_well_and_what_only_files_have_is_not_asked(now: Running) -> None:
    """Every other check is made."""
    examined = await examine(now.service("intake"))
    assert not examined.findings
    assert {check.name for check in (*CHECKS, *LAST)} - set(examined.checked) == {"disk-nearly-full"}


async def test_what_was_altered_is_found(now: Running) -> None:
    """An event whose row says something else than its body, and a read model that its events do not make."""
    await spoil(
        now,
        "UPDATE event SET causation = 'another' WHERE position = 1",
        "UPDATE initiative SET title = 'Een ander' WHERE id = (SELECT min(id) FROM initiative)",
    )
    assert [finding.check for finding in await found(now)] == ["event-altered", "read-model-differs"]


async def test_an_index_that_is_not_whole_is_damage(now: Running) -> None:
    """What cannot be trusted is not looked into any further."""
    with (
        psycopg.connect(now.service("intake").store.url, autocommit=True) as connection,
        pytest.raises(psycopg.errors.UniqueViolation),
    ):
        connection.execute("CREATE UNIQUE INDEX CONCURRENTLY half ON event ((1))")
    assert await found(now) == [Finding("store-damaged", "intake", "the index half is not whole")]


async def test_a_statement_ends_with_its_asker(now: Running) -> None:
    """A check that takes long is cancelled when its request is, and the connection is good for others."""
    store = now.service("intake").store
    interrupted = threading.Event()

    def job(connection: Connection) -> None:
        try:
            connection.exec_driver_sql("SELECT pg_sleep(60)")
        except OperationalError:
            interrupted.set()
            raise

    def sleeps() -> bool:
        with store.read() as connection:
            running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%%' AND state = 'active'"
            return connection.exec_driver_sql(running).scalar() == 1

    asking = asyncio.create_task(look(store, job))
    await until(sleeps)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await until(interrupted.is_set)
    assert await look(store, lambda connection: connection.exec_driver_sql("SELECT 1").scalar()) == 1
