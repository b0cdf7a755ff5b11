"""What may be asked about an initiative: by its submitter, and by reactions to what the others decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from services.intake import events, words
from services.intake.reference import Reference
from shared.actor import Role
from shared.decider import Command
from shared.event import Kept


def initiative_stream(initiative: words.InitiativeId) -> str:
    return f"initiative-{initiative}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfInitiative(Command):
    """Anything asked about one initiative."""

    initiative_id: words.InitiativeId

    @property
    def streams(self) -> tuple[str, ...]:
        return (initiative_stream(self.initiative_id),)


@dataclass(frozen=True, slots=True)
class Named:
    """A contact person: where they are kept, whose address it is, and which, so that nobody is named twice.

    One who was named before and is named again is the same entry of the vault.
    """

    kept: Kept
    address: words.Address
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(OfInitiative):
    """Put an initiative forward; `initiative_id` is new, `origin` None where nothing was said of it."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    description: events.Description
    reference: Reference
    """The themes and branches that hold now."""
    contact: Named
    contacts: tuple[Named, ...] = ()
    origin: words.Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise(OfInitiative):
    """Tell it anew. `contact` and `contacts` are None where they stay; `addresses` are those of who is kept so far."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    changes: events.Changes
    reference: Reference
    """The themes and branches that hold now, for those that are told anew."""
    contact: Named | None = None
    contacts: tuple[Named, ...] | None = None
    addresses: Mapping[str, words.Address] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OfInitiative):
    """Take it back."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    reason: Kept
    retention_days: int = words.RETENTION_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyInformation(OfInitiative):
    """Answer a question."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    request_id: words.RequestId
    text: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerConfirmation(OfInitiative):
    """Say whether one may be named; from whoever has the key of that contact's link, known or not."""

    roles: ClassVar[frozenset[Role]] = frozenset({"submitter"})
    contact: words.ContactRef
    answer: words.Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseConfirmations(OfInitiative):
    """Time is up for who was asked and did not answer."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})


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
    retention_days: int = words.RETENTION_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReopening(OfInitiative):
    """Assessment assesses again what it had rejected: the so many-th fact of its stream."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})
    submission_version: int
    source_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRetention(OfInitiative):
    """The term has come for which the persons of what ended are known."""

    roles: ClassVar[frozenset[Role]] = frozenset({"system"})


InitiativeCommand = (
    Submit
    | Revise
    | Withdraw
    | SupplyInformation
    | AnswerConfirmation
    | LapseConfirmations
    | NoteQuestion
    | NoteOutcome
    | NoteReopening
    | EndRetention
)
