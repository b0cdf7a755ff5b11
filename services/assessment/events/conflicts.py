"""The facts about conflicts of interest: what persons declared, and what a late declaration undid in the dossier."""

from typing import ClassVar

from pydantic import Field

from services.assessment.events.parts import ADVISER, CRITERIA, INITIATIVE, KEPT, AdviserId, InitiativeId, PersonId
from services.assessment.policy import Criterion
from shared.event import Event, EventType, Kept


class ConflictDeclared(Event):
    """Somebody of the office has a stake in this initiative: from here on it is shut to them."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.conflict-declared.v1")

    initiative_id: InitiativeId = Field(examples=[INITIATIVE])
    person: PersonId = Field(examples=[ADVISER])
    reason: Kept = Field(examples=[KEPT])


class NoConflictDeclared(Event):
    """Somebody of the office said to have no stake in it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.no-conflict-declared.v1")

    initiative_id: InitiativeId = Field(examples=[INITIATIVE])
    person: PersonId = Field(examples=[ADVISER])


class ConflictDeclarationWithdrawn(Event):
    """It was declared by mistake, says an adviser: from here on the initiative is open to that person again."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.conflict-declaration-withdrawn.v1")

    initiative_id: InitiativeId = Field(examples=[INITIATIVE])
    person: PersonId = Field(examples=[ADVISER])
    reason: Kept = Field(examples=[KEPT])


class JudgementsSetAside(Event):
    """Judgements of somebody with a conflict of interest no longer count; the criteria are judged anew by another."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.judgements-set-aside.v1")

    criteria: tuple[Criterion, ...] = Field(min_length=1, examples=[CRITERIA[:1]])


class RejectionSetAside(Event):
    """A proposed rejection rested on somebody with a conflict of interest: judging goes on."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.rejection-set-aside.v1")


class AdviserUnassigned(Event):
    """The adviser who saw to the dossier has a conflict of interest; nobody sees to it until another takes it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.adviser-unassigned.v1")

    adviser: AdviserId = Field(examples=[ADVISER])
