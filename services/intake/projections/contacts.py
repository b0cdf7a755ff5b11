"""The contact persons of all initiatives, by reference: whose address each is, and until when an answer is awaited."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection, Index, Select, Table, Text, select

from services.intake import events
from services.intake.projections.initiatives import initiative, tables
from shared import shut
from shared.actor import Actor
from shared.envelope import timestamp
from shared.event import Kept
from shared.projection import Change, Projection, Put, Set
from shared.store import schema
from shared.store.store import AnyRow
from shared.turn import Recorded

OWN: Final = "own"

contact: Final = Table(
    "contact",
    tables,
    Column("ref", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("digest", Text),
    Column("state", Text),  # null where nobody was asked: it is the submitter's own
    Column("asked_at", Text),
    Column("confirm_by", Text),
    Column("settled_at", Text),
)
Index("contact_initiative", contact.c.initiative_id)
Index("contact_asked_at", contact.c.state, contact.c.asked_at, contact.c.ref)


def _contact(fact: Recorded) -> Iterable[Change]:
    match fact.event:
        case events.InitiativeSubmitted() | events.InitiativeRevised() as told:
            for kept in named(told):
                yield Put(contact, {"ref": kept.ref}, {"initiative_id": fact.subject, "digest": kept.digest})
        case events.ContactConfirmationAsked() as asked:
            values = {"state": "asked", "asked_at": timestamp(fact.time), "confirm_by": asked.confirm_by}
            yield Set(contact, {"ref": asked.contact}, values)
        case events.ContactConfirmed() as confirmed:
            yield _settled(fact, confirmed.contact, "confirmed")
        case events.ContactRemoved() as removed:
            yield _settled(fact, removed.contact, removed.because)
        case _:
            return


def named(told: events.InitiativeSubmitted | events.InitiativeRevised) -> list[Kept]:
    """The contact persons whom a fact names."""
    return [*([told.contact] if told.contact else []), *(told.contacts or ())]


def _settled(fact: Recorded, ref: str, state: str) -> Set:
    return Set(contact, {"ref": ref}, {"state": state, "settled_at": timestamp(fact.time)})


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (Projection("contacts", (contact,), _contact),)


def one_contact(connection: Connection, initiative_id: str, ref: str, reader: Actor | None) -> AnyRow | None:
    """A contact person of an initiative, named still or not any more, with its title; None where it is shut."""
    chosen = _with_initiative(reader).where(contact.c.ref == ref, contact.c.initiative_id == initiative_id)
    return connection.execute(chosen).one_or_none()


def asked_contacts(reader: Actor | None) -> Select[*tuple[Any, ...]]:
    """All about whom somebody was ever asked, with the titles of their initiatives; not of what is shut to `reader`."""
    return _with_initiative(reader).where(contact.c.asked_at.is_not(None))


def named_with(connection: Connection, initiative_id: str) -> list[str]:
    """Who is named with an initiative, the contact person first; nobody with one that is not there."""
    chosen = select(initiative.c.contact, initiative.c.contacts).where(initiative.c.id == initiative_id)
    row = connection.execute(chosen).one_or_none()
    return [] if row is None else [each["ref"] for each in (row.contact, *row.contacts)]


def contacts_of(connection: Connection, initiative_id: str) -> Sequence[AnyRow]:
    """All who are, or were, named with an initiative."""
    return connection.execute(select(contact).where(contact.c.initiative_id == initiative_id)).all()


def contacts_by_ref(connection: Connection, refs: Sequence[str]) -> dict[str, AnyRow]:
    """These contact persons, by reference."""
    rows = connection.execute(select(contact).where(contact.c.ref.in_(refs)))
    return {row.ref: row for row in rows}


def reader_of_confirmed(connection: Connection, ref: str) -> str | None:
    """The submitter of the initiative with which a contact person agreed to be named; None of any other entry."""
    chosen = (
        select(initiative.c.submitter)
        .join(contact, contact.c.initiative_id == initiative.c.id)
        .where(contact.c.ref == ref, contact.c.state == "confirmed")
    )
    found: str | None = connection.execute(chosen).scalar()
    return found


def texts(connection: Connection, refs: Sequence[str]) -> dict[str, str]:
    """What the vault holds under these references, to compare with; nobody is shown it. Forgotten ones are left out."""
    held = schema.vault.c.ref.in_(refs) & schema.vault.c.content.is_not(None)
    return {
        row.ref: row.content
        for row in connection.execute(select(schema.vault.c.ref, schema.vault.c.content).where(held))
    }


def _with_initiative(reader: Actor | None) -> Select[*tuple[Any, ...]]:
    named_with = select(contact, initiative.c.title).join(initiative, initiative.c.id == contact.c.initiative_id)
    return named_with.where(shut.open_to(reader, contact.c.initiative_id))
