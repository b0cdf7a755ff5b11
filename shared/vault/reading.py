"""Reading in the vault: who may, and who did, when and why."""

from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from shared import shut
from shared.actor import Actor
from shared.conflict import ConflictOfInterest
from shared.envelope import timestamp
from shared.errors import Forbidden, Unknown
from shared.store import schema

EVERYONE: Final = "public"


class NotAReader(Forbidden):
    """This actor is not among the entry's readers."""

    rule = "not-a-reader"


class Erased(Unknown):
    """The entry was erased; its reference stays."""

    rule = "erased"


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry as its reader gets it; `salt` in base64, so that the reader can check the digest in the ledger."""

    ref: str
    salt: str
    content: str


def look(connection: Connection, ref: str, actor: Actor | None, now: datetime, also: Collection[str] = ()) -> Opened:
    """The entry under `ref` for `actor` (None is the public); the access is logged in the same transaction.

    `also` are readers whom it has just now, beside those it was sealed for. Raises Unknown, Erased, NotAReader, or
    ConflictOfInterest to those who read it by their role only.
    """
    row = connection.execute(select(schema.vault).where(schema.vault.c.ref == ref)).one_or_none()
    if row is None:
        raise Unknown(f"There is no vault entry {ref} here.")
    readers = {*row.readers.split("\n"), *also}
    if EVERYONE not in readers and (actor is None or not {actor.role, str(actor)} & readers):
        raise NotAReader("This text is for others. Nothing was shown; ask the service's office when you need it.")
    if actor is not None and not {EVERYONE, str(actor)} & readers and shut.names(connection, actor, ref):
        raise ConflictOfInterest(
            "You declared a conflict of interest in the initiative that this text is about. Nothing was shown; "
            "leave it to a colleague."
        )
    if row.content is None:
        raise Erased("This text was erased (gewist). The journey stands, and the digest in it says nothing any more.")
    connection.execute(
        insert(schema.vault_access).values(ref=ref, actor=str(actor) if actor else EVERYONE, at=timestamp(now))
    )
    return Opened(row.ref, b64encode(row.salt).decode(), row.content)
