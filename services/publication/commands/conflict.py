"""What publication is asked about conflicts of interest."""

from dataclasses import dataclass
from typing import ClassVar

from services.publication import events
from services.publication.commands.parts import SYSTEM, OnStory, story_stream
from shared.actor import Role
from shared.conflict import stream_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConflict(OnStory):
    """Assessment announced that a person has a conflict of interest in an initiative, or has none any more."""

    roles: ClassVar[frozenset[Role]] = SYSTEM
    person: events.PersonId
    stands: bool

    @property
    def streams(self) -> tuple[str, ...]:
        return (story_stream(self.initiative_id), stream_of(self.initiative_id))
