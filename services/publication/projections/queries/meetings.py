"""What is asked about meetings and who is invited to them."""

from typing import Any, Final

from sqlalchemy import Connection, Select, Text, cast, func, select, true

from services.publication import events
from services.publication.projections.queries.stories import shown_title
from services.publication.projections.tables import invitation, meeting, story
from shared.store.store import AnyRow

seats_taken: Final = (
    select(func.count())
    .where(invitation.c.meeting_id == meeting.c.id, invitation.c.seated.is_(true()))
    .correlate(meeting)
    .scalar_subquery()
)


def meetings() -> Select[*tuple[Any, ...]]:
    """All meetings, with how many seats are held."""
    return select(meeting, seats_taken.label("seats_taken"))


def one_meeting(connection: Connection, meeting_id: str) -> AnyRow | None:
    return connection.execute(meetings().where(meeting.c.id == meeting_id)).one_or_none()


def invited(connection: Connection, meeting_id: str) -> list[AnyRow]:
    """Who was invited to a meeting, in order, and where each stands."""
    chosen = (
        select(invitation, shown_title.label("title"), story.c.nominated, story.c.appointed)
        .join(story, story.c.id == invitation.c.initiative_id)
        .where(invitation.c.meeting_id == meeting_id)
        .order_by(invitation.c.invited_at, invitation.c.initiative_id)
    )
    return list(connection.execute(chosen))


def seated(connection: Connection, meeting_id: str) -> list[events.InitiativeId]:
    """The Koplopers that have a seat at a meeting, in the order in which they were invited."""
    held = (invitation.c.meeting_id == meeting_id) & invitation.c.seated.is_(true())
    chosen = select(invitation.c.initiative_id).where(held)
    ordered = chosen.order_by(invitation.c.invited_at, invitation.c.initiative_id)
    return [events.InitiativeId(each) for each in connection.execute(ordered).scalars()]


def expected(connection: Connection, meeting_id: str) -> list[events.InitiativeId]:
    """Who has a seat at a meeting, and behind them who was put forward there and has none any more."""
    seats = seated(connection, meeting_id)
    put_forward = cast(story.c.nominated, Text).contains(f'"{meeting_id}"', autoescape=True)
    found = connection.execute(select(story.c.id).where(put_forward).order_by(story.c.id)).scalars()
    return list(dict.fromkeys([*seats, *map(events.InitiativeId, found)]))


def has_seat(connection: Connection, meeting_id: str, today: str) -> bool:
    """Whether there is a seat at a meeting that is still to come."""
    free = meeting.c.state == "planned", meeting.c.date > today, seats_taken < meeting.c.capacity
    return connection.execute(select(meeting.c.id).where(meeting.c.id == meeting_id, *free)).first() is not None


def seats_of(connection: Connection, initiative_id: events.InitiativeId) -> list[str]:
    """The meetings where a seat is held for this Koploper."""
    held = (invitation.c.initiative_id == initiative_id) & invitation.c.seated.is_(true())
    return list(connection.execute(select(invitation.c.meeting_id).where(held).order_by("meeting_id")).scalars())


def invitations_of(connection: Connection, initiative_id: str) -> list[AnyRow]:
    """The meetings a Koploper was invited to, by their day."""
    chosen = (
        select(invitation, meeting.c.title, meeting.c.date, meeting.c.place)
        .join(meeting, meeting.c.id == invitation.c.meeting_id)
        .where(invitation.c.initiative_id == initiative_id)
        .order_by(meeting.c.date, meeting.c.id)
    )
    return list(connection.execute(chosen))
