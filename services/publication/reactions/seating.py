"""What publication makes of its own facts: who is no Koploper any more leaves the seats to others."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events, projections
from services.publication.reactions.parts import Happened, story_of
from shared.decider import Command
from shared.heard import Heard, Reaction


def release_seats(heard: Heard[Happened], connection: Connection) -> Sequence[Command]:
    """One per meeting: no seat can be taken any more, so the read model names all that are held."""
    story = story_of(heard)
    return [
        commands.ReleaseSeat(act=heard.act, meeting_id=events.MeetingId(meeting), initiative_id=story)
        for meeting in projections.seats_of(connection, story)
    ]


SEATING: Final[tuple[Reaction[Any], ...]] = (
    Reaction("release-seats", "publication", "nl.koploper.article-withdrawn.v1", Happened, release_seats),
)
