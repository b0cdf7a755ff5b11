"""Since when a journey is back where it was: what was reversed, and an article that went for it."""

import sqlalchemy as sa
from alembic import op

revision = "events_0002"
down_revision = "events_0001"
branch_labels = None
depends_on = None

SINCE = (
    "reversed_at",
    "rejection_reversed_at",
    "clearance_reversed_at",
    "refusal_reversed_at",
    "article_suspended_at",
    "nomination_reversed_at",
)


def upgrade() -> None:
    for name in SINCE:
        op.add_column("journey", sa.Column(name, sa.Text))
