"""Assessment's read models: policies, dossiers, the judgements in them, what was declared and asked about them."""

from services.assessment.projections.changes import COME_BACK, MORNING, PROJECTIONS
from services.assessment.projections.queries import (
    active_policy,
    declarations,
    dossiers,
    judgements,
    one,
    one_policy,
    policies,
    questions,
    submitter,
    to_declare,
    undeclared,
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
    "to_declare",
    "undeclared",
]
