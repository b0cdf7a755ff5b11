"""Stores on PostgreSQL with a million events: one real journey many times over, as `multiplying` does it for SQLite.

The server makes the copies: all UUIDs of a copy are shifted alike, so that in each copy streams, causes, read models
and the ledger belong together as they did in the original, and every envelope is valid.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import psycopg
from psycopg import sql

from tests.benchmarks.multiplying import ANSWERS, NUMBERED, VAULT

UUID: Final = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-)([0-9a-f]{12})")
COLUMNS: Final = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position),
       array_agg(data_type::text ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> %s GROUP BY table_name
"""
MOVED_ON: Final = {
    "event": "SELECT setval(pg_get_serial_sequence('event', 'position'), max(position)) FROM event "
    "HAVING max(position) IS NOT NULL",
    "relay": "UPDATE relay SET position = (SELECT max(position) FROM event) WHERE EXISTS (SELECT 1 FROM event)",
    "head": "UPDATE head SET size = (SELECT max(position) FROM entry)",
}
"""Everything was sent, and what counts goes on behind the copies."""

Connection = psycopg.Connection[Any]
Row = Sequence[str | None]


def multiply(url: str, initiative: str, copies: int) -> None:
    """Make `copies` of the journey of `initiative`, the last thing that happened in a store which no process uses."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")  # of this connection only
        tables = connection.execute(COLUMNS, (ANSWERS,)).fetchall()
        for table, names, kinds in tables:
            rows = _rows(connection, table, names, kinds, initiative)
            for row in rows:
                step = len(rows)
                cells = [
                    _counted(value, step) if name == NUMBERED.get(table) else _cell(value, kind)
                    for name, kind, value in zip(names, kinds, row, strict=True)
                ]
                connection.execute(_insert(table, names, cells, copies))
        for table in MOVED_ON.keys() & {name for name, *_ in tables}:
            connection.execute(MOVED_ON[table].encode())


def _rows(
    connection: Connection, table: str, names: Sequence[str], kinds: Sequence[str], initiative: str
) -> Sequence[Row]:
    """The rows about the initiative, and all texts that are kept, each value as text; bytes in hexadecimal."""
    shown = (
        sql.SQL("encode({}, 'hex')" if kind == "bytea" else "{}::text").format(sql.Identifier(name))
        for name, kind in zip(names, kinds, strict=True)
    )
    about = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(shown), sql.Identifier(table))
    found: Sequence[Row] = connection.execute(about).fetchall()
    marks = (initiative, initiative.encode().hex())
    return [row for row in found if table == VAULT or any(mark in str(value) for value in row for mark in marks)]


def _insert(table: str, names: Sequence[str], cells: Sequence[sql.Composable], copies: int) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, {}) AS n").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(cells),
        sql.Literal(copies),
    )


def _counted(value: str | None, step: int) -> sql.Composable:
    return sql.SQL("{} + n * {}").format(sql.Literal(int(value or 0)), sql.Literal(step))


def _cell(value: str | None, kind: str) -> sql.Composable:
    """The same value with all its UUIDs shifted; what holds none stays as it is."""
    if value is None:
        return sql.NULL
    if kind != "bytea":
        return sql.SQL("({})::{}").format(_shifted(value), sql.SQL(kind))  # as PostgreSQL names it
    try:
        text = bytes.fromhex(value).decode()
    except UnicodeDecodeError:  # what is only random
        return sql.SQL("decode({}, 'hex')").format(sql.Literal(value))
    return sql.SQL("convert_to({}, 'UTF8')").format(_shifted(text))


def _shifted(text: str) -> sql.Composable:
    parts: list[sql.Composable] = []
    end = 0
    for found in UUID.finditer(text):
        parts.append(sql.Literal(text[end : found.end(1)]))
        parts.append(
            sql.SQL("lpad(to_hex(({} + n) & {}), 12, '0')").format(
                sql.Literal(int(found[2], 16)), sql.Literal(0xFFFFFFFFFFFF)
            )
        )
        end = found.end()
    return sql.SQL(" || ").join([*parts, sql.Literal(text[end:])])
