"""All facts of intake."""

from services.intake.events.initiative import (
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
)

__all__ = [
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
]
