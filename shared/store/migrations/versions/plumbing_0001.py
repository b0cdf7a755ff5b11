"""The tables every store has: events, inbox, waiting, vault, idempotency, relay, secret."""

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0001"
down_revision = None
branch_labels = ("plumbing",)
depends_on = None


def upgrade() -> None:
    event = op.create_table(
        "event",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("causation", sa.Text, nullable=False),
        sa.Column("reaction", sa.Text),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("stream", "version"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "event_reaction_once",
        "event",
        ["stream", "causation", "reaction", "ordinal"],
        unique=True,
        sqlite_where=event.c.reaction.is_not(None),
        postgresql_where=event.c.reaction.is_not(None),
    )
    op.create_table(
        "inbox",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "waiting",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("offset", sa.Integer, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("stream", sa.Text),
        sa.Column("sequence", sa.Integer),
        sa.Column("type", sa.Text),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", sa.Text),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("source", "stream", "sequence"),
    )
    op.create_index("waiting_due", "waiting", ["due"])
    op.create_table(
        "vault",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("content", sa.Text),
        sa.Column("readers", sa.Text, nullable=False),
        sa.Column("erased_at", sa.Text),
    )
    op.create_table(
        "vault_access",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("expires", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("idempotency_expires", "idempotency", ["expires"])
    op.create_table(
        "relay",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
