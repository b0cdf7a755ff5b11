"""What intake records of how long persons are known, and that this is over."""

from typing import ClassVar

from pydantic import Field

from services.intake import words
from shared.event import Event, EventType, Readers


class PolicyNotedByIntake(Event):
    """A policy holds from here on: persons of what ends under it are known for so many days more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.policy-noted-by-intake.v1")

    policy_version: str = Field(examples=["2019-03"])
    retention_days: int = Field(ge=1, examples=[365])
    source_sequence: int = Field(description="Which fact of the policy's stream it was.", ge=1, examples=[1])


class ReopeningNotedByIntake(Event):
    """Assessment takes up again what it had rejected: the term of that rejection runs no more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.reopening-noted-by-intake.v1")
    readers: ClassVar[Readers] = "party"

    submission_version: int = Field(ge=2, examples=[2])
    source_sequence: int = Field(description="Which fact of assessment's stream it was.", ge=1, examples=[9])


class RetentionEnded(Event):
    """The term is over for which the persons of this initiative are known: whoever knows them forgets them now."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.retention-ended.v1")
    readers: ClassVar[Readers] = "party"

    erasure: words.ErasureId = Field(examples=["019b1c00-0000-7000-8000-0000000000e1"])
