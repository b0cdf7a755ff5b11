"""Signals over HTTP: what was seen and might be an initiative, who was approached about it, and what came of it."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.intake import commands, events, projections, sameness, terms, words
from services.intake.api import fields, found
from services.intake.api.contacts import OFFICE
from shared.event import Kept
from shared.service import Service
from shared.web.body import Body, Day, Line, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act
from shared.web.listing import Asked, Page, filtered, item, page
from shared.web.reader import Reader, sight


class NewSignal(events.Sighting, Body):
    """What was seen; only the office and who recorded it read the note."""

    seen_on: Day
    note: Paragraph | None = None


class NewApproach(events.Approach, Body):
    """How the organisation was approached; only the office reads whom, and the note."""

    date: Day
    whom: Line
    email: fields.Email | None = Field(default=None, description="Theirs, so that they are found when they ask for it.")
    note: Paragraph | None = None


class Reason(Body):
    """Why; only the office reads it."""

    reason: Paragraph


class TakeUp(Body):
    """Which initiative the signal was about."""

    initiative_id: fields.InitiativeRef


class Signals(Asked):
    """Which signals."""

    state: words.SignalState | None = None
    kind: found.Kind | None = None
    organisation: str | None = None
    region: str | None = None
    origin: words.Origin | None = None
    initiative_id: UUID | None = None


def router(service: Service) -> APIRouter:
    """The addresses of signals."""
    routes = new_router()

    @act(routes, "/signals", "Record what was seen")
    async def record(body: NewSignal, desk: Acting) -> Response:
        told = {name: getattr(body, name) for name in events.Sighting.model_fields}
        command = commands.RecordSignal(
            act=desk.act,
            signal_id=found.signal_id(service, body.link, body.organisation),
            sighting=events.Sighting.model_construct(**told),
            note=_seal(desk, body.note),
        )
        return await _give(desk, command)

    @act(routes, "/signals/{id}/approaches", "Note that the organisation was approached")
    async def approach(id: Id, body: NewApproach, desk: Acting) -> Response:
        told = {name: getattr(body, name) for name in events.Approach.model_fields}
        command = commands.ApproachOrganisation(
            act=desk.act,
            signal_id=_which(id),
            taken_up_by=await _taken_up_by(service, id),
            approach=events.Approach.model_construct(**told),
            whom=_seal_whom(desk, body),
            note=_seal(desk, body.note),
        )
        return await _give(desk, command)

    @act(routes, "/signals/{id}/dismissals", "Set it aside")
    async def set_aside(id: Id, body: Reason, desk: Acting) -> Response:
        command = commands.SetSignalAside(
            act=desk.act,
            signal_id=_which(id),
            taken_up_by=await _taken_up_by(service, id),
            reason=desk.seal(body.reason, OFFICE),
            retention_days=await terms.of_now(service),
        )
        return await _give(desk, command)

    @act(routes, "/signals/{id}/reopenings", "Go on with it after all")
    async def reopen(id: Id, body: Reason, desk: Acting) -> Response:
        command = commands.ReopenSignal(
            act=desk.act,
            signal_id=_which(id),
            taken_up_by=await _taken_up_by(service, id),
            reason=desk.seal(body.reason, OFFICE),
        )
        return await _give(desk, command)

    @act(routes, "/signals/{id}/take-ups", "Say which initiative it was about")
    async def take_up(id: Id, body: TakeUp, desk: Acting) -> Response:
        command = commands.TakeUpSignal(
            act=desk.act,
            signal_id=_which(id),
            taken_up_by=await _taken_up_by(service, id),
            initiative_id=words.InitiativeId(str(body.initiative_id)),
        )
        return await _give(desk, command)

    @routes.get("/signals", summary="The signals", tags=["signals"])
    def signals(actor: Reader, asked: Annotated[Signals, Query()]) -> Page[found.SignalItem]:
        table = projections.signal
        chosen = filtered(
            projections.signals().where(found.signals_seen(actor)),
            (table.c.state, asked.state),
            (table.c.kind, asked.kind),
            (table.c.plain_organisation, asked.organisation and sameness.normal_organisation(asked.organisation)),
            (table.c.region, asked.region),
            (projections.initiative.c.origin, asked.origin),
            (table.c.initiative_id, asked.initiative_id and str(asked.initiative_id)),
        )
        by = {"recordedAt": table.c.recorded_at, "organisation": table.c.organisation}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=by, key=table.c.id, show=found.signal_item)

    @routes.get("/signals/{id}", summary="A signal and what came of it; of who tipped it, the tip", tags=["signals"])
    def signal(id: Id, actor: Reader, response: Response) -> found.Signal | found.Tip:
        with service.store.read() as connection:
            if own := found.tip(connection, str(id), actor, response) if sight(actor) != "office" else None:
                return own
            row = item(projections.one_signal(connection, str(id), found.signals_seen(actor)), response, found.ABSENT)
            return found.signal(connection, row)

    return routes


def _which(id: Id) -> words.SignalId:
    return words.SignalId(str(id))


async def _taken_up_by(service: Service, id: Id) -> words.InitiativeId | None:
    """Which initiative took a signal up, or did before it was free again: so that it is asked to whom that is shut."""

    def look() -> str | None:
        with service.store.read() as connection:
            return projections.led_to(connection, str(id))

    found = await asyncio.to_thread(look)
    return None if found is None else words.InitiativeId(found)


def _seal(desk: Desk, note: str | None) -> Kept | None:
    """A note of whoever works here, which is about nobody whom it names."""
    return desk.seal(note, (*OFFICE, str(desk.act.actor)), ()) if note is not None else None


def _seal_whom(desk: Desk, body: NewApproach) -> Kept:
    """Who was approached is somebody: without an address they have an id of their own, so that the term finds them."""
    if body.email is None:
        return desk.seal(body.whom, OFFICE, [desk.new_id()])
    return desk.seal(f"{body.whom} <{body.email}>", OFFICE, [desk.person(body.email)])


async def _give(desk: Desk, command: commands.OfSignal) -> Response:
    at = f"/intake/v1/signals/{command.signal_id}"
    return await desk.give(command, resource=command.signal_id, location=at)
