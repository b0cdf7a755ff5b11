"""Whether somebody may be named whom a submitter named: an adviser passes on a link, and who has it answers."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field
from sqlalchemy import Connection, false, true

from services.intake import commands, keys, projections, words
from services.intake.api.contacts import PASSES_ON
from services.intake.api.submission import at
from services.intake.keys import Key
from shared import vault
from shared.actor import Actor
from shared.clock import derived
from shared.errors import Unknown
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Desk, Id, IdempotencyKey, IfMatch, act, desk
from shared.web.listing import Asked, Page, Shown, filtered, page
from shared.web.reader import Reader

OF: Final = "contact"
CONTACT: Final[vault.Purpose] = "contact"
Who = dict[str, str | None]
State = Literal["asked", "confirmed", "declined", "lapsed", "replaced"]
ContactId = Annotated[UUID, Field(strict=False, examples=["019b1c00-0000-7000-8000-00000000000a"])]


class ConfirmationAnswer(Body):
    """Whether one agrees to be named; `contact` is what the link's address ends with."""

    contact: ContactId
    answer: words.Agreement


class ConfirmationItem(Shown):
    """A contact person of whom an answer was asked, without who they are."""

    initiative_id: str
    title: str
    contact: str
    state: State
    asked_at: str
    confirm_by: str
    settled_at: str | None


class Confirmation(ConfirmationItem):
    """The same for who passes it on, with the link, and for who has the link; null where it was forgotten.

    Who agreed may think better of it, so the link stays until they are forgotten.
    """

    name: str | None
    email: str | None
    phone: str | None
    role: str | None
    link: str | None


class Confirmations(Asked):
    """Which of those that somebody was asked for."""

    state: State | None = None
    initiative_id: UUID | None = None


async def anybody(
    request: Request, id: Id, actor: Reader, link: Key = None, key: IdempotencyKey = None, if_match: IfMatch = None
) -> Desk:
    """The desk for who has a link and no account: always the same person for the same link."""
    return await desk(request, actor or _owner(id, link), key, if_match)


def _owner(initiative: UUID, link: str | None) -> Actor:
    return Actor("submitter", derived(str(initiative), f"contact {link}"))


def router(service: Service) -> APIRouter:
    """The addresses of confirmations."""
    routes = new_router()

    @act(routes, "/initiatives/{id}/contact-confirmations", "Say whether you may be named")
    async def answer(
        id: Id, body: ConfirmationAnswer, desk: Annotated[Desk, Depends(anybody)], key: Key = None
    ) -> Response:
        if not keys.fits(key, service.secret, OF, str(body.contact)):
            raise _absent()
        command = commands.AnswerConfirmation(
            act=desk.act,
            initiative_id=words.InitiativeId(str(id)),
            contact=words.ContactRef(str(body.contact)),
            answer=body.answer,
        )
        return await desk.give(command, resource=str(id), location=at(str(id)))

    @routes.get("/contact-confirmations", summary="Who was asked whether they may be named", tags=["confirmations"])
    def confirmations(actor: Reader, asked: Annotated[Confirmations, Query()]) -> Page[ConfirmationItem]:
        table = projections.contact
        chosen = filtered(
            projections.asked_contacts(actor).where(true() if _passes_on(actor) else false()),
            (table.c.state, asked.state),
            (table.c.initiative_id, asked.initiative_id and str(asked.initiative_id)),
        )
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields={"askedAt": table.c.asked_at}, key=table.c.ref, show=_item)

    @routes.get(
        "/initiatives/{id}/contact-confirmations/{contact}",
        summary="What one is asked to agree to, and the link to pass on",
        tags=["confirmations"],
    )
    async def confirmation(id: Id, contact: UUID, actor: Reader, key: Key = None) -> Confirmation:
        service.must_be_open()
        owner = keys.fits(key, service.secret, OF, str(contact))
        reader = _owner(id, key) if owner else actor
        if not owner and not _passes_on(actor):
            raise _absent()

        def look(connection: Connection) -> Confirmation:
            row = projections.one_contact(connection, str(id), str(contact), reader)
            if row is None or row.asked_at is None:
                raise _absent()
            link = f"{at(str(id))}/contact-confirmations/{contact}#{keys.made(service.secret, OF, str(contact))}"
            who = _who(connection, row.ref, reader, service.clock.now(), owner=owner)
            shown = link if row.state in {"asked", "confirmed"} and not owner else None
            return Confirmation.model_validate({**_told(row), **who, "link": shown})

        return await service.store.write(look)

    return routes


def also(connection: Connection, ref: str) -> Collection[str]:
    """Whom a contact person who agreed is for: the editors, and who named them."""
    submitter = projections.reader_of_confirmed(connection, ref)
    return () if submitter is None else ("editor", str(Actor("submitter", submitter)))


def _who(connection: Connection, ref: str, reader: Actor | None, now: datetime, *, owner: bool) -> Who:
    """Who a contact person is; that somebody read it is logged. What was forgotten, or lost, is null."""
    who: Who = dict.fromkeys(("name", "email", "phone", "role"))
    also, purpose = ((str(reader),), None) if owner else ((), CONTACT)
    try:
        found = vault.look(connection, ref, reader, now, also, purpose)
    except Unknown:
        return who
    return {**who, **orjson.loads(found.content)}


def _passes_on(actor: Actor | None) -> bool:
    return actor is not None and actor.role == PASSES_ON


def _item(row: AnyRow) -> ConfirmationItem:
    return ConfirmationItem.model_validate(_told(row))


def _told(row: AnyRow) -> dict[str, Any]:
    return {**named(row), "contact": row.ref}


def _absent() -> Unknown:
    return Unknown(
        f"Nothing is asked of you here. Nothing was changed; look whether {keys.HEADER} holds all that stands behind "
        "the # of the link."
    )
