"""What may be asked about an initiative: by its submitter, and by reactions to what the others decided."""

from dataclasses import dataclass
from typing import ClassVar

from services.intake import events, words
from shared.actor import Role
from shared.decider import Command
from shared.event import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class OfInitiative(Command):
    """Anything asked about one initiative."""

    initiative_id: words.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return (f"initiative-{self.initiative_id}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(OfInitiative):
    """Put an initiative forward; `initiative_id` is new."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    description: events.Description
    contact: Kept
    origin: words.Origin = "self-registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise(OfInitiative):
    """Tell it anew. A `contact` given always counts as a change: what is sealed cannot be compared."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    changes: events.Changes
    contact: Kept | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OfInitiative):
    """Take it back."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    reason: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyInformation(OfInitiative):
    """Answer a question."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    request_id: words.RequestId
    text: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteQuestion(OfInitiative):
    """Assessment asked something."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})
    request_id: words.RequestId
    question: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOutcome(OfInitiative):
    """Another service decided something that the submitter is told: the so many-th fact of its stream."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})
    outcome: words.Outcome
    source_sequence: int
    submission_version: int | None = None
    because: words.Undone | None = None


InitiativeCommand = Submit | Revise | Withdraw | SupplyInformation | NoteQuestion | NoteOutcome
