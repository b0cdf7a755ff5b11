"""What intake records of a person who is to be forgotten: that it was asked, and that it was done. Never who it is."""

from typing import ClassVar, Final

from pydantic import Field

from services.intake import words
from shared.event import Event, EventType, Kept

_ERASURE: Final = "019b1c00-0000-7000-8000-0000000000e1"
_PERSON: Final = "019b1c00-0000-7000-8000-000000000003"
_KEPT: Final = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class ErasureAsked(Event):
    """Somebody asked to be forgotten, or an operator for them; whoever asked confirms it until `confirmBy`."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.erasure-asked.v1")

    erasure: words.ErasureId = Field(examples=[_ERASURE])
    asked_by: str = Field(description="Who asked, and may confirm it.", examples=[f"submitter;id={_PERSON}"])
    confirm_by: str = Field(examples=["2026-11-26T09:15:00.000000Z"])
    reason: Kept | None = Field(default=None, examples=[_KEPT])


class PersonErased(Event):
    """Whoever holds anything about this person erases it now, and what was published of them with an initiative."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.person-erased.v1")

    erasure: words.ErasureId = Field(examples=[_ERASURE])
    person: words.PersonId = Field(examples=[_PERSON])
    initiatives: tuple[words.InitiativeId, ...] = Field(
        description="Whose texts about this person are gone.", examples=[["019b1c00-0000-7000-8000-000000000001"]]
    )


PersonEvent = ErasureAsked | PersonErased
