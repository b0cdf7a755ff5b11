"""The facts of meetings and of the Koplopers invited to and named at them."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.publication.events.parts import (
    AMeeting,
    AnInitiative,
    Lapse,
    MeetingDate,
    MeetingTitle,
    Place,
    Region,
    Reply,
    Sending,
    Title,
)
from shared.event import Event, EventType, Kept, Readers

_KEPT = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
AReason = Annotated[Kept, Field(examples=[_KEPT])]


class MeetingPlanned(Event):
    """There will be a meeting, with so many seats for Koplopers."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.meeting-planned.v1")
    readers: ClassVar[Readers] = "public"

    title: MeetingTitle
    region: Region
    date: MeetingDate
    place: Place
    capacity: int = Field(ge=1, examples=[40])


class MeetingMoved(Event):
    """The meeting is held on another day or elsewhere; who has a seat is invited anew. Why is for everybody."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.meeting-moved.v1")
    readers: ClassVar[Readers] = "public"

    title: MeetingTitle
    date: MeetingDate
    place: Place
    previous_date: MeetingDate
    previous_place: Place
    reason: AReason


class MeetingCalledOff(Event):
    """The meeting is not held; who has a seat goes on to the next. Why is for everybody."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.meeting-called-off.v1")
    readers: ClassVar[Readers] = "public"

    title: MeetingTitle
    date: MeetingDate
    place: Place
    reason: AReason


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


class InvitationLapsed(Event):
    """An invitation holds no more, and with it a nomination at that meeting; the Koploper goes on to the next."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.invitation-lapsed.v1")
    readers: ClassVar[Readers] = "party"

    meeting_id: AMeeting
    because: Lapse = Field(examples=["called-off"])
    nominated: bool = Field(examples=[False])


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


class ToolkitSent(Event):
    """The Koploper received an edition of the communication toolkit."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.toolkit-sent.v1")
    readers: ClassVar[Readers] = "party"

    edition: str = Field(examples=["2019-1"])
    how: Sending = Field(examples=["email"])


class NominationReversed(Event):
    """The editors took the nomination back, and say why; or it lapsed with the invitation to its meeting."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.nomination-reversed.v1")
    readers: ClassVar[Readers] = "public"

    meeting_id: AMeeting
    reason: Kept | None = Field(default=None, examples=[_KEPT], json_schema_extra={"x-readers": "office"})


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


class AppointmentReversed(Event):
    """The ministry of VWS took back that it named the Koploper; the nomination stands."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.appointment-reversed.v1")
    readers: ClassVar[Readers] = "public"

    meeting_id: AMeeting
    reason: Kept = Field(examples=[_KEPT], json_schema_extra={"x-readers": "office"})
