"""What is shut to whom."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0006"
down_revision = "plumbing_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shut",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
