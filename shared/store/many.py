"""One statement for many rows, given to the driver as plain values: SQLAlchemy's own way costs a row as much again.

SQLite takes the rows one by one, in this process. PostgreSQL takes them all in one message, as the text of one JSON
array that it reads as a table: measured, a third of what a message per row costs, and less the more rows there are.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    LargeBinary,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.types import TypeEngine

from shared.store import driver
from shared.store.compiled import Convert, compiled, conversions

I = TypeVar("I", bound=Insert)  # noqa: E741 - an insert
Row = Mapping[str, Any]
Cells = Mapping[str, ColumnElement[Any]]
"""Where a statement finds the values of a row, by name."""
Types = Mapping[str, TypeEngine[Any]]
Write = Callable[[Cells, str], Insert | Update | Delete]
"""Makes the statement of the cells it is given, for a dialect of this name."""
Give = Callable[[Sequence[Row]], Any]

POSTGRESQL: Final = "postgresql"
ROWS: Final = "rows"
GATHERED: Final = "gathered"


class Many:
    """What `write` makes, for many rows; `types` are those of a row's values. Compiled once per dialect."""

    def __init__(self, write: Write, types: Types) -> None:
        self._write: Final = write
        self._types: Final = {str(name): type_ for name, type_ in types.items()}  # a column's is more than text
        self._compiled: Final[dict[str, tuple[str, Give]]] = {}

    @classmethod
    def insert(cls, table: Table, names: Sequence[str]) -> "Many":
        """Insert rows of these columns of `table`."""
        return cls(
            lambda cells, dialect: inserted(Insert(table), cells, dialect), {name: table.c[name].type for name in names}
        )

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement for each of `rows`; raises KeyError when a row lacks one of the names."""
        text, give = self.compiled(connection.dialect)
        gathered = connection.info.get(GATHERED)
        if gathered is None:
            driver.run(connection, text, give(rows))
        else:
            gathered.append((text, give(rows)))

    def compiled(self, dialect: Dialect) -> tuple[str, Give]:
        """The statement's text, and how rows become what the driver takes."""
        if dialect.name not in self._compiled:
            together = dialect.name == POSTGRESQL
            self._compiled[dialect.name] = self._together(dialect) if together else self._one_by_one(dialect)
        return self._compiled[dialect.name]

    def _one_by_one(self, dialect: Dialect) -> tuple[str, Give]:
        cells = {name: bindparam(name, type_=type_) for name, type_ in self._types.items()}
        made = compiled(self._write(cells, dialect.name), dialect)
        plain = _plain(made.positiontup or [], conversions(made, dialect))
        return str(made), lambda rows: [plain(row) for row in rows]

    def _together(self, dialect: Dialect) -> tuple[str, Give]:
        columns = (column(name, _wire(type_)) for name, type_ in self._types.items())
        given = func.json_to_recordset(cast(bindparam(ROWS, type_=Text), JSON)).table_valued(*columns)
        rows = given.render_derived(name=ROWS, with_types=True)
        cells = {name: _read(rows.c[name], type_) for name, type_ in self._types.items()}
        text = str(compiled(self._write(cells, dialect.name), dialect))
        convert = {name: put for name, type_ in self._types.items() if (put := _put(type_)) is not None}
        names = list(self._types)

        def give(rows: Sequence[Row]) -> Mapping[str, str]:
            if convert:
                plain = [{n: convert[n](row[n]) if n in convert else row[n] for n in names} for row in rows]
            else:
                plain = [{name: row[name] for name in names} for row in rows]
            return {ROWS: orjson.dumps(plain).decode()}

        return text, give


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """What `Many` writes in this block is written at its end, in order, where that saves messages.

    Nothing in the block may need it before; what is executed otherwise goes at once.
    """
    if connection.dialect.name != POSTGRESQL:
        yield
        return
    known = connection.info  # taken once: of a connection that was lost it cannot be asked any more
    gathered = known[GATHERED] = list[tuple[str, Any]]()
    try:
        yield
    finally:
        del known[GATHERED]
    driver.run_together(connection, gathered)


def inserted(insert: I, cells: Cells, dialect: str) -> I:
    """`insert` of the cells of one row; where all rows are a table, of the rows of that."""
    if dialect == POSTGRESQL:
        return insert.from_select(list(cells), select(*cells.values()))
    return insert.values(dict(cells))


def _plain(positions: Sequence[str], convert: Convert) -> Callable[[Row], tuple[Any, ...]]:
    """A row as a tuple, in the order in which the driver counts parameters."""
    if convert:
        return lambda row: tuple([convert[name](row[name]) if name in convert else row[name] for name in positions])
    return lambda row: tuple([row[name] for name in positions])


def _wire(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """How a value of this type stands in the JSON of all rows: what JSON does not have is text there."""
    return Text() if isinstance(type_, JSON | LargeBinary) else type_


def _put(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(type_, JSON):
        return json.dumps  # as SQLAlchemy does, also on SQLite: None is JSON's null
    if isinstance(type_, LargeBinary):
        return lambda value: None if value is None else b64encode(value).decode()
    return None


def _read(cell: ColumnElement[Any], type_: TypeEngine[Any]) -> ColumnElement[Any]:
    if isinstance(type_, JSON):
        return cast(cell, JSON)
    if isinstance(type_, LargeBinary):
        return func.decode(cell, literal_column("'base64'"))
    return cell
