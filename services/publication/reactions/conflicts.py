"""What publication makes of conflicts of interest that were declared to assessment."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.publication import commands, events
from services.publication.reactions.parts import story_of
from shared.decider import Command
from shared.heard import Foreign, Heard, Reaction


class OfPerson(Foreign):
    """assessment: ConflictDeclared and ConflictDeclarationWithdrawn."""

    person: events.PersonId


def note_conflict(*, stands: bool) -> Callable[[Heard[OfPerson], Connection], Sequence[Command]]:
    """A reaction that notes that a conflict of interest stands, or no longer does."""
    return lambda heard, _: [
        commands.NoteConflict(act=heard.act, initiative_id=story_of(heard), person=heard.data.person, stands=stands)
    ]


CONFLICTS: Final[tuple[Reaction[Any], ...]] = (
    Reaction("note-conflict", "assessment", "nl.koploper.conflict-declared.v1", OfPerson, note_conflict(stands=True)),
    Reaction(
        "note-conflict-withdrawn",
        "assessment",
        "nl.koploper.conflict-declaration-withdrawn.v1",
        OfPerson,
        note_conflict(stands=False),
    ),
)
