"""What was taken back of a clearance, and of the assessment that it rests on; whose advice it is."""

import sqlalchemy as sa
from alembic import op

revision = "review_0003"
down_revision = "review_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clearance", sa.Column("reversed_version", sa.Integer))
    op.add_column("clearance", sa.Column("reversal", sa.JSON))
    op.add_column("advice", sa.Column("by", sa.Text))
    op.add_column("advice", sa.Column("corrects", sa.Boolean))
