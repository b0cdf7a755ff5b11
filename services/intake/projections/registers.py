"""Entries of registers as they were brought in last. They are history, and no initiatives."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import JSON, Column, ColumnElement, Connection, Index, Integer, Select, Table, Text, select

from services.intake import events
from services.intake.projections.initiatives import tables
from shared.envelope import timestamp
from shared.event import Kept
from shared.projection import Change, Projection, Put
from shared.store import schema
from shared.store.store import AnyRow
from shared.turn import Recorded

register_entry: Final = Table(
    "register_entry",
    tables,
    Column("id", Text, primary_key=True),
    Column("register_name", Text),
    Column("key", Text),
    Column("name", Text),
    Column("organisation", Text),
    Column("partners", JSON),
    Column("summary", Text),
    Column("region", Text),
    Column("place", Text),
    Column("themes", JSON),
    Column("branches", JSON),
    Column("status", Text),
    Column("since", Text),
    Column("link", Text),
    Column("contact", JSON),
    Column("imported_at", Text),
    Column("changed_at", Text),
    Column("version", Integer),
)
Index("register_entry_register", register_entry.c.register_name, register_entry.c.name)


def _entry(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.RegisterEntryImported() as imported:
            yield Put(
                register_entry, {"id": fact.subject}, _said(imported, fact) | {"imported_at": timestamp(fact.time)}
            )
        case events.RegisterEntryChanged() as changed:
            yield Put(register_entry, {"id": fact.subject}, _said(changed, fact))
        case _:
            return


def _said(event: events.RegisterEvent, fact: Recorded) -> dict[str, Any]:
    said = event.model_dump(mode="json", by_alias=False, exclude={"former_contact"})
    return said | {"changed_at": timestamp(fact.time), "version": fact.version}


REGISTERS: Final = (Projection("register-entries", (register_entry,), _entry),)


def register_entries(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The entries that may be seen."""
    return select(register_entry).where(seen)


def one_register_entry(connection: Connection, id: str, seen: ColumnElement[bool]) -> AnyRow | None:
    return connection.execute(register_entries(seen).where(register_entry.c.id == id)).one_or_none()


def contact_of(connection: Connection, id: str) -> tuple[Kept | None, str | None]:
    """The contact of an entry, if it has one, and its text, if that was not erased."""
    kept = connection.execute(select(register_entry.c.contact).where(register_entry.c.id == id)).scalar()
    if kept is None:
        return None, None
    found = Kept.model_validate(kept)
    text = connection.execute(select(schema.vault.c.content).where(schema.vault.c.ref == found.ref)).scalar()
    return found, text
