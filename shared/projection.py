"""Read models: what one fact changes in them is a pure function; writing folds many changes into few statements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Dialect, Table, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

R = TypeVar("R")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Put:
    """The row with this key has these values from now on; it is made when it is not there."""

    table: Table
    key: Row
    values: Row


@dataclass(frozen=True, slots=True)
class Set:
    """The row with this key, if it is there, gets these values."""

    table: Table
    key: Row
    values: Row


@dataclass(frozen=True, slots=True)
class Remove:
    """The row with this key is gone."""

    table: Table
    key: Row


Change = Put | Set | Remove


@dataclass(frozen=True)
class Projection(Generic[R]):
    """One read model: its tables, and what one recorded fact changes in them.

    `changes` must depend on the fact alone, so that a rebuild gives the same rows.
    """

    name: str
    tables: Sequence[Table]
    changes: Callable[[R], Iterable[Change]]


Tables = Mapping[str, Table]
"""Where to write instead, by table name: a rebuild writes beside the live table."""


def write(connection: Connection, changes: Iterable[Change], instead: Tables | None = None) -> None:
    """Write `changes` in their order, with one statement per table, kind and set of columns."""
    for (kind, table, names), rows in _batches(_fold(changes)).items():
        target = table if instead is None else instead[table.name]
        connection.execute(_statement(kind, target, names, connection.dialect), rows)


Key = tuple[Table, tuple[Any, ...]]
Batch = tuple[type[Change], Table, tuple[str, ...]]


def _fold(changes: Iterable[Change]) -> dict[Key, Change]:
    """Per row, what all its changes come to; what happens to different rows does not depend on their order."""
    last: dict[Key, Change] = {}
    for change in changes:
        key = (change.table, tuple(change.key.values()))
        before = last.get(key)
        last[key] = change if before is None else _after(before, change)
    return last


def _after(before: Change, change: Change) -> Change:
    match before, change:
        case Put() | Set(), Set():
            return type(before)(before.table, before.key, {**before.values, **change.values})
        case ((Put() | Set()), Put()):
            return Put(before.table, before.key, {**before.values, **change.values})
        case Remove(), Set():
            return before
        case _:
            return change


def _batches(folded: Mapping[Key, Change]) -> dict[Batch, list[dict[str, Any]]]:
    batches: dict[Batch, list[dict[str, Any]]] = {}
    for change in folded.values():
        values = {} if isinstance(change, Remove) else change.values
        batch = (type(change), change.table, tuple(values))
        batches.setdefault(batch, []).append({f"key_{name}": key for name, key in change.key.items()} | dict(values))
    return batches


_statements: Final[dict[tuple[Any, ...], Any]] = {}


def _statement(kind: type[Change], table: Table, names: tuple[str, ...], dialect: Dialect) -> Any:
    """The statement for such a batch; made once, because making one costs more than running it."""
    known = (kind, table, names, dialect.name)
    if known not in _statements:
        _statements[known] = _make(kind, table, names, dialect)
    return _statements[known]


def _make(kind: type[Change], table: Table, names: tuple[str, ...], dialect: Dialect) -> Any:
    keys = [column.name for column in table.primary_key]
    this_row = [table.c[name] == bindparam(f"key_{name}") for name in keys]
    if kind is Remove:
        return delete(table).where(*this_row)
    if kind is Set:
        return update(table).where(*this_row).values({name: bindparam(name) for name in names})
    insert = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
    made = insert.values({name: bindparam(f"key_{name}") for name in keys} | {name: bindparam(name) for name in names})
    if not names:
        return made.on_conflict_do_nothing(index_elements=keys)
    return made.on_conflict_do_update(index_elements=keys, set_={name: made.excluded[name] for name in names})
