"""What is done about the channels by which a story goes out."""

from dataclasses import dataclass
from typing import ClassVar

from services.publication import events
from services.publication.commands.parts import EDITOR, OnStory
from shared.actor import Role
from shared.event import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChannel(OnStory):
    """A command about one channel of one story."""

    channel: events.Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChannel(OnChannel):
    """Write what the channel is to say."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChannelOut(OnChannel):
    """It went out, for the first time or corrected."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChannelFailure(OnChannel):
    """What was to be done on the channel could not be done; why is for the office."""

    roles: ClassVar[frozenset[Role]] = EDITOR
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChannelWithdrawn(OnChannel):
    """The channel does not carry the story any more, or will not."""

    roles: ClassVar[frozenset[Role]] = EDITOR
