"""One statement for many rows: the same as SQLAlchemy's own way, for every kind of column and dialect."""

import json
from typing import Any, Final

import pytest
from sqlalchemy import JSON, Column, Integer, LargeBinary, MetaData, Table, Text, create_engine, insert, select
from sqlalchemy.dialects import postgresql

from shared.store.many import Many

THING: Final = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("parts", JSON),
    Column("body", LargeBinary),
)
ROWS: Final[list[dict[str, Any]]] = [
    {"name": "one", "id": 1, "parts": ["a", {"b": None}], "body": b"\x00\xff"},
    {"id": 2, "name": None, "parts": None, "body": None},
]


def test_rows_are_written_as_by_sqlalchemy() -> None:
    """Whatever their order of names, with values converted as their columns ask."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        THING.create(connection)
        connection.execute(insert(THING), ROWS)
        theirs = connection.execute(select(THING)).all()
        connection.execute(THING.delete())
        Many.insert(THING, THING.c.keys()).execute(connection, ROWS)
        assert connection.execute(select(THING)).all() == theirs
    engine.dispose()


def test_a_row_must_be_whole() -> None:
    """A row without one of the values is a fault, not a NULL."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection, pytest.raises(KeyError, match="parts"):
        Many.insert(THING, ("id", "parts")).execute(connection, [{"id": 1}])
    engine.dispose()


def test_postgresql_gets_all_rows_in_one_message() -> None:
    """As JSON, with what JSON does not have as text; the statement is the same for any number of rows."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its dialects untyped
    text, give = Many.insert(THING, THING.c.keys()).compiled(dialect)
    assert "json_to_recordset(CAST(%(rows)s" in text
    assert "AS rows(id INTEGER, name TEXT, parts TEXT, body TEXT)" in text
    assert json.loads(give(ROWS)["rows"]) == [
        {"id": 1, "name": "one", "parts": '["a", {"b": null}]', "body": "AP8="},
        {"id": 2, "name": None, "parts": "null", "body": None},
    ]
