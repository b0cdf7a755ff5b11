"""A data folder with a million events: what one real submission left in every store, many times over, with other ids.

All UUIDs of a copy are shifted alike, so that in each copy streams, causes, read models and the ledger belong together
as they did in the original, and every envelope is valid.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

UUID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
CHUNK: Final = 5_000
NUMBERED: Final = {"event": "position", "entry": "position", "message": "offset"}
"""What counts up over all rows of a table, or over those of a topic."""
VAULT: Final = "vault"
ANSWERS: Final = "idempotency"
"""Not copied: who asks again is told by a hash, and a copy of it is the same one."""

Cell = Callable[[int], Any]


def multiply(data: Path, initiative: str, copies: int, told: Callable[[float], None]) -> None:
    """Make `copies` of the journey of `initiative`, the last thing that happened in `data`, which no process uses.

    `told` hears of each chunk of each store.
    """
    for store in sorted(data.glob("*.db")):
        with closing(sqlite3.connect(store, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # of this connection only
            tables = [
                name
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                if name != ANSWERS and not name.startswith("sqlite_")
            ]
            templates = {name: template for name in tables if (template := _template(connection, name, initiative))}
            for begin in range(0, copies, CHUNK):
                connection.execute("BEGIN")
                for name, template in templates.items():
                    _copy(connection, name, template, range(begin + 1, min(begin + CHUNK, copies) + 1))
                connection.execute("COMMIT")
                told(CHUNK)
            _move_on(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _template(connection: sqlite3.Connection, table: str, initiative: str) -> Sequence[Sequence[Cell]]:
    """Per row about the initiative, and per text kept for it, how each cell looks in the n-th copy."""
    cursor = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of our own
    names = [column[0] for column in cursor.description]
    rows = [row for row in cursor.fetchall() if table == VAULT or initiative in str(row)]
    counts = _counts(names, rows, table)
    return [
        [
            _counted(value, counts[row]) if name == NUMBERED.get(table) else _cell(value)
            for name, value in zip(names, row, strict=True)
        ]
        for row in rows
    ]


def _counts(names: Sequence[str], rows: Sequence[tuple[Any, ...]], table: str) -> dict[tuple[Any, ...], int]:
    """By how much a row's number grows with each copy: by the rows of its table, on the bus by those of its topic."""
    topic = names.index("topic") if table == "message" else None
    alike = [None if topic is None else row[topic] for row in rows]
    return {row: alike.count(kind) for row, kind in zip(rows, alike, strict=True)}


def _counted(value: int, step: int) -> Cell:
    return lambda copy: value + copy * step


def _cell(value: Any) -> Cell:
    """The same value with all its UUIDs shifted; what holds none stays as it is."""
    raw = value.encode() if isinstance(value, str) else value
    if not isinstance(raw, bytes) or not (found := UUID.findall(raw)):
        return lambda _: value
    between = UUID.split(raw)
    stems = [(each[:24], int(each[24:], 16)) for each in found]

    def shifted(copy: int) -> Any:
        parts = [between[0]]
        for (stem, tail), rest in zip(stems, between[1:], strict=True):
            parts += (stem, b"%012x" % ((tail + copy) & 0xFFFFFFFFFFFF), rest)
        body = b"".join(parts)
        return body.decode() if isinstance(value, str) else body

    return shifted


def _copy(connection: sqlite3.Connection, table: str, template: Sequence[Sequence[Cell]], copies: range) -> None:
    def rows() -> Iterator[list[Any]]:
        for copy in copies:
            for row in template:
                yield [cell(copy) for cell in row]

    marks = ", ".join("?" * len(template[0]))
    connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows())  # noqa: S608 - a table of our own


def _move_on(connection: sqlite3.Connection) -> None:
    """Everything was sent and heard, and the ledger's head is where its entries end."""
    present = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "relay" in present:
        connection.execute(
            "UPDATE relay SET position = (SELECT max(position) FROM event) WHERE EXISTS (SELECT 1 FROM event)"
        )
    if "cursor" in present:
        connection.execute(
            'UPDATE cursor SET "offset" = coalesce((SELECT max("offset") FROM message WHERE topic = cursor.topic), 0)'
        )
    if "head" in present:
        connection.execute("UPDATE head SET size = (SELECT max(position) FROM entry)")
