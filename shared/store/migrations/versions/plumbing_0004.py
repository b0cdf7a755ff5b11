"""What a service does by itself when a time comes."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0004"
down_revision = "plumbing_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_index("schedule_at", "schedule", ["at"])
