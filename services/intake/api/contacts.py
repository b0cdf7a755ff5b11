"""Contact persons as people send them, and what becomes of them: an entry of the vault each, asked first if need be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import orjson
from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from services.intake import commands, projections, words
from services.intake.api.fields import Email, Phone
from shared.event import Kept
from shared.service import Service
from shared.web.body import Body, Line
from shared.web.desk import Desk

OFFICE: Final = ("adviser", "editor")
"""Who, beside the submitter, may read what the submitter alone knows."""
PASSES_ON: Final = "adviser"
"""Who reads an address before its owner agreed: whoever has to pass on the question to them."""


class Contact(Body):
    """Whom people may call. Whoever it is agrees first, unless the address is the submitter's own."""

    name: Line = Field(examples=["Anna Voorbeeld"])
    email: Email = Field(examples=["anna@example.org"])
    phone: Phone = Field(examples=["050 123 4567"])
    own: bool = Field(default=True, description="Whether this is the submitter's own address.")


class FurtherContact(Contact):
    """Somebody else to call, and as what; not the submitter's own address unless that is said."""

    role: Line | None = Field(default=None, examples=["projectleider"])
    own: bool = Field(default=False, description="Whether this is the submitter's own address.")


def _each_once(contacts: tuple[FurtherContact, ...], body: ValidationInfo) -> tuple[FurtherContact, ...]:
    contact: Contact | None = body.data.get("contact")
    addresses = [each.email.casefold() for each in (*([contact] if contact else []), *contacts)]
    if len(set(addresses)) < len(addresses):
        raise PydanticCustomError("named-twice", "two contact persons have the same e-mail address: name each once")
    return contacts


FurtherContacts = Annotated[
    tuple[FurtherContact, ...],
    Field(max_length=words.CONTACTS, strict=False, description="Who else may be called, beside `contact`."),
    AfterValidator(_each_once),
]


@dataclass(frozen=True, slots=True)
class Present:
    """A contact person who is kept so far; `named` still, or in a version of before only."""

    kept: Kept
    own: bool
    named: bool
    content: str


def present(service: Service, initiative: str) -> list[Present]:
    """Who is kept with an initiative so far, to be known again when they are named again."""
    with service.store.read() as connection:
        now = projections.named_with(connection, initiative)
        found = projections.contacts_of(connection, initiative)
        texts = projections.texts(connection, [row.ref for row in found])
    return [
        Present(Kept(ref=row.ref, digest=row.digest), row.state is None, row.ref in now, texts[row.ref])
        for row in found
        if row.ref in texts
    ]


def named(desk: Desk, contact: Contact, before: Sequence[Present] = ()) -> commands.Named:
    """A contact person, under the entry that they have already, or sealed for those who may read it."""
    content = orjson.dumps(contact.model_dump(exclude={"own"}, exclude_none=True)).decode()
    address = desk.person(contact.email)
    for each in before:
        if each.named and (each.content, each.own) == (content, contact.own):
            return commands.Named(each.kept, words.Address(address), each.own)
    readers = (*OFFICE, str(desk.act.actor)) if contact.own else (PASSES_ON,)
    about = (desk.act.actor.id, address) if contact.own else (address,)
    kept = desk.seal(content, readers, about)
    return commands.Named(kept, words.Address(address), contact.own)


def addresses(desk: Desk, before: Sequence[Present]) -> dict[str, words.Address]:
    """Which addresses those have who are kept so far."""
    return {each.kept.ref: words.Address(desk.person(orjson.loads(each.content)["email"])) for each in before}
