"""What is done with meetings: planned, moved, called off; and who is invited, comes, is put forward and named there."""

import asyncio
from typing import Final

from fastapi import APIRouter, Response

from services.publication import commands, events
from services.publication.api import fields
from services.publication.api.acting import OFFICE
from services.publication.events import InitiativeId, MeetingId
from services.publication.projections import queries
from shared.service import Service
from shared.vault import EVERYONE
from shared.web.body import Body, Day, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act

NAMING: Final = (*OFFICE, "ministry-vws")
"""Who reads why a nomination or an appointment was taken back: the offices that nominate and appoint."""


class Plan(Body):
    """A meeting to be held; `capacity` is how many Koplopers can be invited."""

    title: fields.Title
    region: fields.Region
    date: Day
    place: fields.Place
    capacity: fields.Capacity


class Move(Body):
    """Another day, another place, or both; everybody reads why."""

    date: Day | None = None
    place: fields.Place | None = None
    reason: Paragraph


class CallingOff(Body):
    """Why the meeting is not held; everybody reads it."""

    reason: Paragraph


class OfKoploper(Body):
    """Which Koploper."""

    initiative_id: fields.InitiativeRef


class Reversal(OfKoploper):
    """Why it is taken back; only the office reads it."""

    reason: Paragraph


class Answer(OfKoploper):
    """Whether it comes; `next` moves it to a later meeting."""

    answer: events.Reply


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

    @act(routes, "/meetings/{id}/moves", "Hold a meeting on another day, or elsewhere")
    async def move(id: Id, body: Move, desk: Acting) -> Response:
        reason = desk.seal(body.reason, (EVERYONE,))
        return await _give(
            desk,
            commands.MoveMeeting(
                act=desk.act, meeting_id=_meeting(id), date=body.date, place=body.place, reason=reason
            ),
        )

    @act(routes, "/meetings/{id}/cancellations", "Call a meeting off")
    async def call_off(id: Id, body: CallingOff, desk: Acting) -> Response:
        reason = desk.seal(body.reason, (EVERYONE,))
        return await _give(desk, commands.CallOffMeeting(act=desk.act, meeting_id=_meeting(id), reason=reason))

    @act(routes, "/meetings/{id}/answers", "Say whether your Koploper comes")
    async def answer(id: Id, body: Answer, desk: Acting) -> Response:
        command = commands.AnswerInvitation(
            act=desk.act,
            meeting_id=_meeting(id),
            initiative_id=_who(body),
            answer=body.answer,
            ahead=await asyncio.to_thread(_ahead, service, desk, id) if body.answer == "next" else (),
        )
        return await _give(desk, command)

    @act(routes, "/meetings/{id}/absences", "Record that a Koploper cannot come, or did not")
    async def record_absence(id: Id, body: OfKoploper, desk: Acting) -> Response:
        command = commands.RecordAbsence(
            act=desk.act,
            meeting_id=_meeting(id),
            initiative_id=_who(body),
            ahead=await asyncio.to_thread(_ahead, service, desk, id),
        )
        return await _give(desk, command)

    @act(routes, "/meetings/{id}/nominations", "Put a Koploper forward")
    async def nominate(id: Id, body: OfKoploper, desk: Acting) -> Response:
        return await _give(desk, commands.Nominate(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body)))

    @act(routes, "/meetings/{id}/nomination-reversals", "Take back that a Koploper was put forward")
    async def reverse_nomination(id: Id, body: Reversal, desk: Acting) -> Response:
        reason = desk.seal(body.reason, NAMING)
        return await _give(
            desk,
            commands.ReverseNomination(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body), reason=reason),
        )

    @act(routes, "/meetings/{id}/appointments", "Name a nominated Koploper officially")
    async def appoint(id: Id, body: OfKoploper, desk: Acting) -> Response:
        return await _give(desk, commands.Appoint(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body)))

    @act(routes, "/meetings/{id}/appointment-reversals", "Take back that a Koploper was named officially")
    async def reverse_appointment(id: Id, body: Reversal, desk: Acting) -> Response:
        reason = desk.seal(body.reason, NAMING)
        return await _give(
            desk,
            commands.ReverseAppointment(act=desk.act, meeting_id=_meeting(id), initiative_id=_who(body), reason=reason),
        )

    return routes


def _ahead(service: Service, desk: Desk, left: Id) -> tuple[MeetingId, ...]:
    """The meetings that come into question after this one; which it is, if any, is decided on what they are then."""
    with service.store.read() as connection:
        return queries.ahead(connection, str(left), desk.act.now.date().isoformat())


def _meeting(id: Id) -> MeetingId:
    return MeetingId(str(id))


def _who(body: OfKoploper) -> InitiativeId:
    return InitiativeId(str(body.initiative_id))


async def _give(desk: Desk, command: commands.OnMeeting | commands.AtMeeting) -> Response:
    at = f"/publication/v1/meetings/{command.meeting_id}"
    return await desk.give(command, resource=command.meeting_id, location=at)
