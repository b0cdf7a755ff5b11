"""What the version that ministries are asked about, and the policy, are called by."""

import sqlalchemy as sa
from alembic import op

revision = "review_0004"
down_revision = "review_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clearance", sa.Column("submission_digest", sa.Text))
    op.add_column("clearance", sa.Column("policy_digest", sa.Text))
