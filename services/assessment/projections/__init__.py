"""Assessment's read models: policies, dossiers, the judgements in them, and what submitters were asked."""

from services.assessment.projections.changes import COME_BACK, MORNING, PROJECTIONS
from services.assessment.projections.queries import (
    active_policy,
    dossiers,
    judgements,
    one,
    one_policy,
    policies,
    questions,
    submitter,
)
from services.assessment.projections.tables import dossier, judgement, policy, question, tables

__all__ = [
    "COME_BACK",
    "MORNING",
    "PROJECTIONS",
    "active_policy",
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
]
