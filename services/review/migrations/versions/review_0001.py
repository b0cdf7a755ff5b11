"""Review's read models: clearances, the verdicts of the ministries, the advice of employers."""

import sqlalchemy as sa
from alembic import op

revision = "review_0001"
down_revision = None
branch_labels = ("review",)
depends_on = "plumbing_0001"


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("policy_version", sa.Text),
        sa.Column("submission_version", sa.Integer),
        sa.Column("required_ministries", sa.JSON),
        sa.Column("requested_at", sa.Text),
        sa.Column("inspectorate_check", sa.JSON),
        sa.Column("refused_by", sa.JSON),
        sa.Column("closure", sa.JSON),
        sa.Column("closed_because", sa.Text),
        sa.Column("changed_at", sa.Text),
        sa.Column("version", sa.Integer),
        sa.Column("due_under", sa.Text),
        sa.Column("revised_version", sa.Integer),
        sa.Column("assessed_version", sa.Integer),
        sa.Column("settled_version", sa.Integer),
    )
    op.create_index("clearance_due_under", "clearance", ["due_under"])
    op.create_index("clearance_requested_at", "clearance", ["requested_at", "id"])
    op.create_table(
        "verdict",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("ministry", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text),
        sa.Column("motivation", sa.JSON),
        sa.Column("submission_version", sa.Integer),
        sa.Column("given_at", sa.Text),
    )
    op.create_table(
        "advice",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("advice", sa.Text),
        sa.Column("text", sa.JSON),
        sa.Column("submission_version", sa.Integer),
        sa.Column("given_at", sa.Text),
    )
    op.create_index("advice_initiative", "advice", ["initiative_id"])
