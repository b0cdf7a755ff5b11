"""Origins: what is signed belongs to one; what witnesses saw beyond it, which keys signed, and that it was put back."""

import sqlalchemy as sa
from alembic import op

revision = "events_0009"
down_revision = "events_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "origin",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("begun_at", sa.Text, nullable=False),
    )
    op.create_table(
        "sighting",
        sa.Column("origin", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("witness", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("told_at", sa.Text, nullable=False),
    )
    op.create_table(
        "signing_key",
        sa.Column("public", sa.Text, primary_key=True),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("retired_at", sa.Text),
    )
    op.create_table(
        "put_back", sa.Column("name", sa.Text, primary_key=True), sa.Column("since", sa.Text, nullable=False)
    )
    _with_origin(
        "checkpoint",
        sa.Column("origin", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("signed_at", sa.Text, nullable=False),
    )
    _with_origin(
        "cosignature",
        sa.Column("origin", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("witness", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Text, nullable=False),
    )


def _with_origin(name: str, *columns: "sa.Column[object]") -> None:
    """The same table with an origin in its key; what is there is of the first."""
    op.rename_table(name, f"{name}_before")
    op.create_table(name, *columns)
    others = ", ".join(each.name for each in columns[1:])
    op.execute(f"INSERT INTO {name} (origin, {others}) SELECT 1, {others} FROM {name}_before")  # noqa: S608 - constants
    op.drop_table(f"{name}_before")
