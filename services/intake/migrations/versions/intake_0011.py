"""Who is named in each draft, so that they are found without reading all drafts.

An id is made of an address with the store's own key, as `shared/persons.py` does; said here because a migration never
changes. A store that has drafts and no key is from before there were such ids: it gets its key now.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from shared.clock import SystemIds

revision = "intake_0011"
down_revision = "intake_0010"
branch_labels = None
depends_on = "plumbing_0001"

AT_ONCE = 100
RUN = re.compile(r"[^\s@<>()\[\],;:\"]{1,254}")
AROUND = ".!?'*`"


def upgrade() -> None:
    index = op.create_table(
        "draft_person",
        sa.Column("draft", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("draft_person_person", "draft_person", ["person"])
    op.create_index("draft_submitter", "draft", ["submitter"])
    for rows in _rows(op.get_bind()):
        op.bulk_insert(index, rows)


def _rows(connection: sa.Connection) -> Iterator[list[dict[str, str]]]:
    draft = sa.table("draft", sa.column("id"), sa.column("content"))
    chosen = sa.select(draft.c.id, draft.c.content).order_by(draft.c.id).limit(AT_ONCE)
    after = ""
    while drafts := connection.execute(chosen.where(draft.c.id > after)).all():
        key = _key(connection)
        yield [
            {"draft": row.id, "person": person}
            for row in drafts
            for person in sorted(
                {_of_email(key, found) for text in _texts(json.loads(row.content)) for found in _found(text)}
            )
        ]
        after = drafts[-1].id


def _key(connection: sa.Connection) -> bytes:
    kept = sa.table("secret", sa.column("name"), sa.column("value", sa.LargeBinary))
    found = connection.execute(sa.select(kept.c.value).where(kept.c.name == "persons")).scalar()
    if found is None:
        found = SystemIds().secret(32)
        connection.execute(sa.insert(kept).values(name="persons", value=found))
    return bytes(found)


def _of_email(key: bytes, email: str) -> str:
    normal = unicodedata.normalize("NFC", email.strip()).casefold()
    bits = int.from_bytes(hmac.digest(key, normal.encode(), hashlib.sha256)[:16])
    return str(UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    parts = [*node, *node.values()] if isinstance(node, dict) else node if isinstance(node, list) else []
    for part in parts:
        yield from _texts(part)


def _found(text: str) -> Iterator[str]:
    before, at = 0, text.find("@")
    while at != -1:
        following = text.find("@", at + 1)
        local, domain = RUN.match(text[max(before, at - 254) : at][::-1]), RUN.match(text, at + 1)
        if local and domain:
            yield f"{local[0][::-1].lstrip(AROUND)}@{domain[0].rstrip(AROUND)}"
        before, at = at + 1, following
    if len(whole := text.strip()) <= 254 and whole.count("@") == len(whole.split()) == 1:
        yield whole
