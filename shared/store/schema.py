"""The tables that every service's store has; read models are each service's own, in its projections.

The event table is the outbox: what the relay sends is what was committed here, in the order of `position`.
"""

from typing import Final

from sqlalchemy import JSON, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

plumbing: Final = MetaData()

event: Final = Table(
    "event",
    plumbing,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("causation", Text, nullable=False),
    Column("reaction", Text),
    Column("ordinal", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("stream", "version"),
    sqlite_autoincrement=True,
)
Index(
    "event_reaction_once",
    event.c.stream,
    event.c.causation,
    event.c.reaction,
    event.c.ordinal,
    unique=True,
    sqlite_where=event.c.reaction.is_not(None),
    postgresql_where=event.c.reaction.is_not(None),
)

inbox: Final = Table(
    "inbox",
    plumbing,
    Column("source", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("event_id", Text, nullable=False),
    sqlite_with_rowid=False,
)

waiting: Final = Table(
    "waiting",
    plumbing,
    Column("id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("source", Text),
    Column("stream", Text),
    Column("sequence", Integer),
    Column("type", Text),
    Column("error", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Text),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("source", "stream", "sequence"),
)
Index("waiting_due", waiting.c.due)

vault: Final = Table(
    "vault",
    plumbing,
    Column("ref", Text, primary_key=True),
    Column("salt", LargeBinary),
    Column("content", Text),
    Column("readers", Text, nullable=False),
    Column("erased_at", Text),
)

vault_person: Final = Table(
    "vault_person",
    plumbing,
    Column("ref", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Whom an entry is about, and the stream whose facts name it; gone once the entry is erased."""
Index("vault_person_person", vault_person.c.person)
Index("vault_person_stream", vault_person.c.stream)

vault_access: Final = Table(
    "vault_access",
    plumbing,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("ref", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("purpose", Text),
)
"""Who looked at what, when and why; those from before it was asked have no purpose."""
Index("vault_access_ref", vault_access.c.ref)

idempotency: Final = Table(
    "idempotency",
    plumbing,
    Column("scope", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("location", Text, nullable=False),
    Column("expires", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("idempotency_expires", idempotency.c.expires)

relay: Final = Table(
    "relay",
    plumbing,
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("holder", Text),
    Column("beat", Integer, nullable=False),
)
"""A cursor per relay: `epoch` fences it, `holder` has it (nobody when null), `beat` counts its signs of life."""

restored: Final = Table(
    "restored",
    plumbing,
    Column("name", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("trouble", Text),
    Column("restored_by", Text),
    Column("reason", Text),
)
"""Has a row while what was restored from a backup has not caught up; `trouble` is why it will not by itself. Who had it
restored, and why, is told when it has.
"""

rebuild: Final = Table(
    "rebuild",
    plumbing,
    Column("id", Text, primary_key=True),
    Column("projection", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("beat", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("found", Text),
    Column("error", Text),
    Column("resumed", Integer),
    Column("seconds", Float),
)
"""A rebuild of a read model: `beat` counts the signs of life of the process that runs it, `found` is JSON. Of its
`events` one that was broken off had read `resumed`; the others took `seconds`.
"""

unfinished: Final = Table(
    "unfinished",
    plumbing,
    Column("projection", Text, primary_key=True),
    Column("held_by", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("events", Integer, nullable=False),
)
"""How far the shadow tables of a read model are that is being rebuilt, or was until it was broken off: `held_by` is the
rebuild that may write them, `release` the code that they are made by.
"""

schedule: Final = Table(
    "schedule",
    plumbing,
    Column("stream", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("data", JSON, nullable=False),
)
"""What a service does by itself on a stream, when: made of its own facts. `cause` is the fact, `data` what it says."""
Index("schedule_at", schedule.c.at)

shut: Final = Table(
    "shut",
    plumbing,
    Column("person", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""What is shut to whom: `subject` is the id in a stream's name; made of the service's own facts."""

erasure: Final = Table(
    "erasure",
    plumbing,
    Column("id", Text, primary_key=True),
    Column("erasure", Text),
    Column("because", Text),
    Column("person", Text),
    Column("initiative_id", Text),
    Column("texts", Integer),
    Column("rows", Integer),
    Column("done_at", Text),
)
"""What was erased here of persons: a row per fact that says so, with how many texts and rows beside the facts went."""
Index("erasure_erasure", erasure.c.erasure)
Index("erasure_person", erasure.c.person)

deed: Final = Table(
    "deed",
    plumbing,
    Column("person", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which facts are what a person did: a row per fact of an actor who is no service."""

upgraded: Final = Table("upgraded", plumbing, Column("name", Text, primary_key=True))
"""What an upgrade had to make of this store's own facts, by name, and has made (`shared/upgraded.py`)."""

secret: Final = Table(
    "secret",
    plumbing,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
