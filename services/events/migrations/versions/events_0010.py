"""Who had the ledger put back, and why; and when all witnesses had said what they saw before."""

import sqlalchemy as sa
from alembic import op

revision = "events_0010"
down_revision = "events_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("restored_by", "reason", "heard_at"):
        op.add_column("put_back", sa.Column(name, sa.Text))
