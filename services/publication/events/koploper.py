"""The facts of meetings and of the Koplopers invited to and named at them."""

from typing import ClassVar

from pydantic import Field

from services.publication.events.parts import (
    AMeeting,
    AnInitiative,
    MeetingDate,
    MeetingTitle,
    Place,
    Region,
    Reply,
    Title,
)
from shared.event import Event, EventType, Readers


class MeetingPlanned(Event):
    """There will be a meeting, with so many seats for Koplopers."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.meeting-planned.v1")
    readers: ClassVar[Readers] = "public"

    title: MeetingTitle
    region: Region
    date: MeetingDate
    place: Place
    capacity: int = Field(ge=1, examples=[40])


class SeatReserved(Event):
    """A seat is held for an invited Koploper."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.seat-reserved.v1")

    initiative_id: AnInitiative


class SeatReleased(Event):
    """A Koploper's seat is free again."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.seat-released.v1")

    initiative_id: AnInitiative


class KoploperInvited(Event):
    """The Koploper was invited to a meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.koploper-invited.v1")
    readers: ClassVar[Readers] = "party"

    meeting_id: AMeeting
    title: MeetingTitle
    date: MeetingDate
    place: Place


class InvitationAnswered(Event):
    """The submitter said whether the Koploper comes; `next` moves it to a later meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.invitation-answered.v1")
    readers: ClassVar[Readers] = "party"

    meeting_id: AMeeting
    answer: Reply = Field(examples=["accepted"])


class KoploperNominated(Event):
    """The Koploper was put forward at a meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.koploper-nominated.v1")
    readers: ClassVar[Readers] = "public"

    meeting_id: AMeeting
    title: Title
    region: Region
    meeting_title: MeetingTitle
    date: MeetingDate
    place: Place


class KoploperAppointed(Event):
    """The ministry of VWS named the Koploper officially."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.koploper-appointed.v1")
    readers: ClassVar[Readers] = "public"

    meeting_id: AMeeting
    title: Title
    region: Region
    meeting_title: MeetingTitle
    date: MeetingDate
    place: Place
