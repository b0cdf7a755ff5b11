"""Whom what lies in the vault is about; what lies there already, by those of its readers who are a person."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "plumbing_0005"
down_revision = "plumbing_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index = op.create_table(
        "vault_person",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("vault_person_person", "vault_person", ["person"])
    op.create_index("vault_person_stream", "vault_person", ["stream"])
    connection = op.get_bind()
    persons = {
        row.ref: {reader.partition(";id=")[2] for reader in row.readers.split("\n") if ";id=" in reader}
        for row in connection.execute(sa.text("SELECT ref, readers FROM vault WHERE content IS NOT NULL"))
    }
    for ref, stream in _places(connection, {ref for ref, found in persons.items() if found}):
        rows = [{"ref": ref, "person": person, "stream": stream} for person in sorted(persons[ref])]
        connection.execute(index.insert(), rows)


def _places(connection: sa.Connection, refs: set[str]) -> Iterator[tuple[str, str]]:
    """Each of these references, with the stream of the first fact that names it."""
    chosen = sa.text("SELECT position, stream, body FROM event WHERE position > :after ORDER BY position LIMIT 1000")
    after = 0
    while refs and (rows := connection.execute(chosen, {"after": after}).all()):
        for row in rows:
            for ref in refs & set(_named(json.loads(bytes(row.body))["data"])):
                refs.discard(ref)
                yield ref, row.stream
        after = rows[-1].position


def _named(node: Any) -> Iterator[str]:
    """The references in an event's data, as `vault.named` finds them; said here because a migration never changes."""
    if isinstance(node, dict):
        if isinstance(node.get("ref"), str) and "digest" in node:
            yield node["ref"]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _named(part)
