"""How long persons are known of what ends under each policy."""

import sqlalchemy as sa
from alembic import op

revision = "intake_0009"
down_revision = "intake_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy",
        sa.Column("policy_version", sa.Text, primary_key=True),
        sa.Column("retention_days", sa.Integer),
        sa.Column("event_id", sa.Text),
    )
