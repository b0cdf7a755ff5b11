"""More contact persons than one, and whether each may be named; those that older facts name are written down too."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "intake_0004"
down_revision = "intake_0003"
branch_labels = None
depends_on = "plumbing_0004"

TOLD = ("nl.koploper.initiative-submitted.v1", "nl.koploper.initiative-revised.v1")
AT_ONCE = 1_000
NAMED = sa.text(
    "INSERT INTO contact (ref, initiative_id, digest) VALUES (:ref, :initiative_id, :digest) "
    "ON CONFLICT (ref) DO NOTHING"
)


def upgrade() -> None:
    op.add_column("initiative", sa.Column("contacts", sa.JSON))
    op.execute("UPDATE initiative SET contacts = '[]'")  # as the projection writes that there are none
    op.create_table(
        "contact",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("initiative_id", sa.Text),
        sa.Column("digest", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("asked_at", sa.Text),
        sa.Column("confirm_by", sa.Text),
        sa.Column("settled_at", sa.Text),
    )
    op.create_index("contact_initiative", "contact", ["initiative_id"])
    op.create_index("contact_asked_at", "contact", ["state", "asked_at", "ref"])
    for told in _told():
        if named := [row for event in told for row in _named(event)]:
            op.get_bind().execute(NAMED, named)


def _told() -> Iterator[list[dict[str, Any]]]:
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body", sa.LargeBinary))
    chosen = sa.select(event.c.position, event.c.body).where(event.c.type.in_(TOLD)).order_by(event.c.position)
    after = 0
    while rows := op.get_bind().execute(chosen.where(event.c.position > after).limit(AT_ONCE)).all():
        yield [json.loads(row.body) for row in rows]
        after = rows[-1].position


def _named(event: dict[str, Any]) -> list[dict[str, Any]]:
    kept = event["data"].get("contact")
    return [{"ref": kept["ref"], "initiative_id": event["subject"], "digest": kept["digest"]}] if kept else []
