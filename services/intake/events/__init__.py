"""All facts of intake."""

from services.intake.events.contact import (
    ContactConfirmationAsked,
    ContactConfirmed,
    ContactEvent,
    ContactRemoved,
)
from services.intake.events.initiative import (
    DESCRIBED,
    TYPES,
    Changes,
    Criteria,
    Description,
    InformationSupplied,
    InitiativeEvent,
    InitiativeRevised,
    InitiativeSubmitted,
    InitiativeWithdrawn,
    Organisation,
    Organisations,
    OutcomeNoted,
    QuestionReceived,
    SubmissionDigest,
)

__all__ = [
    "DESCRIBED",
    "TYPES",
    "Changes",
    "ContactConfirmationAsked",
    "ContactConfirmed",
    "ContactEvent",
    "ContactRemoved",
    "Criteria",
    "Description",
    "InformationSupplied",
    "InitiativeEvent",
    "InitiativeRevised",
    "InitiativeSubmitted",
    "InitiativeWithdrawn",
    "Organisation",
    "Organisations",
    "OutcomeNoted",
    "QuestionReceived",
    "SubmissionDigest",
]
