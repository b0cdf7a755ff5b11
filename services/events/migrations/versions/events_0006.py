"""When an article that was taken back came back: not the same as when it went with what it rests on."""

import sqlalchemy as sa
from alembic import op

revision = "events_0006"
down_revision = "events_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journey", sa.Column("article_taken_up_at", sa.Text))
