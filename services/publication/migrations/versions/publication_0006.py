"""Which editions of the communication toolkit a Koploper was sent, and as what each story was out since when."""

import json
from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "publication_0006"
down_revision = "publication_0005"
branch_labels = None
depends_on = "plumbing_0001"

OUT: Final = ("nl.koploper.article-published.v1", "nl.koploper.article-corrected.v1")
GONE: Final = "nl.koploper.article-withdrawn.v1"
AT_ONCE: Final = 1_000


def upgrade() -> None:
    op.create_table(
        "toolkit",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("how", sa.Text),
        sa.Column("sent_at", sa.Text),
    )
    showing = op.create_table(
        "showing",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("since", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("themes", sa.JSON(none_as_null=True)),
    )
    for rows in _showings():
        op.bulk_insert(showing, rows)


def _showings() -> Iterator[list[dict[str, Any]]]:
    """What came out and what was taken back so far, by parts."""
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body", sa.LargeBinary))
    chosen = sa.select(event.c.position, event.c.body).where(event.c.type.in_((*OUT, GONE))).order_by(event.c.position)
    after = 0
    while rows := op.get_bind().execute(chosen.where(event.c.position > after).limit(AT_ONCE)).all():
        yield [_showing(json.loads(row.body)) for row in rows]
        after = rows[-1].position


def _showing(event: dict[str, Any]) -> dict[str, Any]:
    told = event["data"] if event["type"] != GONE else {}
    return {
        "initiative_id": event["subject"],
        "sequence": int(event["sequence"]),
        "since": event["time"],
        "region": told.get("region"),
        "themes": told.get("themes"),
    }
