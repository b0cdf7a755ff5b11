"""What a story rests on and was taken back; a story written anew; consent that was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "publication_0005"
down_revision = "publication_0004"
branch_labels = None
depends_on = None

SINCE = (
    "assessment_undone_at",
    "clearance_undone_at",
    "reopened_at",
    "name_withdrawn_at",
    "phone_withdrawn_at",
    "email_withdrawn_at",
)


def upgrade() -> None:
    for name in SINCE:
        op.add_column("story", sa.Column(name, sa.Text))
