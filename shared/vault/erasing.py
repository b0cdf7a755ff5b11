"""Forgetting what the vault holds: the reference stays, and says that it was erased."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from shared.envelope import timestamp
from shared.projection import Set
from shared.store import schema
from shared.store.store import erases


def forgotten(ref: str, when: datetime) -> Set:
    """That the text under `ref` goes with a fact (`Model.forgets`)."""
    return Set(schema.vault, {"ref": ref}, _gone(when))


def unindex(connection: Connection, refs: Sequence[str]) -> None:
    """Forget whom these were about."""
    connection.execute(delete(schema.vault_person).where(schema.vault_person.c.ref.in_(refs)))


def erase_about(connection: Connection, person: str, when: datetime) -> None:
    """Forget whatever is about somebody by now."""
    erases(connection)
    index = schema.vault_person
    refs = select(index.c.ref).where(index.c.person == person)
    connection.execute(update(schema.vault).where(schema.vault.c.ref.in_(refs)).values(_gone(when)))
    connection.execute(delete(index).where(index.c.ref.in_(refs)))


def _gone(when: datetime) -> dict[str, str | None]:
    return {"salt": None, "content": None, "erased_at": timestamp(when)}
