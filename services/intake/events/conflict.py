"""What intake heard of conflicts of interest of the office, kept as a fact of its own."""

from typing import ClassVar

from pydantic import Field

from services.intake import words
from shared.event import Event, EventType


class ConflictNotedByIntake(Event):
    """Somebody of the office has a conflict of interest in this initiative, or (`stands` false) has none any more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.conflict-noted-by-intake.v1")

    initiative_id: words.InitiativeId = Field(examples=["019b1c00-0000-7000-8000-000000000001"])
    person: words.PersonId = Field(examples=["01890a5d-ac96-774b-bcce-b302099a8057"])
    stands: bool = Field(examples=[True])
