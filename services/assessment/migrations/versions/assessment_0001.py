"""Assessment's read models: policies, dossiers, judgements, questions."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0001"
down_revision = None
branch_labels = ("assessment",)
depends_on = "plumbing_0001"


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("policy_version", sa.Text, primary_key=True),
        sa.Column("valid_from", sa.Text),
        sa.Column("criteria", sa.JSON),
        sa.Column("threshold", sa.Integer),
        sa.Column("required_ministries", sa.JSON),
        sa.Column("reminder_days", sa.JSON),
        sa.Column("escalation_days", sa.Integer),
        sa.Column("activated_at", sa.Text),
        sa.Column("event_id", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("submitter", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("told_state", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("proposed_by", sa.Text),
        sa.Column("policy_version", sa.Text),
        sa.Column("criteria", sa.JSON),
        sa.Column("threshold", sa.Integer),
        sa.Column("submission_version", sa.Integer),
        sa.Column("judged_version", sa.Integer),
        sa.Column("opened_at", sa.Text),
        sa.Column("changed_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("dossier_submitter", "dossier", ["submitter"])
    op.create_index("dossier_state", "dossier", ["state"])
    op.create_index("dossier_opened_at", "dossier", ["opened_at", "id"])
    op.create_table(
        "judgement",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("criterion", sa.Text, primary_key=True),
        sa.Column("met", sa.Boolean),
        sa.Column("motivation", sa.JSON),
        sa.Column("submission_version", sa.Integer),
        sa.Column("judged_by", sa.Text),
        sa.Column("judged_at", sa.Text),
    )
    op.create_table(
        "question",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("question", sa.JSON),
        sa.Column("asked_at", sa.Text),
        sa.Column("answered_at", sa.Text),
    )
    op.create_index("question_initiative", "question", ["initiative_id"])
