"""By which signals initiatives were found, also those that are there, so that it is looked up by initiative."""

import json

import sqlalchemy as sa
from alembic import op

revision = "events_0004"
down_revision = "events_0003"
branch_labels = None
depends_on = None

SIGNALS = sa.text(
    "SELECT position, stream, sequence, initiative_id, body FROM entry WHERE type = 'nl.koploper.signal-taken-up.v1' "
    "AND source = 'urn:nld:koploper:systeem:intake' AND initiative_id IS NOT NULL ORDER BY position"
)


def upgrade() -> None:
    found_by = op.create_table(
        "found_by",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("because", sa.Text),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    for row in connection.execute(SIGNALS).all():
        told = row._asdict()
        because = json.loads(bytes(told.pop("body")))["data"].get("because")
        connection.execute(found_by.insert(), told | {"because": because if isinstance(because, str) else None})
