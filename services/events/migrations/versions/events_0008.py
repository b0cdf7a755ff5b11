"""What an initiative was called, beside what figures are counted from; the service tells it of what was there."""

import sqlalchemy as sa
from alembic import op

revision = "events_0008"
down_revision = "events_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("milestone", sa.Column("title", sa.Text))
    op.add_column("milestone", sa.Column("published_title", sa.Text))
