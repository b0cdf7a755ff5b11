"""Conflicts of interest as review heard of them, and what a late one undoes in a round."""

from typing import ClassVar

from pydantic import Field

from services.review.events.parts import INITIATIVE, PERSON, InitiativeId, InRound, Ministry, PersonId
from shared.event import Event, EventType


class ConflictNotedByReview(Event):
    """Somebody of the office has a conflict of interest in this initiative, or (`stands` false) has none any more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.conflict-noted-by-review.v1")

    initiative_id: InitiativeId = Field(examples=[INITIATIVE])
    person: PersonId = Field(examples=[PERSON])
    stands: bool = Field(examples=[True])


class FindingsSetAside(InRound):
    """What was found by somebody with a conflict of interest no longer counts: these ministries answer anew.

    `check`: the inspectorate check is made anew.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.findings-set-aside.v1")

    ministries: tuple[Ministry, ...] = Field(examples=[["ministry-ocw"]])
    check: bool = Field(examples=[True])
