"""To whom an initiative is shut: noted as it was heard, so that it disappears from what they read here."""

from typing import Final

from services.intake.commands import NoteConflict
from services.intake.events import ConflictNotedByIntake
from shared import conflict
from shared.conflict import Shut
from shared.decider import Decider


def decide(command: NoteConflict, shut: Shut) -> list[ConflictNotedByIntake]:
    """What is so already is not noted again."""
    if (command.person in shut) == command.stands:
        return []
    return [ConflictNotedByIntake(initiative_id=command.initiative_id, person=command.person, stands=command.stands)]


def evolve(shut: Shut, event: ConflictNotedByIntake) -> Shut:
    return conflict.after(shut, event.person, stands=event.stands)


DECIDER: Final[Decider[NoteConflict, Shut, ConflictNotedByIntake]] = Decider(conflict.NOBODY, decide, evolve)
