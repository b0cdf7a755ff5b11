"""The tables in which a rebuild makes its rows, beside the live ones: made, compared, taken over, dropped."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    inspect,
    or_,
    select,
    text,
)

from shared.store.many import POSTGRESQL
from shared.store.postgres import for_whole_tables

Shadows = Mapping[str, Table]
"""By the live table's name."""
Counts = tuple[int, int, int]
"""Rows added, removed and changed."""

_OURS: Final = text("SELECT pg_backend_pid()")
_LEFT: Final = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename ~ :named AND NOT EXISTS"
    " (SELECT 1 FROM pg_stat_activity WHERE pid = CAST(substring(tablename FROM '[0-9]+$') AS integer))"
)


def made(connection: Connection, tables: Sequence[Table], beside: str) -> Shadows:
    """Make shadows of `tables`; what an earlier rebuild under the name `beside` left behind is dropped.

    On PostgreSQL others may rebuild the same at the same time: the names say which connection's they are, and what is
    of a connection that has ended nobody uses.
    """
    if connection.dialect.name == POSTGRESQL:
        for name in connection.execute(_LEFT, {"named": f"__{beside}_[0-9]+$"}).scalars().all():
            Table(name, MetaData()).drop(connection)
        beside = f"{beside}_{connection.execute(_OURS).scalar_one()}"
    shadows = {table.name: _shadow(table, f"{table.name}__{beside}") for table in tables}
    make(connection, shadows)
    return shadows


def kept(connection: Connection, tables: Sequence[Table], beside: str) -> tuple[Shadows, bool]:
    """Shadows that outlive whoever makes them, and whether all of them are there; only one at a time may use them."""
    shadows = {table.name: _shadow(table, f"{table.name}__{beside}") for table in tables}
    there = set(inspect(connection).get_table_names())
    return shadows, all(shadow.name in there for shadow in shadows.values())


def make(connection: Connection, shadows: Shadows) -> None:
    """Make them, empty."""
    drop(connection, shadows)
    for shadow in shadows.values():
        shadow.create(connection)


def read_whole(connection: Connection) -> None:
    """What follows in this transaction compares whole tables."""
    if connection.dialect.name == POSTGRESQL:
        for_whole_tables(connection)


def drop(connection: Connection, shadows: Shadows) -> None:
    """Drop those that are there."""
    for shadow in shadows.values():
        shadow.drop(connection, checkfirst=True)


def compare(connection: Connection, table: Table, shadow: Table) -> Counts:
    """How many rows the rebuilt table has more, fewer, and otherwise."""
    same = same_row(table, shadow)
    added = select(func.count()).select_from(shadow).where(~exists().where(same))
    removed = select(func.count()).select_from(table).where(~exists().where(same))
    changed = select(func.count()).select_from(table.join(shadow, same)).where(differs(table, shadow))
    added_count, removed_count, changed_count = (
        int(connection.execute(counted).scalar_one()) for counted in (added, removed, changed)
    )
    return added_count, removed_count, changed_count


def take_over(connection: Connection, table: Table, shadow: Table) -> None:
    """Make the live table's rows those of its shadow, touching only rows that differ."""
    same = same_row(table, shadow)
    connection.execute(delete(table).where(~exists().where(same, ~differs(table, shadow))))
    missing = select(shadow).where(~exists().where(same))
    connection.execute(insert(table).from_select([column.name for column in table.columns], missing))


def same_row(table: Table, shadow: Table) -> ColumnElement[bool]:
    """Whether a row of the one has the key of a row of the other."""
    return and_(*(column == shadow.c[column.name] for column in table.primary_key))


def differs(table: Table, shadow: Table) -> ColumnElement[bool]:
    """Whether two rows are not the same in every column."""
    return or_(
        *(
            _comparable(table.c[column.name]).is_distinct_from(_comparable(shadow.c[column.name]))
            for column in table.columns
        )
    )


def _comparable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _shadow(table: Table, name: str) -> Table:
    """A table of the same columns and keys, without the indexes, which only readers need."""
    shadow = table.to_metadata(MetaData(), name=name)
    shadow.indexes.clear()
    return shadow
