"""The tables of the ledger: entries are only ever added, the head is locked before one is, and a tree grows along."""

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

tile: Final = Table(
    "tile",
    tables,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)
"""The tree of the entries (`shared.merkle`), the widest of each tile; the leaf of position n is at n - 1."""

origin: Final = Table(
    "origin",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("before", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
)
"""As what the ledger began anew, from the second time on: the entry that says so, and the last note of before."""

checkpoint: Final = Table(
    "checkpoint",
    tables,
    Column("origin", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
)
"""What was signed: under which origin, by its number, for how many entries, the signed note, and when."""

cosignature: Final = Table(
    "cosignature",
    tables,
    Column("origin", Integer, primary_key=True, autoincrement=False),
    Column("witness", Text, primary_key=True),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)
"""What each witness, by its verifier's key, cosigned: the line of its signature, and when it says that it saw it."""

sighting: Final = Table(
    "sighting",
    tables,
    Column("origin", Integer, primary_key=True, autoincrement=False),
    Column("witness", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("note", Text),
    Column("told_at", Text, nullable=False),
)
"""What a witness says it saw, and was not here when it said so: how many entries, and the note where it shows one."""

signing_key: Final = Table(
    "signing_key",
    tables,
    Column("public", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("retired_at", Text),
)
"""The keys that signed, by their public halves in base64: since when, and until when."""

put_back: Final = Table(
    "put_back",
    tables,
    Column("name", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("restored_by", Text),
    Column("reason", Text),
    Column("heard_at", Text),
)
"""Has a row from when a backup took the ledger's place until the ledger holds all that it signed for: then it is told
who had it put back, and why. Nothing is signed before `heard_at`, when every witness has said what it saw.
"""
