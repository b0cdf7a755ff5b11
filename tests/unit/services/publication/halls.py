"""More words of these tests: meetings that follow on one another, are moved, and are called off."""

import datetime as dt
from typing import Any, Final

from services.publication import commands, events
from services.publication.decider import CORE
from shared.event import Event
from shared.testing.given import Given, act
from tests.unit.services.publication.koplopers import (
    AT_MEETING,
    DAY,
    EDITOR,
    IN_STORY,
    MEETING,
    OTHER_MEETING,
    STORY,
    SUBMITTER,
    kept,
)

LATER: Final = dt.date(2019, 9, 2)
AT_OTHER: Final = commands.meeting_stream(OTHER_MEETING)
HERE: Final[dict[str, Any]] = {"meeting_id": MEETING, "initiative_id": STORY}


def hall(
    date: dt.date = LATER, region: str = "Groningen", capacity: int = 2, place: str = "Zwolle"
) -> events.MeetingPlanned:
    return events.MeetingPlanned(title="Koplopers Noord", region=region, date=date, place=place, capacity=capacity)


def invited_to(
    meeting: events.MeetingId = OTHER_MEETING, date: dt.date = LATER, place: str = "Zwolle"
) -> events.KoploperInvited:
    return events.KoploperInvited(meeting_id=meeting, title="Koplopers Noord", date=date, place=place)


def moved(date: dt.date = LATER, place: str = "Zwolle") -> events.MeetingMoved:
    return events.MeetingMoved(
        title="Koplopers Noord", date=date, place=place, previous_date=DAY, previous_place="Zwolle", reason=kept(9)
    )


def called_off() -> events.MeetingCalledOff:
    return events.MeetingCalledOff(title="Koplopers Noord", date=DAY, place="Zwolle", reason=kept(9))


def lapsed(because: events.Lapse, meeting: events.MeetingId = MEETING, nominated: bool = False) -> Event:
    return events.InvitationLapsed(meeting_id=meeting, because=because, nominated=nominated)


def move(date: dt.date | None = LATER, place: str | None = None) -> commands.MoveMeeting:
    return commands.MoveMeeting(act=act("editor", EDITOR), meeting_id=MEETING, date=date, place=place, reason=kept(9))


def call_off() -> commands.CallOffMeeting:
    return commands.CallOffMeeting(act=act("editor", EDITOR), meeting_id=MEETING, reason=kept(9))


def next_please(*ahead: events.MeetingId, minutes: int = 0) -> commands.AnswerInvitation:
    asked = act("submitter", SUBMITTER, minutes=minutes)
    return commands.AnswerInvitation(act=asked, **HERE, answer="next", ahead=ahead)


def record_absence(*ahead: events.MeetingId) -> commands.RecordAbsence:
    return commands.RecordAbsence(act=act("editor", EDITOR), **HERE, ahead=ahead)


def invite_anew() -> commands.InviteAnew:
    return commands.InviteAnew(act=act(), **HERE)


def leave_called_off(*ahead: events.MeetingId) -> commands.LeaveCalledOff:
    return commands.LeaveCalledOff(act=act(), **HERE, ahead=ahead)


def invite_waiting(*ahead: events.MeetingId) -> commands.InviteWaiting:
    return commands.InviteWaiting(act=act(), **HERE, ahead=ahead)


def three(meeting: list[Event], story: list[Event], other: list[Event]) -> Given:
    """A meeting, a story and another meeting with these facts so far."""
    return Given(CORE, {AT_MEETING: meeting, IN_STORY: story, AT_OTHER: other})
