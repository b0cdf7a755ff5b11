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
from services.intake.commands.register import ImportEntry, RegisterCommand

__all__ = [
    "AnswerConfirmation",
    "ImportEntry",
    "InitiativeCommand",
    "LapseConfirmations",
    "Named",
    "NoteOutcome",
    "NoteQuestion",
    "OfInitiative",
    "RegisterCommand",
    "Revise",
    "Submit",
    "SupplyInformation",
    "Withdraw",
]
