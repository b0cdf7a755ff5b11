"""The facts of a policy's stream."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from services.assessment.events.parts import CRITERIA, DIGEST
from services.assessment.policy import Criterion, Ministry
from shared.event import Event, EventType, Readers
from shared.versions import Digest


class PolicyActivated(Event):
    """From here on dossiers may be opened under this policy."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.policy-activated.v1")
    readers: ClassVar[Readers] = "public"

    policy_version: str = Field(examples=["2019-03"])
    valid_from: date = Field(examples=["2019-03-01"])
    criteria: tuple[Criterion, ...] = Field(examples=[CRITERIA])
    threshold: int = Field(ge=1, examples=[3])
    required_ministries: tuple[Ministry, ...] = Field(examples=[["ministry-vws", "ministry-ocw", "ministry-szw"]])
    reminder_days: tuple[int, ...] = Field(examples=[[7, 14]])
    escalation_days: int = Field(examples=[28])
    declaration_required: bool | None = Field(default=None, examples=[True])
    policy_digest: Digest | None = Field(default=None, examples=[DIGEST])
    retention_days: int | None = Field(
        default=None,
        description="How long persons of what was rejected, refused or withdrawn are known; 365 where it is not said.",
        examples=[730],
    )
