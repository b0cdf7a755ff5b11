"""The ledger and its read models: entries and their head, journeys, parties."""

import sqlalchemy as sa
from alembic import op

revision = "events_0001"
down_revision = None
branch_labels = ("events",)
depends_on = "plumbing_0001"


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("initiative_id", sa.Text),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("source", "stream", "sequence"),
    )
    op.create_index("entry_recorded_at", "entry", ["recorded_at", "position"])
    op.create_index("entry_type", "entry", ["type", "position"])
    op.create_index("entry_initiative", "entry", ["initiative_id", "position"])
    head = op.create_table(
        "head",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
    )
    op.bulk_insert(head, [{"name": "ledger", "size": 0, "recorded_at": ""}])
    op.create_table(
        "journey",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("sight", sa.Text, primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("themes", sa.JSON),
        sa.Column("origin", sa.Text),
        sa.Column("policy_version", sa.Text),
        sa.Column("submitted_at", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("assessed_at", sa.Text),
        sa.Column("rejected_at", sa.Text),
        sa.Column("cleared_at", sa.Text),
        sa.Column("refused_at", sa.Text),
        sa.Column("published_at", sa.Text),
        sa.Column("published_title", sa.Text),
        sa.Column("published_region", sa.Text),
        sa.Column("published_themes", sa.JSON),
        sa.Column("nominated_at", sa.Text),
        sa.Column("withdrawn_at", sa.Text),
        sa.Column("article_withdrawn_at", sa.Text),
    )
    op.create_table(
        "party",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
    )
    op.create_index("party_person", "party", ["person"])
