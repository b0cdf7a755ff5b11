"""How far a rebuild of a read model is that was broken off, so that the next one goes on from there; and its pace."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0010"
down_revision = "plumbing_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unfinished",
        sa.Column("projection", sa.Text, primary_key=True),
        sa.Column("held_by", sa.Text, nullable=False),
        sa.Column("release", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
    )
    op.add_column("rebuild", sa.Column("resumed", sa.Integer))
    op.add_column("rebuild", sa.Column("seconds", sa.Float))
