"""What intake records of reference data: which words may be chosen, and from when."""

from datetime import date
from typing import ClassVar, Final

from pydantic import Field

from services.intake.reference import Terms
from shared.event import Event, EventType, Readers

_THEMES: Final = [{"name": "gezond-werken", "nl": "Gezond werken", "en": "Healthy work"}]
_BRANCHES: Final = [{"name": "vvt", "nl": "verpleeghuizen, verzorgingshuizen en thuiszorg", "en": "home care"}]


class ReferenceActivated(Event):
    """From here on submissions name these themes and branches."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.reference-activated.v1")
    readers: ClassVar[Readers] = "public"

    reference_version: str = Field(examples=["2019-03"])
    valid_from: date = Field(examples=["2019-03-01"])
    themes: Terms = Field(examples=[_THEMES])
    branches: Terms = Field(examples=[_BRANCHES])


ReferenceEvent = ReferenceActivated
