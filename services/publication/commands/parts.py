"""What publication's commands are made of: who ever may, and which streams are read."""

from dataclasses import dataclass
from typing import Final

from services.publication import events
from shared.actor import Role
from shared.conflict import stream_of
from shared.decider import Command

SYSTEM: Final[frozenset[Role]] = frozenset({"system"})
EDITOR: Final[frozenset[Role]] = frozenset({"editor"})
SUBMITTER: Final[frozenset[Role]] = frozenset({"submitter"})
VWS: Final[frozenset[Role]] = frozenset({"ministry-vws"})


def story_stream(initiative_id: events.InitiativeId) -> str:
    return f"initiative-{initiative_id}"


def meeting_stream(meeting_id: events.MeetingId) -> str:
    return f"meeting-{meeting_id}"


def with_conflicts(command: "OnStory | AtMeeting", *streams: str) -> tuple[str, ...]:
    """These streams, and behind them who has a conflict of interest, where a person gives the command."""
    return streams if command.roles == SYSTEM else (*streams, stream_of(command.initiative_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStory(Command):
    """A command about one story."""

    initiative_id: events.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return with_conflicts(self, story_stream(self.initiative_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnMeeting(Command):
    """A command about one meeting."""

    meeting_id: events.MeetingId

    @property
    def streams(self) -> tuple[str, ...]:
        return (meeting_stream(self.meeting_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMeeting(Command):
    """A command about one Koploper at one meeting; the meeting is the resource asked."""

    meeting_id: events.MeetingId
    initiative_id: events.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return with_conflicts(self, meeting_stream(self.meeting_id), story_stream(self.initiative_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward(AtMeeting):
    """A command that may take a Koploper from one meeting to the next; `ahead` are those that come into question."""

    ahead: tuple[events.MeetingId, ...] = ()

    @property
    def streams(self) -> tuple[str, ...]:
        here = (meeting_stream(self.meeting_id), story_stream(self.initiative_id))
        return with_conflicts(self, *here, *(meeting_stream(each) for each in self.ahead))
