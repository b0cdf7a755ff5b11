"""A query that is asked for every act: compiled once, and its rows are read from the driver as they are."""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Integer, LargeBinary, Select, Text
from sqlalchemy.sql.dml import ReturningUpdate

from shared.store import driver
from shared.store.compiled import compiled, conversions

Given = dict[str, Any]
PLAIN: Final = (Integer, Text, LargeBinary)
"""Types whose values every driver gives as they are meant."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    give: Callable[[Given], Any]


class Ready:
    """A query, or a change that tells what it changed. Its rows have the names of its columns."""

    def __init__(self, statement: Select[Any] | ReturningUpdate[Any]) -> None:
        """Raises TypeError for a column whose values a driver may give in another form than was stored."""
        columns = statement.exported_columns
        for name, column in columns.items():
            if not isinstance(column.type, PLAIN):
                raise TypeError(f"{name} is of type {column.type!r}, which drivers give in different forms.")
        self._statement: Final = statement
        names = [str(name) for name in columns.keys()]  # noqa: SIM118 - not a mapping
        row: Any = namedtuple("Row", names)  # type: ignore[misc]  # made of a statement, not written down
        self._row: Final = row._make
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, **given: Any) -> list[Any]:
        """Its rows for these parameters; raises TypeError for one too many or too few."""
        return list(map(self._row, self.tuples(connection, **given)))

    def tuples(self, connection: Connection, **given: Any) -> list[tuple[Any, ...]]:
        """The same, without names: for very many."""
        ready = self._compiled.get(connection.dialect.name)
        if ready is None:
            ready = self._compiled[connection.dialect.name] = _compile(self._statement, connection.dialect)
        return driver.rows(connection, ready.text, ready.give(given))

    def first(self, connection: Connection, **given: Any) -> Any:
        """Its first row; None when there is none. For what finds a row or two: all are fetched."""
        found = self.tuples(connection, **given)
        return self._row(found[0]) if found else None


def _compile(statement: Select[Any] | ReturningUpdate[Any], dialect: Dialect) -> _Compiled:
    made = compiled(statement, dialect)
    asked = {name for name, parameter in made.binds.items() if parameter.required}
    fixed = {name: value for name, value in made.params.items() if name not in asked}
    convert = conversions(made, dialect)

    def by_name(given: Given) -> Given:
        if given.keys() != asked:
            raise TypeError(f"it asks for {sorted(asked)}, and was given {sorted(given)}")
        values = fixed | given
        return {name: convert[name](value) if name in convert else value for name, value in values.items()}

    if not (positions := made.positiontup):
        return _Compiled(str(made), by_name)

    def by_place(given: Given) -> tuple[Any, ...]:
        values = by_name(given)
        return tuple([values[name] for name in positions])

    return _Compiled(str(made), by_place)
