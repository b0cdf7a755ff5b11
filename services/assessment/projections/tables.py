"""The tables of assessment's read models."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Index, Integer, MetaData, Table, Text

tables: Final = MetaData()
policy: Final = Table(
    "policy",
    tables,
    Column("policy_version", Text, primary_key=True),
    Column("valid_from", Text),
    Column("criteria", JSON),
    Column("threshold", Integer),
    Column("required_ministries", JSON),
    Column("reminder_days", JSON),
    Column("escalation_days", Integer),
    Column("declaration_required", Boolean),
    Column("retention_days", Integer),
    Column("activated_at", Text),
    Column("event_id", Text),
    Column("version", Integer),
)

dossier: Final = Table(
    "dossier",
    tables,
    Column("id", Text, primary_key=True),
    Column("submitter", Text),
    Column("title", Text),
    Column("state", Text),
    Column("told_state", Text),  # what its own people know of it: not that a rejection is proposed
    Column("outcome", Text),
    Column("proposed_by", Text),
    Column("policy_version", Text),
    Column("criteria", JSON),
    Column("threshold", Integer),
    Column("declaration_required", Boolean),
    Column("submission_version", Integer),
    Column("submission_digest", Text),
    Column("policy_digest", Text),
    Column("adviser", Text),
    Column("deferred_until", Text),
    Column("deferral", JSON),
    Column("organisations", JSON),
    Column("region", Text),
    Column("reversal", JSON),  # the last outcome that was taken back
    Column("judged_version", Integer),  # stays behind the newest one after a final rejection
    Column("opened_at", Text),
    Column("changed_at", Text),
    Column("version", Integer),
)
Index("dossier_submitter", dossier.c.submitter)
Index("dossier_state", dossier.c.state)
Index("dossier_adviser", dossier.c.adviser)
Index("dossier_opened_at", dossier.c.opened_at, dossier.c.id)

judgement: Final = Table(
    "judgement",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("criterion", Text, primary_key=True),
    Column("met", Boolean),
    Column("motivation", JSON),
    Column("submission_version", Integer),
    Column("proposed", Boolean),
    Column("judged_by", Text),
    Column("judged_at", Text),
)

declaration: Final = Table(
    "declaration",
    tables,
    Column("initiative_id", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("role", Text),
    Column("conflict", Boolean),
    Column("reason", JSON),
    Column("declared_at", Text),
    Column("withdrawal", JSON),
)

question: Final = Table(
    "question",
    tables,
    Column("request_id", Text, primary_key=True),
    Column("initiative_id", Text),
    Column("question", JSON),
    Column("asked_at", Text),
    Column("answered_at", Text),
    Column("answer", JSON),
)
Index("question_initiative", question.c.initiative_id)
