"""How far each rebuild of a read model is, for replicas that do not run it."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0003"
down_revision = "plumbing_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rebuild",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("projection", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("found", sa.Text),
        sa.Column("error", sa.Text),
    )
