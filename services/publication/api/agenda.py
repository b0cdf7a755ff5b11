"""How meetings are read: by everybody, with who is invited by the office."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import Connection

from services.publication import events
from services.publication.projections import queries
from services.publication.projections.tables import meeting as table
from shared import shut
from shared.actor import Actor
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Day
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, Shown, filtered, item, page
from shared.web.reader import Reader, sight

State = Literal["planned", "called-off"]


class MeetingItem(Shown):
    """A meeting, and how many of its seats are held."""

    id: str
    title: str
    region: str
    date: str
    place: str
    capacity: int
    seats_taken: int
    state: State
    previous_date: str | None = None


class Invited(Shown):
    """A Koploper that was invited, and where it stands."""

    initiative_id: str
    title: str
    seated: bool
    invited_at: str
    answer: events.Reply | None = None
    answered_at: str | None = None
    lapsed_because: events.Lapse | None = None
    lapsed_at: str | None = None
    nominated: bool
    appointed: bool


class Meeting(MeetingItem):
    """A meeting, and why it was moved or called off last; who is invited is for the office."""

    moved_at: str | None = None
    called_off_at: str | None = None
    reason: str | None = None
    invitations: list[Invited] | None = None


class Meetings(Asked):
    """Which meetings: of a region, and held from one day until another, both included."""

    region: str | None = None
    state: State | None = None
    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None


def router(service: Service) -> APIRouter:
    """The addresses where meetings are read."""
    routes = new_router()

    @routes.get("/meetings", summary="The meetings", tags=["meetings"])
    def meetings(asked: Annotated[Meetings, Query()]) -> Page[MeetingItem]:
        chosen = filtered(queries.meetings(), (table.c.region, asked.region), (table.c.state, asked.state))
        if asked.from_ is not None:
            chosen = chosen.where(table.c.date >= asked.from_.isoformat())
        if asked.until is not None:
            chosen = chosen.where(table.c.date <= asked.until.isoformat())
        by = {"date": table.c.date, "title": table.c.title}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=by, key=table.c.id, show=_item)

    @routes.get("/meetings/{id}", summary="A meeting", tags=["meetings"], response_model_exclude_none=True)
    def meeting(id: Id, actor: Reader, response: Response) -> Meeting:
        with service.store.read() as connection:
            absent = "There is no such meeting. Check the id, or look in the list."
            row = item(queries.one_meeting(connection, str(id)), response, absent)
            shown = {**named(row), "reason": _reason(connection, row), "invitations": _invited(connection, row, actor)}
            return Meeting.model_validate(shown)

    return routes


def _reason(connection: Connection, meeting: AnyRow) -> str | None:
    """Why it was moved or called off; nothing once that was erased."""
    if meeting.reason is None:
        return None
    return queries.texts(connection, [meeting.reason["ref"]]).get(meeting.reason["ref"])


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
