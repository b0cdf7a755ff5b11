"""A few of the rows in which a rebuilt read model differs from the live one, so that a person sees what it is about.

Read models hold no personal data and no confidential text, so nor do these; still no value is shown at any length.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Select, Table, exists, select

from shared.shadows import Counts, Shadows, differs, same_row
from shared.store.store import AnyRow, named

Kind = Literal["added", "removed", "changed"]
Value = str | int | float | bool | None

MOST: Final = 5
"""Samples of each kind."""
COLUMNS: Final = 10
"""Differing columns of a row that are shown."""
LENGTH: Final = 120
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A row by its key; of one that changed also each differing column as it `was` and as it `becomes`."""

    kind: Kind
    table: str
    key: Mapping[str, Value]
    was: Mapping[str, Value]
    becomes: Mapping[str, Value]


def taken(connection: Connection, tables: Mapping[str, Table], shadows: Shadows, counts: Counts) -> list[Sample]:
    """At most MOST samples of each kind, over all tables together; what was counted as none is not looked for."""
    wanted: tuple[tuple[Kind, int], ...] = ("added", counts[0]), ("removed", counts[1]), ("changed", counts[2])
    return [sample for kind, many in wanted if many for sample in _of_kind(connection, kind, tables, shadows)]


def _of_kind(connection: Connection, kind: Kind, tables: Mapping[str, Table], shadows: Shadows) -> list[Sample]:
    found: list[Sample] = []
    for name, table in tables.items():
        chosen = _chosen(kind, table, shadows[name]).limit(MOST - len(found))
        found += [_sample(kind, table, row) for row in connection.execute(chosen)]
        if len(found) == MOST:
            break
    return found


def _chosen(kind: Kind, table: Table, shadow: Table) -> Select[Any]:
    same = same_row(table, shadow)
    match kind:
        case "added":
            return select(*shadow.primary_key).where(~exists().where(same)).order_by(*shadow.primary_key)
        case "removed":
            return select(*table.primary_key).where(~exists().where(same)).order_by(*table.primary_key)
        case "changed":
            sides = (*(table.c), *(column.label(_becomes(column.name)) for column in shadow.c))
            both = select(*sides).select_from(table.join(shadow, same)).where(differs(table, shadow))
            return both.order_by(*table.primary_key)


def _becomes(name: str) -> str:
    return f"becomes {name}"


def _sample(kind: Kind, table: Table, row: AnyRow) -> Sample:
    values = named(row)
    key = {column.name: _shown(values[column.name]) for column in table.primary_key}
    if kind != "changed":
        return Sample(kind, table.name, key, {}, {})
    differing = [name for name in _columns(table) if values[name] != values[_becomes(name)]][:COLUMNS]
    return Sample(
        kind,
        table.name,
        key,
        {name: _shown(values[name]) for name in differing},
        {name: _shown(values[_becomes(name)]) for name in differing},
    )


def _columns(table: Table) -> Iterator[str]:
    return (column.name for column in table.columns if not column.primary_key)


def _shown(value: Any) -> Value:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else _text(value)
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


def _text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, default=str)
