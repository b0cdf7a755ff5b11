"""What may be asked of intake: by people, and by its own reactions to what the others decided."""

from services.intake.commands.initiative import (
    AnswerConfirmation,
    InitiativeCommand,
    LapseConfirmations,
    Named,
    NoteOutcome,
    NoteQuestion,
    OfInitiative,
    Revise,
    Submit,
    SupplyInformation,
    Withdraw,
)

__all__ = [
    "AnswerConfirmation",
    "InitiativeCommand",
    "LapseConfirmations",
    "Named",
    "NoteOutcome",
    "NoteQuestion",
    "OfInitiative",
    "Revise",
    "Submit",
    "SupplyInformation",
    "Withdraw",
]
