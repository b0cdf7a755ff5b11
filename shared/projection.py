"""Read models: what one fact changes in them is a pure function; writing folds many changes into few statements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Delete, Insert, Table, Update, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from shared.store.many import POSTGRESQL, Cells, Many, inserted

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


Key = tuple[Table, Any]
Folded = tuple[Mapping[Key, Change], Mapping[Key, Change]]
"""Per row, what its changes come to, in two parts that are written one after the other."""
Batch = tuple[type[Change], Table, tuple[str, ...]]


def write(connection: Connection, changes: Iterable[Change]) -> None:
    """Write `changes` in their order."""
    write_folded(connection, fold(changes))


def write_folded(connection: Connection, folded: Folded, instead: Tables | None = None) -> None:
    """Write what changes come to, with few statements: one per table, kind and set of columns, at most twice."""
    for part in folded:
        for (kind, table, names), rows in _batches(part).items():
            target = table if instead is None else instead[table.name]
            _statement((kind, target, names)).execute(connection, rows)


def fold(changes: Iterable[Change]) -> Folded:
    """Per row, what all its changes come to: one change, or two of which the first must be written before the second.

    Two where the first looks at the row that is there: a Set does nothing without one and a Remove forgets it, so
    neither is one statement with the Put that follows. What happens to different rows does not depend on their order.
    """
    first: dict[Key, Change] = {}
    last: dict[Key, Change] = {}
    for change in changes:
        key = _key(change)
        before = last.get(key)
        if before is None or isinstance(change, Remove):
            first.pop(key, None)
            last[key] = change
        elif isinstance(change, Put) and not isinstance(before, Put):
            first[key], last[key] = before, change
        elif not isinstance(before, Remove):  # a Set behind a Remove finds no row
            last[key] = _after(before, change)
    return first, last


def _after(before: Put | Set, change: Put | Set) -> Change:
    """What two changes that give a row values come to, of which the first may make it."""
    if type(before) is type(change) and before.values.keys() == change.values.keys():
        return change
    return type(before)(before.table, before.key, {**before.values, **change.values})


_key_getters: Final[dict[Table, Callable[[Row], Any]]] = {}


def _key(change: Change) -> Key:
    """Which row; raises KeyError when the change does not name its table's whole key."""
    getter = _key_getters.get(change.table)
    if getter is None:
        getter = _key_getters[change.table] = itemgetter(*(column.name for column in change.table.primary_key))
    return change.table, getter(change.key)


def _batches(folded: Mapping[Key, Change]) -> dict[Batch, list[dict[str, Any]]]:
    batches: dict[Batch, list[dict[str, Any]]] = {}
    for change in folded.values():
        values = {} if isinstance(change, Remove) else change.values
        if isinstance(change, Set) and not values:
            continue
        batch = (type(change), change.table, tuple(values))
        batches.setdefault(batch, []).append({_KEY + name: key for name, key in change.key.items()} | dict(values))
    return batches


Upsert = postgresql.Insert | sqlite.Insert
_KEY: Final = "key_"
"""Before the name of a key, to tell it from a value under the same name."""
_statements: Final[dict[Batch, Many]] = {}
STATEMENTS: Final = 512
"""How many statements are kept at most: a rebuild's tables come and go."""


def _statement(batch: Batch) -> Many:
    """The statement for such a batch; kept, because making one costs more than running it."""
    made = _statements.get(batch)
    if made is None:
        if len(_statements) >= STATEMENTS:
            _statements.clear()
        made = _statements[batch] = _make(batch)
    return made


def _make(batch: Batch) -> Many:
    _, table, names = batch
    keys = {f"{_KEY}{column.name}": column.type for column in table.primary_key}
    return Many(partial(_one, batch), keys | {name: table.c[name].type for name in names})


def _one(batch: Batch, cells: Cells, dialect: str) -> Delete | Update | Insert:
    kind, table, names = batch
    keys = {column.name: cells[_KEY + column.name] for column in table.primary_key}
    values = {name: cells[name] for name in names}
    this_row = [table.c[name] == cell for name, cell in keys.items()]
    if kind is Remove:
        return delete(table).where(*this_row)
    if kind is Set:
        return update(table).where(*this_row).values(values)
    if dialect == POSTGRESQL:
        return _put(inserted(postgresql.insert(table), keys | values, dialect), list(keys), names)
    return _put(inserted(sqlite.insert(table), keys | values, dialect), list(keys), names)


def _put(made: Upsert, keys: Sequence[str], names: Sequence[str]) -> Insert:
    if not names:
        return made.on_conflict_do_nothing(index_elements=keys)
    return made.on_conflict_do_update(index_elements=keys, set_={name: made.excluded[name] for name in names})
