"""Intake's read models: initiatives, questions, outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "intake_0001"
down_revision = None
branch_labels = ("intake",)
depends_on = "plumbing_0001"


def upgrade() -> None:
    op.create_table(
        "initiative",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("submitter", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("submission_version", sa.Integer),
        sa.Column("title", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("novelty", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("effects", sa.JSON),
        sa.Column("organisations", sa.JSON),
        sa.Column("region", sa.Text),
        sa.Column("themes", sa.JSON),
        sa.Column("branches", sa.JSON),
        sa.Column("criteria", sa.JSON),
        sa.Column("contact", sa.JSON),
        sa.Column("origin", sa.Text),
        sa.Column("submitted_at", sa.Text),
        sa.Column("changed_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("initiative_submitter", "initiative", ["submitter"])
    op.create_index("initiative_submitted_at", "initiative", ["submitted_at", "id"])
    op.create_table(
        "question",
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("question", sa.JSON),
        sa.Column("asked_at", sa.Text),
        sa.Column("answered_at", sa.Text),
    )
    op.create_index("question_initiative", "question", ["initiative_id"])
    op.create_table(
        "outcome",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("submission_version", sa.Integer),
        sa.Column("noted_at", sa.Text),
    )
    op.create_index("outcome_initiative", "outcome", ["initiative_id"])
