"""All facts of intake."""

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
