"""Answers beside the questions they were given to, and why an initiative was taken back; those of before too."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "intake_0006"
down_revision = "intake_0005"
branch_labels = None
depends_on = None

AT_ONCE = 1_000


def upgrade() -> None:
    op.add_column("question", sa.Column("answer", sa.JSON))
    op.add_column("question", sa.Column("answered_version", sa.Integer))
    op.add_column("initiative", sa.Column("withdrawal", sa.JSON))
    op.add_column("initiative", sa.Column("withdrawn_at", sa.Text))
    question = sa.table(
        "question", sa.column("request_id"), sa.column("answer", sa.JSON), sa.column("answered_version")
    )
    for event in _told("nl.koploper.information-supplied.v1"):
        answer = {"answer": event["data"]["text"], "answered_version": event["data"]["submissionVersion"]}
        op.execute(sa.update(question).where(question.c.request_id == event["data"]["requestId"]).values(answer))
    initiative = sa.table("initiative", sa.column("id"), sa.column("withdrawal", sa.JSON), sa.column("withdrawn_at"))
    for event in _told("nl.koploper.initiative-withdrawn.v1"):
        withdrawal = {"withdrawal": event["data"]["reason"], "withdrawn_at": event["time"]}
        op.execute(sa.update(initiative).where(initiative.c.id == event["subject"]).values(withdrawal))


def _told(type_: str) -> Iterator[dict[str, Any]]:
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body", sa.LargeBinary))
    chosen = sa.select(event.c.position, event.c.body).where(event.c.type == type_).order_by(event.c.position)
    after = 0
    while rows := op.get_bind().execute(chosen.where(event.c.position > after).limit(AT_ONCE)).all():
        yield from (json.loads(row.body) for row in rows)
        after = rows[-1].position
