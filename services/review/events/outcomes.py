"""How a round ends, how that is undone, and what closes a clearance from outside."""

from typing import ClassVar, Literal

from pydantic import Field

from services.review.events.parts import KEPT, MINISTRIES, GoesOn, InRound, Ministry, Verdict
from shared.event import Event, EventType, Kept, Readers


class MinistryCleared(InRound):
    """Every required ministry cleared this version."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ministry-cleared.v1")
    readers: ClassVar[Readers] = "party"

    ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[MINISTRIES])


class MinistryRefused(InRound):
    """The round ended without clearance; `refused_by` is empty where it was closed before anybody refused."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ministry-refused.v1")

    refused_by: tuple[Ministry, ...] = Field(examples=[["ministry-szw"]])


class ClearanceReversed(GoesOn):
    """A ministry took its verdict back, or (no `ministry`) an adviser that the round was closed: it is open again.

    Who it was tells who refused, so its people are told by intake that it happened, and no more.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-reversed.v1")

    outcome: Verdict = Field(examples=["cleared"])
    ministry: Ministry | None = Field(default=None, examples=["ministry-ocw"])
    reason: Kept = Field(examples=[KEPT])


class ClearanceClosed(Event):
    """What there is of a clearance no longer counts: the initiative was withdrawn, or its newest version rejected."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-closed.v1")

    reason: Literal["withdrawn", "rejected"] = Field(examples=["withdrawn"])
