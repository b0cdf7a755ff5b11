"""Which texts are gone because others replaced them, also those that are by now."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "events_0011"
down_revision = "events_0010"
branch_labels = None
depends_on = None

FIELDS = {"nl.koploper.article-approved.v1": "replaces", "nl.koploper.register-entry-changed.v1": "formerContact"}


def upgrade() -> None:
    erased = sa.table("erased", sa.column("ref"), sa.column("position"))
    connection = op.get_bind()
    chosen = sa.text(
        "SELECT position, body FROM entry WHERE type = :type AND position > :after ORDER BY position LIMIT 1000"
    )
    for type_, field in FIELDS.items():
        after = 0
        while found := connection.execute(chosen, {"type": type_, "after": after}).all():
            for row in found:
                refs = _named(row.body, field)
                rows = [{"ref": ref, "position": row.position} for ref in sorted(refs)]
                if rows:
                    connection.execute(erased.insert(), rows)
            after = found[-1].position


def _named(body: Any, field: str) -> set[str]:
    """The references that a fact names; none where its bytes were changed past the ledger, which doctor tells of."""
    try:
        return set(_refs(json.loads(bytes(body))["data"].get(field)))
    except (AttributeError, KeyError, TypeError, ValueError):
        return set()


def _refs(found: Any) -> Iterator[str]:
    if isinstance(found, list):
        for each in found:
            yield from _refs(each)
    ref = found.get("ref") if isinstance(found, dict) else found
    if isinstance(ref, str):
        yield ref
