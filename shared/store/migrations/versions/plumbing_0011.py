"""Who had a store put back from a backup, and why: it is told by the fact that says that the store is open again."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0011"
down_revision = "plumbing_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("restored", sa.Column("restored_by", sa.Text))
    op.add_column("restored", sa.Column("reason", sa.Text))
