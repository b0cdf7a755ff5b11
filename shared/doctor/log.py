"""Checks of a service's own events, and of what they say about its vault."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, func, select, type_coerce
from sqlalchemy.types import NullType

from shared import envelope as envelopes
from shared import vault
from shared.doctor.finding import Fault, first_line
from shared.doctor.look import through
from shared.envelope import Envelope
from shared.event import EventTypes
from shared.service import Service
from shared.store import schema
from shared.store.store import AnyRow

BEFORE_ALL: Final = -(2**63)
_event: Final = schema.event


def as_stored(column: ColumnElement[bytes]) -> ColumnElement[Any]:
    """A column of bytes as the store has it: what somebody put there may be no bytes."""
    return type_coerce(column, NullType())


_ROWS: Final = (
    select(
        _event.c.position.label("place"),
        _event.c.id,
        _event.c.stream,
        _event.c.version,
        _event.c.type,
        _event.c.causation,
        _event.c.reaction,
        as_stored(_event.c.body).label("body"),
    )
    .where(_event.c.position > bindparam("after"))
    .order_by(_event.c.position)
)
_HOLED: Final = (
    select(
        _event.c.stream.label("place"),
        func.count().label("events"),
        func.min(_event.c.version).label("first"),
        func.max(_event.c.version).label("last"),
    )
    .where(_event.c.stream > bindparam("after"))
    .group_by(_event.c.stream)
    .having((func.min(_event.c.version) != 1) | (func.max(_event.c.version) != func.count()))
    .order_by(_event.c.stream)
)
_VAULT: Final = select(schema.vault.c.ref, as_stored(schema.vault.c.salt).label("salt"), schema.vault.c.content).where(
    schema.vault.c.ref.in_(bindparam("refs", expanding=True)), schema.vault.c.erased_at.is_(None)
)


def read(body: object) -> Envelope:
    """The envelope of a stored body; raises Unreadable for anything that is none."""
    if not isinstance(body, bytes):
        raise envelopes.Unreadable(f"it is stored as {type(body).__name__}, not as bytes")
    return envelopes.open_(body)


def disagreements(columns: Mapping[str, object], body: Mapping[str, object]) -> str:
    """In what a row's columns and its body differ; empty when in nothing."""
    return "; ".join(
        f"its row says {name} {value}, its body {body[name]}" for name, value in columns.items() if value != body[name]
    )


def event_altered(service: Service) -> AsyncIterator[Fault]:
    """Events whose row and body disagree, or whose body this service cannot read."""
    return through(service.store, _ROWS, partial(_altered, service), start=BEFORE_ALL)


def _altered(service: Service, _: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    for row in rows:
        if wrong := _wrong(service.name, service.model.core.types, row):
            yield f"{row.stream} {row.version}", wrong


def _wrong(service: str, types: EventTypes, row: AnyRow) -> str:
    try:
        body = read(row.body)
        types.load(body.type, body.data)
    except KeyError as unknown:
        return f"its body cannot be read: {unknown} is no event type of {service}"
    except ValueError as unreadable:
        return f"its body cannot be read: {first_line(unreadable)}"
    return disagreements(
        {
            "id": row.id,
            "stream": row.stream,
            "version": row.version,
            "type": row.type,
            "causation": row.causation,
            "reaction": row.reaction,
            "service": service,
        },
        {
            "id": body.id,
            "stream": body.stream,
            "version": body.sequence,
            "type": body.type,
            "causation": body.causationid,
            "reaction": body.reaction,
            "service": body.service,
        },
    )


def stream_hole(service: Service) -> AsyncIterator[Fault]:
    """Streams whose versions are not 1 to n."""
    return through(service.store, _HOLED, _holes, start="")


def _holes(_: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    for row in rows:
        yield row.place, f"it has {row.events} events, numbered {row.first} to {row.last}"


def vault_altered(service: Service) -> AsyncIterator[Fault]:
    """Vault entries, not erased, that are not what the event says that names them."""
    return through(service.store, _ROWS, _vault_altered, start=BEFORE_ALL)


def _vault_altered(connection: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    named = {ref: (digest, row) for row in rows for ref, digest in _kept(row.body)}
    for entry in connection.execute(_VAULT, {"refs": list(named)}) if named else ():
        digest, row = named[entry.ref]
        if _digest(entry) != digest:
            yield entry.ref, f"its text is not the one that {row.stream} {row.version} names"


def _digest(entry: AnyRow) -> str | None:
    if not isinstance(entry.salt, bytes) or not isinstance(entry.content, str):
        return None
    return vault.digest(entry.salt, entry.content)


def _kept(body: object) -> Iterable[tuple[str, str]]:
    """What an event's data name of a vault; nothing where the body cannot be read, which another check tells."""
    if not isinstance(body, bytes) or b'"digest"' not in body:
        return ()
    try:
        return vault.named(orjson.loads(body))
    except orjson.JSONDecodeError:
        return ()
