"""Assessment's read models: policies, dossiers, the judgements in them, and what submitters were asked."""

from services.assessment.projections.dossiers import (
    COME_BACK,
    MORNING,
    PROJECTIONS,
    active_policy,
    dossier,
    dossiers,
    judgement,
    judgements,
    one,
    one_policy,
    policies,
    policy,
    question,
    questions,
    submitter,
    tables,
)

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
