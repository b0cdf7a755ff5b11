"""The vault: text that must stay forgettable or confidential, beside the events and never in them.

An event carries a reference and a digest, SHA-256(salt ‖ content) in lowercase hex over the UTF-8 bytes. With the salt
gone the digest says nothing any more, and every proof over the event still holds.
"""

import hashlib
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from shared.actor import Actor
from shared.clock import Ids
from shared.envelope import timestamp
from shared.errors import Forbidden, Unknown
from shared.event import Kept
from shared.projection import Set
from shared.store import schema
from shared.store.many import Many

SALT_BYTES: Final = 32
EVERYONE: Final = "public"

_KEEP: Final = Many.insert(schema.vault, ("ref", "salt", "content", "readers"))


class NotAReader(Forbidden):
    """This actor is not among the entry's readers."""

    rule = "not-a-reader"


class Erased(Unknown):
    """The entry was erased; its reference stays."""

    rule = "erased"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to keep. `readers` are roles, whole actors (`submitter;id=…`), or `public`."""

    ref: str
    salt: bytes
    content: str
    readers: Sequence[str]

    @property
    def kept(self) -> Kept:
        """What an event says of this entry."""
        return Kept(ref=self.ref, digest=digest(self.salt, self.content))


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry as its reader gets it; `salt` in base64, so that the reader can check the digest in the ledger."""

    ref: str
    salt: str
    content: str


def digest(salt: bytes, content: str) -> str:
    """SHA-256(salt ‖ content), lowercase hex."""
    return hashlib.sha256(salt + content.encode()).hexdigest()


def entry(ids: Ids, content: str, readers: Sequence[str]) -> Entry:
    """A new entry with a reference and a salt of its own."""
    return Entry(ids.new(), ids.secret(SALT_BYTES), content, tuple(readers))


def named(node: Any) -> Iterator[tuple[str, str]]:
    """The references and digests that an event's data name, wherever in them they are."""
    match node:
        case {"ref": str(ref), "digest": str(digest)}:
            yield ref, digest
        case dict():
            for part in node.values():
                yield from named(part)
        case list():
            for part in node:
                yield from named(part)
        case _:
            return


def keep(connection: Connection, entries: Iterable[Entry]) -> None:
    """Store entries, in the transaction of the events that name them."""
    rows: list[dict[str, Any]] = [
        {"ref": each.ref, "salt": each.salt, "content": each.content, "readers": "\n".join(each.readers)}
        for each in entries
    ]
    if rows:
        _KEEP.execute(connection, rows)


def look(connection: Connection, ref: str, actor: Actor | None, now: datetime, also: Collection[str] = ()) -> Opened:
    """The entry under `ref` for `actor` (None is the public); the access is logged in the same transaction.

    `also` are readers whom it has just now, beside those it was sealed for. Raises Unknown, Erased, or NotAReader.
    """
    row = connection.execute(select(schema.vault).where(schema.vault.c.ref == ref)).one_or_none()
    if row is None:
        raise Unknown(f"There is no vault entry {ref} here.")
    readers = {*row.readers.split("\n"), *also}
    if EVERYONE not in readers and (actor is None or not {actor.role, str(actor)} & readers):
        raise NotAReader("This text is for others. Nothing was shown; ask the service's office when you need it.")
    if row.content is None:
        raise Erased("This text was erased (gewist). The journey stands, and the digest in it says nothing any more.")
    connection.execute(
        insert(schema.vault_access).values(ref=ref, actor=str(actor) if actor else EVERYONE, at=timestamp(now))
    )
    return Opened(row.ref, b64encode(row.salt).decode(), row.content)


def forgotten(ref: str, when: datetime) -> Set:
    """That the text under `ref` goes with a fact (`Model.forgets`): its reference stays, and says it was erased."""
    return Set(schema.vault, {"ref": ref}, {"salt": None, "content": None, "erased_at": timestamp(when)})


def erase(connection: Connection, refs: Sequence[str], now: datetime) -> int:
    """Forget salt and content of these entries; gives how many were there and not erased before."""
    present = schema.vault.c.ref.in_(refs) & schema.vault.c.erased_at.is_(None)
    done = connection.execute(
        update(schema.vault).where(present).values(salt=None, content=None, erased_at=timestamp(now))
    )
    return done.rowcount
