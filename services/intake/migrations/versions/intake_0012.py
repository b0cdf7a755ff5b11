"""When somebody was taken out of a draft who is forgotten since; the draft is another's, and stays."""

import sqlalchemy as sa
from alembic import op

revision = "intake_0012"
down_revision = "intake_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("cleared_at", sa.Text))
