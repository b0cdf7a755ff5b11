"""Channels: how far each is, by the latest of its facts and of its article's."""

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "publication_0003"
down_revision = "publication_0002"
branch_labels = None
depends_on = "plumbing_0001"

CHANNELS: Final = ("website", "newsletter", "social")
ARTICLE: Final = "nl.koploper.article-"


def upgrade() -> None:
    channel = op.create_table(
        "channel",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("begun", sa.Integer),
        sa.Column("renewed", sa.Integer),
        sa.Column("ended", sa.Integer),
        sa.Column("written", sa.Integer),
        sa.Column("sent", sa.Integer),
        sa.Column("failed", sa.Integer),
        sa.Column("removed", sa.Integer),
        sa.Column("text", sa.Text),
        sa.Column("sent_text", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("carries", sa.Integer),
        sa.Column("failure", sa.JSON(none_as_null=True)),
        sa.Column("published_at", sa.Text),
        sa.Column("changed_at", sa.Text),
    )
    assert channel is not None  # noqa: S101 - what create_table gives where it is not run offline
    if rows := _rows():
        op.bulk_insert(channel, rows)


def _rows() -> list[dict[str, Any]]:
    """The rows as the projection makes them of the facts there are."""
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("version"), sa.column("body"))
    found = sa.select(event.c.version, event.c.type, event.c.body).where(event.c.type.like(f"{ARTICLE}%"))
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in op.get_bind().execute(found.order_by(event.c.position)):
        fact = json.loads(bytes(row.body))
        for channel in CHANNELS:
            values = _values(row.type, row.version, fact, channel == "website")
            if values:
                key = (fact["subject"], channel)
                rows.setdefault(key, {"initiative_id": key[0], "channel": channel, **NOTHING}).update(values)
    return list(rows.values())


NOTHING: Final = dict.fromkeys(("begun", "renewed", "ended", "carries", "published_at", "changed_at"))


def _values(type_: str, version: int, fact: dict[str, Any], website: bool) -> dict[str, Any]:
    at = fact["time"]
    match type_.removeprefix(ARTICLE):
        case "published.v1":
            shown = {"carries": fact["data"]["publishedVersion"], "published_at": at} if website else {}
            return {"begun": version, "renewed": version, "changed_at": at} | shown
        case "corrected.v1":
            shown = {"carries": fact["data"]["publishedVersion"]} if website else {}
            return {"renewed": version, "changed_at": at} | shown
        case "withdrawn.v1":
            return {"ended": version, "changed_at": at}
        case _:
            return {}
