"""Who waits for a meeting, and which meetings come into question."""

from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, and_, case, cast, exists, or_, select

from services.publication import events
from services.publication.projections.queries.meetings import seats_taken
from services.publication.projections.tables import invitation, meeting, story
from shared.store.store import AnyRow

AHEAD: Final = 12
"""Meetings that are looked at for one Koploper at most; who finds them all full waits for the next chance."""

_not_nominated: Final = or_(story.c.nominated.is_(None), cast(story.c.nominated, Text) == "null")


def _uninvited(today: str) -> ColumnElement[bool]:
    """A Koploper that has no seat at a meeting to come, and was not put forward yet."""
    seat_to_come = exists().where(
        invitation.c.initiative_id == story.c.id,
        invitation.c.seated,
        meeting.c.id == invitation.c.meeting_id,
        meeting.c.date >= today,
    )
    return and_(story.c.state == "published", _not_nominated, ~seat_to_come)


def waiting(own: ColumnElement[bool], today: str) -> ColumnElement[str | None]:
    """For what a Koploper of one's `own` waits on this day: the next meeting, that it asked for, or an invitation."""
    wanting = and_(own, _uninvited(today))
    return case((and_(wanting, story.c.next_since.is_not(None)), "next-meeting"), (wanting, "invitation"))


def waiting_since(own: ColumnElement[bool], today: str) -> ColumnElement[str | None]:
    wanting = and_(own, _uninvited(today))
    return case((and_(wanting, story.c.next_since.is_not(None)), story.c.next_since), (wanting, story.c.published_at))


def wanting_next(connection: Connection, today: str, only: events.InitiativeId | None = None) -> list[AnyRow]:
    """The Koplopers that want the next meeting, with the one they left, in the order in which they wait; or one."""
    chosen = select(story.c.id, story.c.next_from).where(story.c.next_since.is_not(None), _uninvited(today))
    if only is not None:
        chosen = chosen.where(story.c.id == only)
    return list(connection.execute(chosen.order_by(story.c.next_since, story.c.id)))


def ahead(connection: Connection, left: str, today: str) -> tuple[events.MeetingId, ...]:
    """The meetings that come into question for who leaves one: those of its region first, then by their day."""
    here = select(meeting.c.date, meeting.c.region).where(meeting.c.id == left)
    found = connection.execute(here).one_or_none()
    if found is None:
        return ()
    chosen = (
        select(meeting.c.id)
        .where(
            meeting.c.state == "planned",
            meeting.c.date > max(found.date, today),
            seats_taken < meeting.c.capacity,
        )
        .order_by(meeting.c.region != found.region, meeting.c.date, meeting.c.id)
        .limit(AHEAD)
    )
    return tuple(events.MeetingId(each) for each in connection.execute(chosen).scalars())
