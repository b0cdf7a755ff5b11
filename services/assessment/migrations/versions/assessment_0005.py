"""Answers beside the questions they were given to; where an older fact does not name one, there is none."""

import sqlalchemy as sa
from alembic import op

revision = "assessment_0005"
down_revision = "assessment_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("answer", sa.JSON))
