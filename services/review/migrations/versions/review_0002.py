"""Reminders to ministries, and since when a clearance is the advisers' to see to."""

import sqlalchemy as sa
from alembic import op

revision = "review_0002"
down_revision = "review_0001"
branch_labels = None
depends_on = "plumbing_0004"


def upgrade() -> None:
    op.add_column("clearance", sa.Column("escalated_at", sa.Text))
    op.create_table(
        "reminder",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("submission_version", sa.Integer, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True),
        sa.Column("ministries", sa.JSON),
        sa.Column("sent_at", sa.Text),
    )
