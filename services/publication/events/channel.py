"""The facts of the channels by which a story goes out: what they say, whether they carry it, and what went wrong."""

from typing import ClassVar

from pydantic import Field

from services.publication.events.parts import AChannel, ChannelText
from shared.event import Event, EventType, Kept, Readers


class ChannelPlanned(Event):
    """An editor wrote what a channel is to say of the story; it goes out with what is written last."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.channel-planned.v1")
    readers: ClassVar[Readers] = "party"

    channel: AChannel
    text: ChannelText


class ChannelPublished(Event):
    """The story went out by a channel, with this text and as this version of the article."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.channel-published.v1")
    readers: ClassVar[Readers] = "public"

    channel: AChannel
    published_version: int = Field(ge=1, examples=[1])
    text: ChannelText
    link: str | None = Field(default=None, examples=["https://example.nl/nieuwsbrief/12"])


class ChannelFailed(Event):
    """It could not be done: going out, being corrected or being taken back. It is still to do."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.channel-failed.v1")

    channel: AChannel
    reason: Kept = Field(
        examples=[
            {
                "ref": "019b1c00-0000-7000-8000-00000000000a",
                "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            }
        ]
    )


class ChannelWithdrawn(Event):
    """The story is not on this channel any more, or will not go there."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.channel-withdrawn.v1")
    readers: ClassVar[Readers] = "party"

    channel: AChannel
