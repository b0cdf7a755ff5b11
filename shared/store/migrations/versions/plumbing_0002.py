"""Who holds a relay and gives signs of life, and whether a store was restored from a backup."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0002"
down_revision = "plumbing_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    cursors = connection.execute(sa.text("SELECT name, position, epoch FROM relay")).all()
    op.drop_table("relay")
    relay = op.create_table(
        "relay",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("beat", sa.Integer, nullable=False),
    )
    for row in cursors:
        values = {"name": row.name, "position": row.position, "epoch": row.epoch, "beat": 0}
        connection.execute(relay.insert().values(values))
    op.create_table(
        "restored",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("trouble", sa.Text),
    )
