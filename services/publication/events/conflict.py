"""Conflicts of interest as publication heard of them, and what a late one undoes of a draft."""

from typing import ClassVar

from pydantic import Field

from services.publication.events.parts import AnInitiative, APerson, DraftVersion
from shared.event import Event, EventType


class ConflictNotedByPublication(Event):
    """Somebody of the office has a conflict of interest in this initiative, or (`stands` false) has none any more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.conflict-noted-by-publication.v1")

    initiative_id: AnInitiative
    person: APerson
    stands: bool = Field(examples=[True])


class ApprovalSetAside(Event):
    """The editor who approved this draft has a conflict of interest: another has to, before it comes out."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.approval-set-aside.v1")

    draft_version: DraftVersion
    approver: APerson
