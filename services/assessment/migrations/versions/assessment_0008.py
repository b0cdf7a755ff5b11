"""How long persons are known under a policy: those from before it was said, a year."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0008"
down_revision = "assessment_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy", sa.Column("retention_days", sa.Integer))
    op.execute("UPDATE policy SET retention_days = 365")
