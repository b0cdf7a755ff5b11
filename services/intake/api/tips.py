"""Tips over HTTP: anyone may tell of somebody else's initiative, also without saying who they are, and hears of it."""

from typing import Annotated, Self

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake import commands, events, projections, sameness, words
from services.intake.api import fields, found
from services.intake.api.contacts import OFFICE
from shared import once
from shared.actor import Actor
from shared.service import Service
from shared.web.body import Body, Line, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Desk, Id, IdempotencyKey, IfMatch, act, desk
from shared.web.listing import Asked, Page, filtered, page
from shared.web.reader import Reader, sight


class TipperContact(Body):
    """How to reach who tipped: an address or a phone number, with or without a name."""

    name: Line | None = Field(default=None, examples=["Bea Voorbeeld"])
    email: fields.Email | None = Field(default=None, examples=["bea@example.org"])
    phone: fields.Phone | None = Field(default=None, examples=["050 123 4567"])

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.email is None and self.phone is None:
            raise PydanticCustomError("unreachable", "give an e-mail address or a phone number, or leave contact out")
        return self


class NewTip(events.Hint, Body):
    """What somebody else does that others should know; only the office and who tips read `about` and `contact`."""

    about: Paragraph
    contact: TipperContact | None = None


class Tips(Asked):
    """Which tips."""

    organisation: str | None = None
    region: str | None = None


async def anybody(request: Request, actor: Reader, key: IdempotencyKey = None, if_match: IfMatch = None) -> Desk:
    """The desk for who need not say who they are: they act as a tipper that nobody was before.

    So what tells that a request is repeated is its key together with its body.
    """
    service: Service = request.app.state.service
    made = await desk(request, actor or Actor("tipper", service.ids.new()), key, if_match)
    if actor is None and key is not None:
        body = await request.body()
        made.once = once.key(service.secret, "public", request.url.path, f"{key} {body.hex()}", body)
    return made


def router(service: Service) -> APIRouter:
    """The addresses of tips."""
    routes = new_router()

    @act(routes, "/tips", "Tell of somebody else's initiative, by name or without")
    async def tip(body: NewTip, actor: Reader, desk: Annotated[Desk, Depends(anybody)]) -> Response:
        readers, told = (*OFFICE, str(desk.act.actor)), {name: getattr(body, name) for name in events.Hint.model_fields}
        about = _persons(desk, body.contact)
        command = commands.TipInitiative(
            act=desk.act,
            signal_id=_signal(body, service, desk),
            tipper=words.Tipper(str(actor)) if actor is not None else None,
            hint=events.Hint.model_construct(**told),
            about=desk.seal(body.about, readers, about),
            contact=desk.seal(_contact(body.contact), readers, about) if body.contact is not None else None,
        )
        at = f"/intake/v1/tips/{command.signal_id}"
        return await desk.give(command, resource=command.signal_id, location=at)

    @routes.get("/tips", summary="The tips you may see", tags=["tips"])
    def tips(actor: Reader, asked: Annotated[Tips, Query()]) -> Page[found.Tip]:
        signal, told = projections.signal.c, projections.signal.c if sight(actor) == "office" else projections.tip.c
        chosen = filtered(
            found.tipped(actor),
            (signal.plain_organisation, asked.organisation and sameness.normal_organisation(asked.organisation)),
            (told.region, asked.region),
        )
        at = told.recorded_at if sight(actor) == "office" else told.tipped_at
        by = {"recordedAt": at, "organisation": told.organisation}
        with service.store.read() as connection:
            rows = page(connection, chosen, asked, fields=by, key=signal.id, show=lambda row: row)
            return Page(items=found.tips(connection, rows.items, found.tips_seen(actor)), next=rows.next)

    @routes.get("/tips/{id}", summary="What you tipped, and where it stands", tags=["tips"])
    def one(id: Id, actor: Reader, response: Response) -> found.Tip | found.Standing:
        with service.store.read() as connection:
            own = found.tip(connection, str(id), actor, response)
            return own or found.standing(connection, str(id), actor, response)

    return routes


def _signal(body: NewTip, service: Service, desk: Desk) -> words.SignalId:
    """What a tip without a link is about cannot be told from what others tipped of that organisation."""
    if body.link is None:
        return words.SignalId(desk.new_id())
    return found.signal_id(service, body.link, body.organisation)


def _persons(desk: Desk, contact: TipperContact | None) -> list[str]:
    """Whom a tip is about as far as it can be told: who gives it, by id and by address."""
    address = contact.email if contact is not None else None
    return [desk.act.actor.id, *([desk.person(address)] if address is not None else [])]


def _contact(contact: TipperContact) -> str:
    return orjson.dumps(contact.model_dump(exclude_none=True)).decode()
