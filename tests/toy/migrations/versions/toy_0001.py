"""The toy's read models."""

import sqlalchemy as sa
from alembic import op

revision = "toy_0001"
down_revision = None
branch_labels = ("toy",)
depends_on = "plumbing_0001"


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer),
        sa.Column("note", sa.Text),
        sa.Column("seen", sa.JSON),
    )
    op.create_table("counted", sa.Column("id", sa.Text, primary_key=True), sa.Column("by", sa.Integer))
