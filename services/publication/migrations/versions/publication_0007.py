"""Since when an article is to be looked at for the name of somebody who was forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "publication_0007"
down_revision = "publication_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("story", sa.Column("to_check_since", sa.Text))
