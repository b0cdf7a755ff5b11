"""Writing folded changes comes to the same as writing them one by one."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Connection, Engine, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.dialects import postgresql

from shared import projection
from shared.projection import Change, Put, Remove, Set
from shared.store import driver

METADATA: Final = MetaData()
ONE: Final = Table(
    "one", METADATA, Column("id", Text, primary_key=True), Column("a", Integer), Column("b", Text), Column("c", JSON)
)
PAIR: Final = Table(
    "pair",
    METADATA,
    Column("left", Text, primary_key=True),
    Column("right", Integer, primary_key=True),
    Column("a", Integer),
)
Tables = list[Sequence[Any]]


def engine() -> Engine:
    made = create_engine("sqlite://")
    METADATA.create_all(made)
    return made


def written(batches: Iterable[Sequence[Change]]) -> Tables:
    """The rows after writing batch after batch."""
    with engine().begin() as connection:
        for batch in batches:
            projection.write(connection, batch)
        return rows(connection)


def rows(connection: Connection) -> Tables:
    return [
        tuple(row) for table in (ONE, PAIR) for row in connection.execute(select(table).order_by(*table.primary_key))
    ]


ids = st.sampled_from(["x", "y"])
some_of_one = st.fixed_dictionaries(
    {},
    optional={"a": st.integers(0, 3), "b": st.sampled_from(["p", "q"]), "c": st.sampled_from([None, [1], {"k": "v"}])},
)
keys_of_one = st.fixed_dictionaries({"id": ids})
keys_of_pair = st.tuples(ids, st.integers(1, 2), st.booleans()).map(
    lambda each: (
        {"left": each[0], "right": each[1]} if each[2] else {"right": each[1], "left": each[0]}  # any order of names
    )
)
some_of_pair = st.fixed_dictionaries({}, optional={"a": st.integers(0, 3)})
changes = st.one_of(
    st.builds(Put, st.just(ONE), keys_of_one, some_of_one),
    st.builds(Set, st.just(ONE), keys_of_one, some_of_one),
    st.builds(Remove, st.just(ONE), keys_of_one),
    st.builds(Put, st.just(PAIR), keys_of_pair, some_of_pair),
    st.builds(Set, st.just(PAIR), keys_of_pair, some_of_pair),
    st.builds(Remove, st.just(PAIR), keys_of_pair),
)
X: Final = {"id": "x"}


@given(st.lists(st.lists(changes, max_size=12), max_size=3))
@example([[Set(ONE, X, {"a": 1}), Put(ONE, X, {"b": "p"})]])  # nothing was there to be set
@example([[Put(ONE, X, {"a": 1, "b": "p"})], [Remove(ONE, X), Put(ONE, X, {"a": 2})]])  # b is gone
@example([[Put(PAIR, {"left": "x", "right": 1}, {"a": 1}), Remove(PAIR, {"right": 1, "left": "x"})]])
@example([[Set(ONE, X, {})]])
def test_folded_is_one_by_one(batches: list[list[Change]]) -> None:
    """Whatever changes come in whatever order, a batch leaves the rows that its changes leave singly."""
    assert written(batches) == written([change] for batch in batches for change in batch)


def test_many_facts_take_few_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred puts into one table are one statement."""
    seen: list[str] = []
    run = driver.run

    def counted(connection: Connection, text: str, given: Any) -> Any:
        seen.append(text)
        return run(connection, text, given)

    monkeypatch.setattr(driver, "run", counted)
    with engine().begin() as connection:
        projection.write(connection, [Put(ONE, {"id": str(number)}, {"a": number}) for number in range(100)])
    assert len(seen) == 1


def test_a_rebuild_writes_beside() -> None:
    """With another table named for it, the live one stays as it is."""
    beside = ONE.to_metadata(MetaData(), name="one__beside")
    with engine().begin() as connection:
        beside.create(connection)
        projection.write_folded(connection, projection.fold([Put(ONE, X, {"a": 1})]), {"one": beside})
        assert rows(connection) == []
        assert [tuple(row) for row in connection.execute(select(beside))] == [("x", 1, None, None)]


def test_a_key_must_be_whole() -> None:
    """A change that names half a key is a fault, not a change of many rows."""
    with engine().begin() as connection, pytest.raises(KeyError, match="right"):
        projection.write(connection, [Remove(PAIR, {"left": "x"})])


def test_statements_are_kept_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of rebuilds that are over do not pile up."""
    monkeypatch.setattr(projection, "STATEMENTS", 3)
    with engine().begin() as connection:
        for number in range(10):
            beside = ONE.to_metadata(MetaData(), name=f"one__{number}")
            beside.create(connection)
            projection.write_folded(connection, projection.fold([Put(ONE, X, {"a": 1})]), {"one": beside})
    assert len(projection._statements) <= 3


@pytest.mark.parametrize("names", [(), ("a", "b")])
def test_the_statements_fit_postgresql_too(names: tuple[str, ...]) -> None:
    """An upsert is written in the dialect of the store."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its dialects untyped
    assert "ON CONFLICT (id) DO" in projection._statement((Put, ONE, names)).compiled(dialect)[0]
