"""Entries of registers that others kept."""

import sqlalchemy as sa
from alembic import op

revision = "intake_0007"
down_revision = "intake_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("register_name", sa.Text),
        sa.Column("key", sa.Text),
        sa.Column("name", sa.Text),
        sa.Column("organisation", sa.Text),
        sa.Column("partners", sa.JSON),
        sa.Column("summary", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("themes", sa.JSON),
        sa.Column("branches", sa.JSON),
        sa.Column("status", sa.Text),
        sa.Column("since", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("contact", sa.JSON),
        sa.Column("imported_at", sa.Text),
        sa.Column("changed_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("register_entry_register", "register_entry", ["register_name", "name"])
