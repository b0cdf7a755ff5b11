"""What a service knows of one person: texts in its vault, what they did, who looked at what is theirs."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select

from shared import persons, vault
from shared.erasure.facts import INITIATIVE
from shared.projection import Change, Projection, Put
from shared.store import schema
from shared.store.among import among
from shared.store.ready import Ready
from shared.store.store import AnyRow
from shared.turn import Recorded

_DID: Final = Ready(
    select(schema.event.c.body)
    .join(schema.deed, schema.deed.c.id == schema.event.c.id)
    .where(schema.deed.c.person == bindparam("person"))
    .order_by(schema.event.c.position)
)
_STREAMS: Final = (
    select(schema.event.c.stream, schema.event.c.body)
    .where(among(schema.event.c.stream, "streams"))
    .order_by(schema.event.c.position)
)
_TEXTS: Final = select(schema.vault).where(among(schema.vault.c.ref, "refs"), schema.vault.c.content.is_not(None))
_ACCESSES: Final = (
    select(schema.vault_access).where(among(schema.vault_access.c.ref, "refs")).order_by(schema.vault_access.c.number)
)
_ERASED: Final = Ready(select(schema.erasure.c.id).where(among(schema.erasure.c.person, "persons")))
_BESIDE: Final = select(schema.vault_person.c.person).where(among(schema.vault_person.c.ref, "refs")).distinct()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is named: the fact, and its field in there."""

    type: str
    time: str
    field: str


@dataclass(frozen=True, slots=True)
class TextAbout:
    """A text of the vault about somebody; `initiative_id` is whose facts name it, `named` the fact."""

    ref: str
    content: str
    readers: Collection[str]
    initiative_id: str | None
    named: Place | None


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did here, without what it says."""

    type: str
    time: str
    actor: str
    stream: str
    initiative_id: str | None


def _did(fact: Recorded) -> Iterable[Change]:
    if fact.actor.role != "system":
        yield Put(schema.deed, {"person": fact.actor.id, "id": fact.id}, {})


DEEDS: Final[Projection[Recorded]] = Projection("deeds", (schema.deed,), _did)


def deeds(connection: Connection, person: str) -> list[Deed]:
    """What somebody did here, in order."""
    return [_deed(orjson.loads(row.body)) for row in _DID.all(connection, person=person)]


def _deed(read: Mapping[str, Any]) -> Deed:
    return Deed(read["type"], read["time"], read["actor"], read["stream"], read.get("initiativeid"))


def texts(connection: Connection, ids: Collection[str]) -> list[TextAbout]:
    """The texts about one of these persons, by the streams that name them."""
    found = vault.about(connection, ids)
    refs = {ref: stream for stream, each in found.items() for ref in each}
    held = {row.ref: row for row in connection.execute(_TEXTS, {"refs": list(refs)})}
    named = _places(connection, found)
    return [
        TextAbout(ref, held[ref].content, held[ref].readers.split("\n"), _initiative(stream), named.get(ref))
        for ref, stream in refs.items()
        if ref in held
    ]


def _places(connection: Connection, streams: Collection[str]) -> dict[str, Place]:
    """By reference, the first fact of these streams that names it."""
    found: dict[str, Place] = {}
    for row in connection.execute(_STREAMS, {"streams": list(streams)}):
        if b'"digest"' in row.body:
            read = orjson.loads(row.body)
            for ref, field in _fields(read["data"], ()):
                found.setdefault(ref, Place(read["type"], read["time"], field))
    return found


def _fields(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """References with the field that names them, as `published.name`."""
    match node:
        case {"ref": str(ref), "digest": str()}:
            yield ref, ".".join(path)
        case dict():
            for name, part in node.items():
                yield from _fields(part, (*path, name))
        case list():
            for part in node:
                yield from _fields(part, path)
        case _:
            return


def _initiative(stream: str) -> str | None:
    return stream.removeprefix(INITIATIVE) if stream.startswith(INITIATIVE) else None


def accesses(connection: Connection, refs: Collection[str]) -> list[AnyRow]:
    """Who looked at these texts, in order."""
    return list(connection.execute(_ACCESSES, {"refs": list(refs)}))


def were_erased(connection: Connection, ids: Collection[str]) -> bool:
    """Whether one of these persons was erased here on request."""
    return bool(_ERASED.all(connection, persons=list(ids)))


def other_names(connection: Connection, person: str) -> list[str]:
    """Ids of the other kind under which the same texts are kept: an address's of an actor, an actor's of an address."""
    refs = [ref for each in vault.about(connection, [person]).values() for ref in each]
    beside = connection.execute(_BESIDE, {"refs": refs}).scalars()
    kind = persons.is_of_email(person)
    return sorted(each for each in beside if each != person and persons.is_of_email(each) is not kind)
