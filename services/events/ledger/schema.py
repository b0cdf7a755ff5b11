"""The tables of the ledger: entries are only ever added, and the head is locked before one is."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

tables: Final = MetaData()

entry: Final = Table(
    "entry",
    tables,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("initiative_id", Text),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("source", "stream", "sequence"),
)
Index("entry_recorded_at", entry.c.recorded_at, entry.c.position)
Index("entry_type", entry.c.type, entry.c.position)
Index("entry_initiative", entry.c.initiative_id, entry.c.position)

head: Final = Table(
    "head",
    tables,
    Column("name", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("recorded_at", Text, nullable=False),
)
NAME: Final = "ledger"
"""The only row of `head`."""
