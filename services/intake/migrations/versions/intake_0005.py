"""The versions of submissions, with those that were told before, and the hash of the newest beside each initiative."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "intake_0005"
down_revision = "intake_0004"
branch_labels = None
depends_on = None

TOLD = ("nl.koploper.initiative-submitted.v1", "nl.koploper.initiative-revised.v1")
AT_ONCE = 1_000
FIELDS = (
    *("title", "summary", "novelty", "result", "effects", "organisations", "region", "themes", "branches"),
    *("criteria", "contact", "contacts"),
)


def upgrade() -> None:
    op.add_column("initiative", sa.Column("submission_digest", sa.Text))
    version = op.create_table(
        "told_version",
        sa.Column("initiative_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text),
        sa.Column("by", sa.Text),
        sa.Column("submission_digest", sa.Text),
        sa.Column("said", sa.JSON),
    )
    for told in _told():
        op.bulk_insert(version, [_version(event) for event in told])
    op.execute(
        "UPDATE initiative SET submission_digest = (SELECT told.submission_digest FROM told_version AS told "
        "WHERE told.initiative_id = initiative.id AND told.number = initiative.submission_version)"
    )


def _told() -> Iterator[list[dict[str, Any]]]:
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body", sa.LargeBinary))
    chosen = sa.select(event.c.position, event.c.body).where(event.c.type.in_(TOLD)).order_by(event.c.position)
    after = 0
    while rows := op.get_bind().execute(chosen.where(event.c.position > after).limit(AT_ONCE)).all():
        yield [json.loads(row.body) for row in rows]
        after = rows[-1].position


def _version(event: dict[str, Any]) -> dict[str, Any]:
    data = event["data"]
    return {
        "initiative_id": event["subject"],
        "number": data["submissionVersion"],
        "at": event["time"],
        "by": event["actor"],
        "submission_digest": data.get("submissionDigest"),
        "said": {name: data[name] for name in FIELDS if name in data},
    }
