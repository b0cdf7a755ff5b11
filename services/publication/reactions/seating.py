"""What publication makes of its own facts about who has a seat where: it is given up, told anew, or given to who waits.

Whoever waits and whatever there is to wait for, the later of the two facts is reacted to when both are there to be
found: so nobody waits beside a free seat.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events
from services.publication.projections import queries
from services.publication.reactions.parts import Happened, story_of
from shared.decider import Command
from shared.heard import Heard, Reaction


def release_seats(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    """One per meeting: no seat can be taken any more, so the read model names all that are held."""
    story = story_of(heard)
    return [
        commands.ReleaseSeat(act=heard.act, meeting_id=events.MeetingId(meeting), initiative_id=story)
        for meeting in queries.seats_of(connection, story)
    ]


def invite_anew(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    meeting = _meeting(heard)
    return [
        commands.InviteAnew(act=heard.act, meeting_id=meeting, initiative_id=each)
        for each in queries.seated(connection, meeting)
    ]


def leave_called_off(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    """Also who lost its seat with its article, and was put forward there."""
    meeting = _meeting(heard)
    ahead = queries.ahead(connection, meeting, _today(heard))
    return [
        commands.LeaveCalledOff(act=heard.act, meeting_id=meeting, initiative_id=each, ahead=ahead)
        for each in queries.expected(connection, meeting)
    ]


def invite_waiting(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    """There may be a seat: for all who wait, in their order."""
    return _invite(heard, connection)


def invite_if_waiting(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    """There may be somebody who waits."""
    return _invite(heard, connection, story_of(heard))


def _invite(
    heard: Heard[Happened], connection: Connection, only: events.InitiativeId | None = None
) -> Sequence[Command]:
    today = _today(heard)
    found = (
        (each.id, each.next_from, queries.ahead(connection, each.next_from, today))
        for each in queries.wanting_next(connection, today, only)
    )
    return [
        commands.InviteWaiting(act=heard.act, meeting_id=left, initiative_id=story, ahead=ahead)
        for story, left, ahead in found
        if ahead or queries.has_seat(connection, left, today)
    ]


def _meeting(heard: Heard[Any]) -> events.MeetingId:
    """The meeting that a fact is about."""
    return events.MeetingId(heard.envelope.subject)


def _today(heard: Heard[Any]) -> str:
    return heard.act.now.date().isoformat()


SEATING: Final[tuple[Reaction[Any], ...]] = (
    Reaction("release-seats", "publication", "nl.koploper.article-withdrawn.v1", Happened, release_seats),
    Reaction("invite-anew", "publication", "nl.koploper.meeting-moved.v1", Happened, invite_anew),
    Reaction("leave-called-off", "publication", "nl.koploper.meeting-called-off.v1", Happened, leave_called_off),
    Reaction("invite-to-planned", "publication", "nl.koploper.meeting-planned.v1", Happened, invite_waiting),
    Reaction("invite-to-moved", "publication", "nl.koploper.meeting-moved.v1", Happened, invite_waiting),
    Reaction("invite-to-free-seat", "publication", "nl.koploper.seat-released.v1", Happened, invite_waiting),
    Reaction("invite-after-answer", "publication", "nl.koploper.invitation-answered.v1", Happened, invite_if_waiting),
    Reaction(
        "invite-after-publication", "publication", "nl.koploper.article-published.v1", Happened, invite_if_waiting
    ),
    Reaction("invite-after-lapse", "publication", "nl.koploper.invitation-lapsed.v1", Happened, invite_if_waiting),
    Reaction(
        "invite-after-nomination-reversal",
        "publication",
        "nl.koploper.nomination-reversed.v1",
        Happened,
        invite_if_waiting,
    ),
    Reaction(
        "invite-after-revision",
        "publication",
        "nl.koploper.revision-noted-by-publication.v1",
        Happened,
        invite_if_waiting,
    ),
    Reaction(
        "invite-after-assessment",
        "publication",
        "nl.koploper.assessment-noted-by-publication.v1",
        Happened,
        invite_if_waiting,
    ),
    Reaction(
        "invite-after-clearance",
        "publication",
        "nl.koploper.clearance-noted-by-publication.v1",
        Happened,
        invite_if_waiting,
    ),
)
