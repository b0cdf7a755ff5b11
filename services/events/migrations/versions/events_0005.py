"""Which texts are gone, also those that are by now, so that it is looked up by the reference wherever that stands."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "events_0005"
down_revision = "events_0004"
branch_labels = None
depends_on = None

FIELDS = {
    "nl.koploper.person-data-erased.v1": "texts",
    "nl.koploper.contact-removed.v1": "contact",
    "nl.koploper.consent-withdrawn.v1": "texts",
    "nl.koploper.approval-withdrawn.v1": "texts",
}


def upgrade() -> None:
    erased = op.create_table(
        "erased",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    chosen = sa.text(
        "SELECT position, body FROM entry WHERE type = :type AND position > :after ORDER BY position LIMIT 1000"
    )
    for type_, field in FIELDS.items():
        after = 0
        while found := connection.execute(chosen, {"type": type_, "after": after}).all():
            for row in found:
                refs = set(_refs(json.loads(bytes(row.body))["data"].get(field)))
                rows = [{"ref": ref, "position": row.position} for ref in sorted(refs)]
                if rows:
                    connection.execute(erased.insert(), rows)
            after = found[-1].position


def _refs(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        for each in found:
            yield from _refs(each)
    ref = found.get("ref") if isinstance(found, dict) else found
    if isinstance(ref, str):
        yield ref
