"""A ready query: the same rows as by SQLAlchemy's own way, on either store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import JSON, Column, Integer, LargeBinary, MetaData, Table, Text, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError

from shared.errors import StoreAway, Taken
from shared.store import driver
from shared.store.among import among
from shared.store.ready import Ready
from shared.store.store import Store

TABLES: Final = MetaData()
THING: Final = Table(
    "thing",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("body", LargeBinary),
    Column("parts", JSON),
)
ROWS: Final[list[dict[str, Any]]] = [
    {"id": 1, "name": "één", "body": b"\x00\xff"},
    {"id": 2, "name": 'of "two"', "body": b""},
    {"id": 3, "name": None, "body": None},
]
SEEN: Final = select(THING.c.id, THING.c.name, THING.c.body).order_by(THING.c.id)
NAMED: Final = SEEN.where(among(THING.c.name, "names"), THING.c.id < bindparam("below"))
COUNTED: Final = (
    update(THING)
    .where(THING.c.id == bindparam("at"))
    .values(id=THING.c.id + bindparam("more"))
    .returning(THING.c.id, THING.c.name)
)


@pytest.fixture(params=("sqlite", "postgresql"))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the table in it."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'thing.db'}" if sqlite else request.getfixturevalue("postgres").fresh()
    made = Store(url, "thing")

    def fill() -> None:
        with made.transaction() as connection:
            TABLES.create_all(connection)
            connection.execute(insert(THING), ROWS)

    made._submit(fill).result()
    yield made
    made.close()


def test_rows_are_as_by_sqlalchemy(store: Store) -> None:
    """With the same names and values, for lists of any length, none among them, and parameters that come again."""
    ready = Ready(NAMED)
    with store.read() as connection:
        for names in ([], ["één"], ["één", 'of "two"', "x' --"]):
            theirs = connection.execute(NAMED, {"names": names, "below": 9}).all()
            ours = ready.all(connection, names=names, below=9)
            assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
            assert [row.name for row in ours] == names[:2]
        assert ready.first(connection, names=["één"], below=1) is None
        assert ready.first(connection, names=["één"], below=2).body == b"\x00\xff"


def test_a_change_tells_what_it_changed(store: Store) -> None:
    """And a transaction that fails leaves nothing of it."""

    def change() -> Any:
        with store.transaction() as connection:
            return Ready(COUNTED).first(connection, at=3, more=6)

    assert tuple(store._submit(change).result()) == (9, None)
    with pytest.raises(Taken):
        store._submit(lambda: _taken(store)).result()
    with store.read() as connection:
        assert [row.id for row in Ready(SEEN).all(connection)] == [1, 2, 9]


def _taken(store: Store) -> None:
    with store.transaction() as connection:
        Ready(COUNTED).first(connection, at=1, more=1)


def test_what_it_was_given_is_not_told(store: Store) -> None:
    """An error names no value: it may be a secret."""
    with pytest.raises(DBAPIError) as failed, store.read() as connection:
        driver.run(connection, "SELECT 1 FROM nowhere")
    assert "nowhere" in str(failed.value.orig)
    with pytest.raises((Taken, DBAPIError)) as taken:
        store._submit(lambda: _taken(store)).result()
    assert "één" not in str(taken.value)


def test_a_connection_that_was_lost_is_told(postgres: Any) -> None:
    """The store is away, and its next transaction finds another connection."""
    store = Store(postgres.fresh(), "lost")
    with pytest.raises(StoreAway), store.read() as connection:
        driver.run(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
    with store.read() as connection:
        assert driver.rows(connection, "SELECT 1", ()) == [(1,)]
    store.close()


def test_parameters_are_whole(store: Store) -> None:
    """One that is forgotten or misspelt is a fault, and not a query for nothing."""
    with store.read() as connection:
        wrong: list[dict[str, Any]] = [{"names": []}, {"names": [], "belwo": 1}, {"names": [], "below": 1, "above": 2}]
        for given in wrong:
            with pytest.raises(TypeError, match="below"):
                Ready(NAMED).all(connection, **given)


def test_columns_that_drivers_give_in_different_forms_are_refused() -> None:
    """What would need converting is asked in SQLAlchemy's own way."""
    with pytest.raises(TypeError, match="parts"):
        Ready(select(THING.c.parts))
