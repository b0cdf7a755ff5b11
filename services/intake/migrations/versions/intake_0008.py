"""How initiatives are found: signals, tips and approaches, and who hears of what became of them, also before."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "intake_0008"
down_revision = "intake_0007"
branch_labels = None
depends_on = None

STEPS = {
    "nl.koploper.initiative-revised.v1": "revised",
    "nl.koploper.initiative-withdrawn.v1": "withdrawn",
    "nl.koploper.question-received.v1": "question-asked",
    "nl.koploper.information-supplied.v1": "question-answered",
    "nl.koploper.outcome-noted.v1": None,  # the outcome itself
}
AT_ONCE = 1_000


def upgrade() -> None:
    op.add_column("initiative", sa.Column("signal_id", sa.Text))
    op.create_table(
        "signal",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("organisation", sa.Text),
        sa.Column("plain_organisation", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("seen_on", sa.Text),
        sa.Column("note", sa.JSON),
        sa.Column("recorded_by", sa.Text),
        sa.Column("recorded_at", sa.Text),
        sa.Column("set_aside", sa.JSON),
        sa.Column("initiative_id", sa.Text),
        sa.Column("taken_up_at", sa.Text),
        sa.Column("changed_at", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("signal_recorded_at", "signal", ["recorded_at", "id"])
    op.create_index("signal_initiative", "signal", ["initiative_id"])
    op.create_table(
        "tip",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("signal_id", sa.Text),
        sa.Column("tipper", sa.Text),
        sa.Column("organisation", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("about", sa.JSON),
        sa.Column("contact", sa.JSON),
        sa.Column("tipped_at", sa.Text),
    )
    op.create_index("tip_signal", "tip", ["signal_id"])
    op.create_index("tip_tipper", "tip", ["tipper"])
    op.create_table(
        "approach",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("signal_id", sa.Text),
        sa.Column("adviser", sa.Text),
        sa.Column("date", sa.Text),
        sa.Column("channel", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("whom", sa.JSON),
        sa.Column("note", sa.JSON),
        sa.Column("recorded_at", sa.Text),
    )
    op.create_index("approach_signal", "approach", ["signal_id"])
    op.create_table(
        "hearer",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("signal_id", sa.Text),
        sa.Column("person", sa.Text),
        sa.Column("part", sa.Text),
        sa.Column("since", sa.Text),
        sa.Column("version", sa.Integer),
    )
    op.create_index("hearer_person", "hearer", ["person"])
    step = op.create_table(
        "step",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("about", sa.Text),
        sa.Column("version", sa.Integer),
        sa.Column("step", sa.Text),
        sa.Column("actor", sa.Text),
        sa.Column("at", sa.Text),
    )
    op.create_index("step_about", "step", ["about", "version"])
    for happened in _happened():
        op.bulk_insert(step, happened)


def _happened() -> Iterator[list[dict[str, Any]]]:
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body", sa.LargeBinary))
    chosen = sa.select(event.c.position, event.c.body).where(event.c.type.in_(STEPS)).order_by(event.c.position)
    after = 0
    while rows := op.get_bind().execute(chosen.where(event.c.position > after).limit(AT_ONCE)).all():
        yield [_step(json.loads(row.body)) for row in rows]
        after = rows[-1].position


def _step(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": event["id"],
        "about": event["subject"],
        "version": int(event["sequence"]),
        "step": STEPS[event["type"]] or event["data"]["outcome"],
        "actor": event["actor"],
        "at": event["time"],
    }
