"""What a store does when a transaction is committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from shared.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    made = Store(f"sqlite:///{tmp_path / 'some.db'}", "some")
    yield made
    made.close()


async def test_it_runs_after_the_commit(store: Store) -> None:
    """A job for after the commit sees what was committed, and runs once."""
    seen: list[int] = []

    def count() -> None:
        with store.read() as connection:
            seen.append(connection.exec_driver_sql("SELECT count(*) FROM thing").scalar_one())

    def write(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE thing (name TEXT)")
        connection.exec_driver_sql("INSERT INTO thing VALUES ('one')")
        store.after_commit(count)
        assert not seen

    await store.write(write)
    await store.write(lambda _: None)
    assert seen == [1]


async def test_it_does_not_run_when_nothing_was_committed(store: Store) -> None:
    """A transaction that fails takes its jobs along."""
    seen: list[str] = []

    def fail(_: Connection) -> None:
        store.after_commit(lambda: seen.append("run"))
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(fail)
    await store.write(lambda _: None)
    assert not seen
