"""Intake's read models: initiatives as last told, what was asked, and what the others decided."""

from services.intake.projections.initiatives import (
    PROJECTIONS,
    initiative,
    initiatives,
    is_known,
    one,
    outcome,
    outcomes,
    question,
    questions,
    tables,
)

__all__ = [
    "PROJECTIONS",
    "initiative",
    "initiatives",
    "is_known",
    "one",
    "outcome",
    "outcomes",
    "question",
    "questions",
    "tables",
]
