"""Entries of the vault: sealed before the command, kept with the facts that name them, found by whom they are about."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from shared.actor import Actor
from shared.clock import Ids
from shared.event import Kept
from shared.store import schema
from shared.store.among import among
from shared.store.many import Many
from shared.store.store import AnyRow

SALT_BYTES: Final = 32

_KEEP: Final = Many.insert(schema.vault, ("ref", "salt", "content", "readers"))
_INDEX: Final = Many.insert(schema.vault_person, ("ref", "person", "stream"))
_ABOUT: Final = (
    select(schema.vault_person.c.ref, schema.vault_person.c.stream)
    .where(among(schema.vault_person.c.person, "persons"))
    .distinct()
    .order_by(schema.vault_person.c.stream, schema.vault_person.c.ref)
)
_OF_STREAMS: Final = (
    select(schema.vault_person.c.ref, schema.vault_person.c.stream)
    .where(among(schema.vault_person.c.stream, "streams"))
    .distinct()
    .order_by(schema.vault_person.c.stream, schema.vault_person.c.ref)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to keep. `readers` are roles, whole actors (`submitter;id=…`), or `public`.

    `about` are the ids of persons; when one of them is erased, this goes too.
    """

    ref: str
    salt: bytes
    content: str
    readers: Sequence[str]
    about: Sequence[str] = ()

    @property
    def kept(self) -> Kept:
        """What an event says of this entry."""
        return Kept(ref=self.ref, digest=digest(self.salt, self.content))


def digest(salt: bytes, content: str) -> str:
    """SHA-256(salt ‖ content), lowercase hex."""
    return hashlib.sha256(salt + content.encode()).hexdigest()


def entry(ids: Ids, content: str, readers: Sequence[str], about: Collection[str] | None = None) -> Entry:
    """A new entry with a reference and a salt of its own; without `about` it is about the persons who may read it."""
    found = persons_among(readers) if about is None else about
    return Entry(ids.new(), ids.secret(SALT_BYTES), content, tuple(readers), tuple(dict.fromkeys(found)))


def persons_among(readers: Iterable[str]) -> list[str]:
    """The ids of those readers who are a person, and not all who have a role."""
    return [Actor.parse(reader).id for reader in readers if ";" in reader]


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


def keep(connection: Connection, entries: Iterable[tuple[str, Entry]]) -> None:
    """Store entries, each with the stream whose facts name it, in the transaction of those facts."""
    placed = list(entries)
    rows: list[dict[str, Any]] = [
        {"ref": each.ref, "salt": each.salt, "content": each.content, "readers": "\n".join(each.readers)}
        for _, each in placed
    ]
    if rows:
        _KEEP.execute(connection, rows)
    index = [{"ref": each.ref, "person": person, "stream": stream} for stream, each in placed for person in each.about]
    if index:
        _INDEX.execute(connection, index)


def about(connection: Connection, persons: Collection[str]) -> dict[str, list[str]]:
    """References, by the stream whose facts name them, of what is about one of these persons."""
    return _by_stream(connection.execute(_ABOUT, {"persons": list(persons)}))


def about_anybody(connection: Connection, streams: Collection[str]) -> dict[str, list[str]]:
    """The same of what the facts of these streams name that is about somebody."""
    return _by_stream(connection.execute(_OF_STREAMS, {"streams": list(streams)}))


def _by_stream(rows: Iterable[AnyRow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ref, stream in rows:
        found.setdefault(stream, []).append(ref)
    return found
