"""Each version of an article that came out."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "publication_0002"
down_revision = "publication_0001"
branch_labels = None
depends_on = "plumbing_0001"

OUT = ("nl.koploper.article-published.v1", "nl.koploper.article-corrected.v1")


def upgrade() -> None:
    article = op.create_table(
        "article",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("published_version", sa.Integer, primary_key=True),
        sa.Column("draft_version", sa.Integer),
        sa.Column("title", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("themes", sa.JSON),
        sa.Column("branches", sa.JSON),
        sa.Column("out_at", sa.Text),
    )
    assert article is not None  # noqa: S101 - what create_table gives where it is not run offline
    if rows := list(_articles()):
        op.bulk_insert(article, rows)


def _articles() -> Iterator[dict[str, Any]]:
    """The rows as the projection makes them of the facts there are."""
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body"))
    found = sa.select(event.c.body).where(event.c.type.in_(OUT)).order_by(event.c.position)
    for body in op.get_bind().execute(found).scalars():
        fact = json.loads(bytes(body))
        data = fact["data"]
        yield {
            "initiative_id": fact["subject"],
            "published_version": data["publishedVersion"],
            "draft_version": data["draftVersion"],
            "title": data["title"],
            "region": data["region"],
            "themes": data["themes"],
            "branches": data["branches"],
            "out_at": fact["time"],
        }
