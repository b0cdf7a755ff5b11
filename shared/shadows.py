"""The tables in which a rebuild makes its rows, beside the live ones."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, MetaData, Table, text

from shared.store.many import POSTGRESQL
from shared.store.postgres import for_whole_tables

Shadows = Mapping[str, Table]
"""By the live table's name."""

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
    drop(connection, shadows)
    for shadow in shadows.values():
        shadow.create(connection)
    return shadows


def read_whole(connection: Connection) -> None:
    """What follows in this transaction compares whole tables."""
    if connection.dialect.name == POSTGRESQL:
        for_whole_tables(connection)


def drop(connection: Connection, shadows: Shadows) -> None:
    """Drop those that are there."""
    for shadow in shadows.values():
        shadow.drop(connection, checkfirst=True)


def _shadow(table: Table, name: str) -> Table:
    """A table of the same columns and keys, without the indexes, which only readers need."""
    shadow = table.to_metadata(MetaData(), name=name)
    shadow.indexes.clear()
    return shadow
