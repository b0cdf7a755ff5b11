"""What intake is asked about conflicts of interest."""

from dataclasses import dataclass
from typing import ClassVar

from services.intake import words
from shared.actor import Role
from shared.conflict import stream_of
from shared.decider import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConflict(Command):
    """Assessment announced that a person has a conflict of interest in an initiative, or has none any more."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})
    initiative_id: words.InitiativeId
    person: words.PersonId
    stands: bool

    @property
    def streams(self) -> tuple[str, ...]:
        return (stream_of(self.initiative_id),)
