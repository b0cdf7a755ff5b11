"""One statement for many rows, given to the driver as plain values: SQLAlchemy's own way costs a row as much again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Delete, Dialect, Insert, Update
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]
Plain = Callable[[Row], Any]
Convert = Mapping[str, Callable[[Any], Any]]


class Many:
    """An insert, update or delete of one row, whose parameters are `names`; compiled once per dialect."""

    def __init__(self, statement: Insert | Update | Delete, names: Sequence[str]) -> None:
        self._statement: Final = statement
        self._names: Final = list(names)
        self._compiled: Final[dict[str, tuple[str, Plain]]] = {}

    def execute(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement for each of `rows`, in order; raises KeyError when a row lacks one of the names."""
        text, plain = self.compiled(connection.dialect)
        connection.exec_driver_sql(text, [plain(row) for row in rows])

    def compiled(self, dialect: Dialect) -> tuple[str, Plain]:
        """The statement's text, and how a row becomes what the driver takes."""
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self._compile(dialect)
        return self._compiled[dialect.name]

    def _compile(self, dialect: Dialect) -> tuple[str, Plain]:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._names)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a statement of rows compiles to
        convert = {
            name: process
            for name, parameter in compiled.binds.items()
            if (process := parameter.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        return str(compiled), _plain(compiled.positiontup, self._names, convert)


def _plain(positions: Sequence[str] | None, names: Sequence[str], convert: Convert) -> Plain:
    """A tuple where the driver counts parameters, a mapping where it names them."""

    def value(row: Row, name: str) -> Any:
        return convert[name](row[name]) if name in convert else row[name]

    if positions is None:
        return lambda row: {name: value(row, name) for name in names}
    if convert:
        return lambda row: tuple([value(row, name) for name in positions])
    return lambda row: tuple([row[name] for name in positions])
