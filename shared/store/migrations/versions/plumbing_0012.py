"""What an upgrade had to make of a store's own facts, and has made."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0012"
down_revision = "plumbing_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("upgraded", sa.Column("name", sa.Text, primary_key=True))
