"""What a store keeps to itself: random bytes by name, made when they are first asked for, and backed up with it."""

from typing import Final

from sqlalchemy import Connection, insert, select

from shared.clock import Ids
from shared.store import schema

BYTES: Final = 32


def are_made(connection: Connection) -> bool:
    """Whether the store has any: it has once it was used."""
    return connection.execute(select(schema.secret.c.name)).first() is not None


def of(connection: Connection, ids: Ids, name: str) -> bytes:
    """The store's own secret of this name."""
    found: bytes | None = connection.execute(
        select(schema.secret.c.value).where(schema.secret.c.name == name)
    ).scalar_one_or_none()
    if found is None:
        found = ids.secret(BYTES)
        connection.execute(insert(schema.secret).values(name=name, value=found))
    return found
