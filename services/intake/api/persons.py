"""Persons over HTTP: under which id somebody is known by their address, and how they are forgotten, in two steps."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy import Connection, select

from services.intake import commands, drafts, events, naming, words
from services.intake.api.fields import Email
from shared import known, vault
from shared.envelope import moment, timestamp
from shared.erasure.facts import Found
from shared.errors import Stale, Unknown
from shared.event import Kept
from shared.service import Service
from shared.store import schema
from shared.turn import Recorded
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act
from shared.web.listing import Moment, Shown
from shared.web.persons_api import Beside, known_as, themselves_or_operator
from shared.web.problems import refusals
from shared.web.reader import Reader

READERS: Final = ("operator", "auditor")
"""Who may read why somebody was forgotten."""
DRAFT: Final = "draft"

State = Literal["asked", "lapsed", "confirmed", "replaced"]


class Address(Body):
    """The address by which somebody is looked for; it is not kept."""

    email: Email = Field(examples=["anna@example.org"])


class Erasure(Body):
    """Why; an operator must say so, without naming the person: it stays. What somebody says of themselves goes too."""

    reason: Paragraph | None = None


class Confirmation(Body):
    """Nothing: all that is known of the person goes, everywhere."""


class AskedErasure(Shown):
    """An erasure that was asked, and what became of it."""

    erasure: str
    person: str
    state: State
    asked_at: Moment
    asked_by: str
    confirm_by: Moment
    confirmed_at: Moment | None
    reason: Kept | None


def router(service: Service) -> APIRouter:
    """The addresses of persons that only intake has."""
    routes = new_router()

    @act(routes, "/persons", "Look under which id somebody with this address is known")
    async def look_up(body: Address, desk: Acting) -> Response:
        return await known_as(service, desk, body.email)

    @act(routes, "/persons/{id}/erasures", "Ask that a person be forgotten")
    async def ask(id: Id, body: Erasure, desk: Acting) -> Response:
        names_person = body.reason is not None and await asyncio.to_thread(_names, service, str(id), body.reason)
        erasure = words.ErasureId(desk.new_id())
        command = commands.AskErasure(
            act=desk.act,
            person=words.PersonId(str(id)),
            erasure=erasure,
            reason=_sealed(desk, body.reason, str(id)),
            names_person=names_person,
        )
        return await desk.give(command, resource=erasure, location=_at(str(id), erasure))

    @act(routes, "/persons/{id}/erasures/{erasure}/confirmations", "Have all that is known of a person erased")
    async def confirm(id: Id, erasure: UUID, _: Confirmation, desk: Acting) -> Response:
        look = partial(found, person=str(id))
        everything = await asyncio.to_thread(_read, service, look)
        command = commands.ConfirmErasure(
            act=desk.act,
            person=words.PersonId(str(id)),
            erasure=words.ErasureId(str(erasure)),
            found=everything,
        )
        return await desk.give(
            command,
            resource=str(erasure),
            location=_at(str(id), str(erasure)),
            provided=partial(_forget, service, str(id), look, everything, desk.act.now),
        )

    @routes.get(
        "/persons/{id}/erasures/{erasure}",
        summary="An erasure that was asked",
        tags=["persons"],
        responses=refusals(401, 403),
    )
    def erasure(id: Id, erasure: UUID, actor: Reader, response: Response) -> AskedErasure:
        themselves_or_operator(actor, str(id))
        with service.store.read() as connection:
            shown, version = _shown(service, connection, str(id), str(erasure))
        response.headers["ETag"] = f'"{version}"'
        return shown

    return routes


def _read(service: Service, look: Callable[[Connection], Found]) -> Found:
    with service.store.read() as connection:
        return look(connection)


def found(connection: Connection, person: str) -> Found:
    """All that intake has about somebody."""
    about = drafts.about(connection, person)
    begun = [row.id for row in about if row.submitter == person]
    return Found(vault.about(connection, [person]), begun, [row.id for row in about if row.id not in begun])


def rows(connection: Connection, person: str) -> list[Beside]:
    """The drafts about somebody, to be shown to them."""
    return [Beside(DRAFT, row.id, orjson.loads(row.content), row.saved_at) for row in drafts.about(connection, person)]


def _at(person: str, erasure: str) -> str:
    return f"/intake/v1/persons/{person}/erasures/{erasure}"


def _sealed(desk: Desk, reason: str | None, person: str) -> Kept | None:
    """Somebody's own reason goes with them; an operator's stays, and is about nobody."""
    if reason is None:
        return None
    actor = desk.act.actor
    if actor.id == person:
        return desk.seal(reason, (*READERS, str(actor)))
    return desk.seal(reason, READERS, ())


def _names(service: Service, person: str, reason: str) -> bool:
    """Whether the reason says who the person is, in the words that are kept of them."""
    with service.store.read() as connection:
        kept = [text.content for text in known.texts(connection, [person])]
    return naming.names(reason, kept)


def _forget(
    service: Service,
    person: str,
    look: Callable[[Connection], Found],
    before: Found,
    now: datetime,
    connection: Connection,
) -> None:
    """The drafts go, or lose the person, in the transaction of the fact; raises Stale."""
    _unchanged(before, look(connection))
    drafts.forget(connection, person, service.person_key, now)


def _unchanged(before: Found, now: Found) -> None:
    """Raise Stale when more, or less, is known of a person than was read to be erased."""
    if before != now:
        raise Stale("Something was kept about this person just now. Nothing was erased; send the same request again.")


def _shown(service: Service, connection: Connection, person: str, erasure: str) -> tuple[AskedErasure, int]:
    """One erasure by the facts of the person's stream, and the stream's version; raises Unknown."""
    chosen = select(schema.event.c.body).where(schema.event.c.stream == f"person-{person}")
    facts = [service.model.load(row.body) for row in connection.execute(chosen.order_by(schema.event.c.version))]
    asked = [(fact, fact.event) for fact in facts if isinstance(fact.event, events.ErasureAsked)]
    for fact, event in asked:
        if event.erasure == erasure:
            confirmed = _confirmed_at(facts, erasure)
            replaced = event is not asked[-1][1]
            state = _state(event, service.clock.now(), confirmed=confirmed is not None, replaced=replaced)
            told = event.model_dump() | {"asked_at": timestamp(fact.time), "confirmed_at": confirmed}
            return AskedErasure.model_validate({**told, "person": person, "state": state}), facts[-1].version
    raise Unknown("No such erasure was asked for this person. Check both ids.")


def _confirmed_at(facts: Sequence[Recorded], erasure: str) -> str | None:
    """When it was confirmed, if it was."""
    done = (fact for fact in facts if isinstance(fact.event, events.PersonErased) and fact.event.erasure == erasure)
    return next((timestamp(fact.time) for fact in done), None)


def _state(event: events.ErasureAsked, now: datetime, *, confirmed: bool, replaced: bool) -> State:
    if confirmed:
        return "confirmed"
    if replaced:
        return "replaced"
    return "lapsed" if now >= moment(event.confirm_by) else "asked"
