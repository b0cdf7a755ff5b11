"""Registers that others kept: rows are brought in by an operator, and read by the office."""

import asyncio
from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, model_validator
from sqlalchemy import ColumnElement, false, true

from services.intake import commands, events, projections, words
from services.intake.api.contacts import OFFICE
from services.intake.api.fields import Email, Phone
from shared.actor import Actor
from shared.event import Kept
from shared.once import Done
from shared.service import Service
from shared.store.store import named
from shared.web.body import Body, Line
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act, created
from shared.web.listing import Asked, Page, Shown, filtered, item, page
from shared.web.reader import Reader, sight

Register = Annotated[words.Register, Path(description="What the register is called.", examples=["kopgroep"])]


class RegisterContact(Body):
    """Whom the register names, as far as it does."""

    name: Line | None = Field(default=None, examples=["Anna Voorbeeld"])
    email: Email | None = Field(default=None, examples=["anna@example.org"])
    phone: Phone | None = Field(default=None, examples=["050 123 4567"])

    @model_validator(mode="after")
    def _somebody(self) -> "RegisterContact":
        if self.name is None and self.email is None and self.phone is None:
            raise ValueError("a contact has a name, an address or a phone number; leave out a contact without any")
        return self


class RegisterRow(events.RegisterEntry, Body):
    """A row as the register has it now, whole; what it leaves out, the entry has no more. `dryRun`: only see."""

    key: words.Region | None = Field(default=None, examples=["17"])
    contact: RegisterContact | None = None
    dry_run: bool = False


class RegisterEntryItem(Shown):
    """An entry, as it was brought in last. Its contact's text is in the vault."""

    id: str
    register_name: str = Field(alias="register")
    key: str | None
    name: str
    organisation: str
    partners: list[str] | None
    summary: str | None
    region: str | None
    place: str | None
    themes: list[str] | None
    branches: list[str] | None
    status: str | None
    since: str | None
    link: str | None
    contact: Kept | None
    imported_at: str
    changed_at: str
    version: int


class RegisterEntries(Asked):
    """Which entries."""

    register_name: Annotated[words.Register | None, Field(alias="register")] = None
    region: str | None = None


def router(service: Service) -> APIRouter:
    """The registers' addresses."""
    routes = new_router()

    @act(routes, "/registers/{name}/entries", "Bring a row of a register in")
    async def bring_in(name: Register, body: RegisterRow, desk: Acting) -> Response:
        entry = events.RegisterEntry(**{field: getattr(body, field) for field in events.RegisterEntry.model_fields})
        bare = commands.ImportEntry(act=desk.act, register_name=name, entry=entry, key=body.key)
        known, text = await asyncio.to_thread(_known, service, bare.entry_id)
        command = replace(bare, known=known, contact=_contact(desk, body.contact, known, text))
        entry_id, at = command.entry_id, f"/intake/v1/register-entries/{command.entry_id}"
        if body.dry_run:
            return created(Done(entry_id, await service.handle.tried(command, desk.expected), at))
        return await desk.give(command, resource=entry_id, location=at)

    @routes.get("/register-entries", summary="Entries of registers, for the office", tags=["registers"])
    def entries(actor: Reader, asked: Annotated[RegisterEntries, Query()]) -> Page[RegisterEntryItem]:
        table = projections.register_entry
        chosen = filtered(
            projections.register_entries(_seen(actor)),
            (table.c.register_name, asked.register_name),
            (table.c.region, asked.region),
        )
        fields = {"name": table.c.name, "importedAt": table.c.imported_at, "changedAt": table.c.changed_at}
        with service.store.read() as connection:
            return page(
                connection,
                chosen,
                asked,
                fields=fields,
                key=table.c.id,
                show=lambda row: RegisterEntryItem.model_validate(named(row)),
            )

    @routes.get("/register-entries/{id}", summary="An entry of a register, for the office", tags=["registers"])
    def entry(id: Id, actor: Reader, response: Response) -> RegisterEntryItem:
        with service.store.read() as connection:
            absent = "There is no such entry that you may see. Check the id, and who you are."
            found = item(projections.one_register_entry(connection, str(id), _seen(actor)), response, absent)
            return RegisterEntryItem.model_validate(named(found))

    return routes


def _seen(actor: Actor | None) -> ColumnElement[bool]:
    return true() if sight(actor) == "office" else false()


def _contact(desk: Desk, given: RegisterContact | None, known: Kept | None, text: str | None) -> Kept | None:
    """What the fact names: the contact that is known, where it is the same or was erased; else a new one.

    Who was erased does not come back with the next import; a row that is brought in without a contact makes room.
    """
    if given is None:
        return None
    said = orjson.dumps(given.model_dump(exclude_none=True)).decode()
    if known is not None and text in {None, said}:
        return known
    return desk.seal(said, OFFICE, () if given.email is None else (desk.person(given.email),))


def _known(service: Service, entry: words.EntryId) -> tuple[Kept | None, str | None]:
    with service.store.read() as connection:
        return projections.contact_of(connection, entry)
