"""Forgetting what the vault holds: the reference stays, and says that it was erased."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, update

from shared.envelope import timestamp
from shared.projection import Set
from shared.store import schema


def forgotten(ref: str, when: datetime) -> Set:
    """That the text under `ref` goes with a fact (`Model.forgets`)."""
    return Set(schema.vault, {"ref": ref}, {"salt": None, "content": None, "erased_at": timestamp(when)})


def unindex(connection: Connection, refs: Sequence[str]) -> None:
    """Forget whom these were about."""
    connection.execute(delete(schema.vault_person).where(schema.vault_person.c.ref.in_(refs)))


def erase(connection: Connection, refs: Sequence[str], now: datetime) -> int:
    """Forget salt and content of these entries, and whom they were about; gives how many were not erased before."""
    present = schema.vault.c.ref.in_(refs) & schema.vault.c.erased_at.is_(None)
    done = connection.execute(
        update(schema.vault).where(present).values(salt=None, content=None, erased_at=timestamp(now))
    )
    unindex(connection, refs)
    return done.rowcount
