"""Meetings: planned, and who is invited, comes, is put forward and is named there."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from services.publication import commands, events
from services.publication.api import fields
from services.publication.events import InitiativeId, MeetingId
from services.publication.projections import queries
from services.publication.projections.tables import meeting as table
from shared import shut
from shared.actor import Actor
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Day
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act
from shared.web.listing import Asked, Page, Shown, filtered, item, page
from shared.web.reader import Reader, sight


class Plan(Body):
    """A meeting to be held; `capacity` is how many Koplopers can be invited."""

    title: fields.Title
    region: fields.Region
    date: Day
    place: fields.Place
    capacity: fields.Capacity


class OfKoploper(Body):
    """Which Koploper."""

    initiative_id: fields.InitiativeRef


class Answer(OfKoploper):
    """Whether it comes; `next` moves it to a later meeting."""

    answer: events.Reply


class MeetingItem(Shown):
    """A meeting, and how many of its seats are held."""

    id: str
    title: str
    region: str
    date: str
    place: str
    capacity: int
    seats_taken: int


class Invited(Shown):
    """A Koploper that was invited, and where it stands."""

    initiative_id: str
    title: str
    seated: bool
    invited_at: str
    answer: events.Reply | None = None
    answered_at: str | None = None
    nominated: bool
    appointed: bool


class Meeting(MeetingItem):
    """A meeting; who is invited is for the office."""

    invitations: list[Invited] | None = None


class Meetings(Asked):
    """Which meetings."""

    region: str | None = None


def router(service: Service) -> APIRouter:
    """The addresses of meetings."""
    routes = new_router()

    @act(routes, "/meetings", "Plan a meeting")
    async def plan(body: Plan, desk: Acting) -> Response:
        meeting = MeetingId(desk.new_id())
        command = commands.PlanMeeting(
            act=desk.act,
            meeting_id=meeting,
            title=body.title,
            region=body.region,
            date=body.date,
            place=body.place,
            capacity=body.capacity,
        )
        return await _give(desk, command)

    @act(routes, "/meetings/{id}/invitations", "Invite a Koploper")
    async def invite(id: Id, body: OfKoploper, desk: Acting) -> Response:
        return await _give(desk, commands.Invite(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body)))

    @act(routes, "/meetings/{id}/answers", "Say whether your Koploper comes")
    async def answer(id: Id, body: Answer, desk: Acting) -> Response:
        command = commands.AnswerInvitation(
            act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body), answer=body.answer
        )
        return await _give(desk, command)

    @act(routes, "/meetings/{id}/nominations", "Put a Koploper forward")
    async def nominate(id: Id, body: OfKoploper, desk: Acting) -> Response:
        return await _give(desk, commands.Nominate(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body)))

    @act(routes, "/meetings/{id}/appointments", "Name a nominated Koploper officially")
    async def appoint(id: Id, body: OfKoploper, desk: Acting) -> Response:
        return await _give(desk, commands.Appoint(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body)))

    @routes.get("/meetings", summary="The meetings", tags=["meetings"])
    def meetings(asked: Annotated[Meetings, Query()]) -> Page[MeetingItem]:
        chosen = filtered(queries.meetings(), (table.c.region, asked.region))
        by = {"date": table.c.date, "title": table.c.title}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=by, key=table.c.id, show=_item)

    @routes.get("/meetings/{id}", summary="A meeting", tags=["meetings"], response_model_exclude_none=True)
    def meeting(id: Id, actor: Reader, response: Response) -> Meeting:
        with service.store.read() as connection:
            absent = "There is no such meeting. Check the id, or look in the list."
            row = item(queries.one_meeting(connection, str(id)), response, absent)
            return Meeting.model_validate({**named(row), "invitations": _invited(connection, row, actor)})

    return routes


def _meeting(id: Id) -> MeetingId:
    return MeetingId(str(id))


def _who(body: OfKoploper) -> InitiativeId:
    return InitiativeId(str(body.initiative_id))


async def _give(desk: Desk, command: commands.PlanMeeting | commands.AtMeeting) -> Response:
    at = f"/publication/v1/meetings/{command.meeting_id}"
    return await desk.give(command, resource=command.meeting_id, location=at)


def _item(row: AnyRow) -> MeetingItem:
    return MeetingItem.model_validate(named(row))


def _invited(connection: Connection, meeting: AnyRow, actor: Actor | None) -> list[dict[str, Any]] | None:
    if sight(actor) != "office":
        return None
    kept_from = shut.subjects(connection, actor)
    return [
        {**named(row), "nominated": _is_here(row.nominated, meeting), "appointed": _is_here(row.appointed, meeting)}
        for row in queries.invited(connection, meeting.id)
        if row.initiative_id not in kept_from
    ]


def _is_here(named_at: dict[str, Any] | None, meeting: AnyRow) -> bool:
    return named_at is not None and named_at["meeting_id"] == meeting.id
