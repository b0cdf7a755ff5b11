"""Reference data, and of which version the words of an initiative are: the first, where nothing said so before."""

import sqlalchemy as sa
from alembic import op

revision = "intake_0010"
down_revision = "intake_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("initiative", sa.Column("reference_version", sa.Text))
    op.execute("UPDATE initiative SET reference_version = '2019-03'")
    op.create_table(
        "reference",
        sa.Column("reference_version", sa.Text, primary_key=True),
        sa.Column("valid_from", sa.Text),
        sa.Column("themes", sa.JSON),
        sa.Column("branches", sa.JSON),
        sa.Column("event_id", sa.Text),
        sa.Column("activated_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
