"""Until when the persons of what was set aside are known, and since when they are forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "intake_0013"
down_revision = "intake_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signal", sa.Column("kept_until", sa.Text))
    op.add_column("signal", sa.Column("persons_forgotten_at", sa.Text))
