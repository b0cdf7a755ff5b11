"""Meetings that are moved or called off, and Koplopers that go on to the next one."""

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "publication_0004"
down_revision = "publication_0003"
branch_labels = None
depends_on = "plumbing_0001"

INVITED: Final = "nl.koploper.koploper-invited.v1"
ANSWERED: Final = "nl.koploper.invitation-answered.v1"


def upgrade() -> None:
    for column in ("state", "previous_date", "moved_at", "called_off_at"):
        op.add_column("meeting", sa.Column(column, sa.Text))
    op.add_column("meeting", sa.Column("reason", sa.JSON))
    op.execute("UPDATE meeting SET state = 'planned'")
    for column in ("lapsed_because", "lapsed_at"):
        op.add_column("invitation", sa.Column(column, sa.Text))
    for column in ("next_since", "next_from"):
        op.add_column("story", sa.Column(column, sa.Text))
    wanting = [(story, wish) for story, wish in _wishes().items() if wish is not None]
    story = sa.table("story", sa.column("id"), sa.column("next_since"), sa.column("next_from"))
    for initiative, (since, left) in wanting:
        op.execute(story.update().where(story.c.id == initiative).values(next_since=since, next_from=left))


def _wishes() -> dict[str, tuple[str, str] | None]:
    """Who asked for the next meeting and was not invited or answered otherwise since."""
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body"))
    found = sa.select(event.c.body).where(event.c.type.in_((INVITED, ANSWERED))).order_by(event.c.position)
    wishes: dict[str, tuple[str, str] | None] = {}
    for body in op.get_bind().execute(found).scalars():
        fact: dict[str, Any] = json.loads(bytes(body))
        asks = fact["data"].get("answer") == "next"
        wishes[fact["subject"]] = (fact["time"], fact["data"]["meetingId"]) if asks else None
    return wishes
