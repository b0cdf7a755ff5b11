"""What is done with meetings and with the Koplopers at them."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from services.publication import events
from services.publication.commands.parts import EDITOR, SUBMITTER, SYSTEM, VWS, AtMeeting, meeting_stream
from shared.actor import Role
from shared.decider import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMeeting(Command):
    """Announce a meeting under its new id."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    meeting_id: events.MeetingId
    title: str
    region: str
    date: dt.date
    place: str
    capacity: int

    @property
    def streams(self) -> tuple[str, ...]:
        return (meeting_stream(self.meeting_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(AtMeeting):
    """Ask a Koploper to a meeting and hold a seat for it."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInvitation(AtMeeting):
    """Say whether the Koploper comes."""

    roles: ClassVar[frozenset[Role]] = SUBMITTER
    answer: events.Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate(AtMeeting):
    """Put a Koploper forward at the meeting."""

    roles: ClassVar[frozenset[Role]] = EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(AtMeeting):
    """Name a nominated Koploper officially."""

    roles: ClassVar[frozenset[Role]] = VWS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSeat(AtMeeting):
    """What follows an article's withdrawal at each meeting its Koploper was invited to."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
