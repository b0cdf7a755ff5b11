"""Assessment's read models: policies, dossiers, the judgements in them, what was declared and asked about them."""

from services.assessment.projections.changes import COME_BACK, MORNING, PROJECTIONS
from services.assessment.projections.queries import (
    active_policy,
    declarations,
    dossiers,
    has_no_conflict,
    judgements,
    one,
    one_policy,
    policies,
    questions,
    submitter,
)
from services.assessment.projections.tables import declaration, dossier, judgement, policy, question, tables

__all__ = [
    "COME_BACK",
    "MORNING",
    "PROJECTIONS",
    "active_policy",
    "declaration",
    "declarations",
    "dossier",
    "dossiers",
    "has_no_conflict",
    "judgement",
    "judgements",
    "one",
    "one_policy",
    "policies",
    "policy",
    "question",
    "questions",
    "submitter",
    "tables",
]
