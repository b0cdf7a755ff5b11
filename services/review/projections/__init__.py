"""Review's read models: clearances with what was heard of their initiatives, verdicts, advice, and what is to come."""

from services.review.projections.changes import ESCALATE, PROJECTIONS, REMIND
from services.review.projections.queries import (
    advised,
    clearances,
    newest_version,
    one,
    reminders,
    standing_check,
    state,
    verdicts,
    waiting_for,
)
from services.review.projections.tables import clearance, tables

__all__ = [
    "ESCALATE",
    "PROJECTIONS",
    "REMIND",
    "advised",
    "clearance",
    "clearances",
    "newest_version",
    "one",
    "reminders",
    "standing_check",
    "state",
    "tables",
    "verdicts",
    "waiting_for",
]
