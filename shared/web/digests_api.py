"""`/<service>/v1/stream-digests`, `/event-digests`: by which two who keep the same events find out whether they do.

A digest says whether bytes are the same without showing them, so who compares two stores of a million events reads the
few that differ. What is hashed is what the store has, read as it is: also where somebody put something else there.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import Column, ColumnElement, Connection, Table, func, select

from shared.doctor.log import as_stored
from shared.service import Service
from shared.store import schema
from shared.store.among import among
from shared.store.store import AnyRow
from shared.web.body import router as new_router
from shared.web.checks_api import READERS
from shared.web.listing import Asked, Page, Shown, filtered, page
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be

AT_ONCE: Final = 500
"""Events of which the bytes are in memory together."""
_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of events; `number` is its column for an event's number in its stream."""

    table: Table
    number: Column[int]


OWN: Final = Kept(schema.event, schema.event.c.version)


class StreamDigest(Shown):
    """A stream, how many events it has, and the SHA-256 over all of them.

    It is of each event in order of its number: the number and the length of its bytes, in eight bytes each, and the
    bytes.
    """

    stream: str
    events: int
    digest: str


class EventDigest(Shown):
    """An event: where it stands in this store and in its stream, its type, and the SHA-256 of its exact bytes."""

    position: int
    stream: str
    sequence: int
    type: str
    digest: str


class OfStream(Asked):
    """Which events: those of a stream."""

    stream: Annotated[str | None, Field(max_length=300)] = None


def router(service: Service) -> APIRouter:
    """The digests of a service's own events."""
    routes = new_router()

    @routes.get("/stream-digests", summary="A digest of each stream", tags=["checks"], responses=refusals(401, 403))
    def own_streams(actor: Reader, asked: Annotated[Asked, Query()]) -> Page[StreamDigest]:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return streams(connection, OWN, asked)

    @routes.get("/event-digests", summary="A digest of each event", tags=["checks"], responses=refusals(401, 403))
    def own_events(actor: Reader, asked: Annotated[OfStream, Query()]) -> Page[EventDigest]:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return events(connection, OWN, asked)

    return routes


def streams(connection: Connection, kept: Kept, asked: Asked, *where: ColumnElement[bool]) -> Page[StreamDigest]:
    """A page of the streams in a table, of those for which all of `where` holds."""
    name = kept.table.c.stream
    chosen = select(name, func.count().label("events")).where(*where).group_by(name)
    found = page(connection, chosen, asked, fields={"stream": name}, key=name, show=lambda row: row)
    digests = dict(_digests(connection, kept, [row.stream for row in found.items], *where))
    items = [
        StreamDigest(stream=row.stream, events=row.events, digest=digests.get(row.stream, "")) for row in found.items
    ]
    return Page(items=items, next=found.next)


def events(connection: Connection, kept: Kept, asked: OfStream, *where: ColumnElement[bool]) -> Page[EventDigest]:
    """A page of the events in a table, of those for which all of `where` holds."""
    of = kept.table.c
    body = as_stored(of.body).label("body")
    chosen = select(of.position, of.stream, kept.number.label("sequence"), of.type, body).where(*where)
    chosen = filtered(chosen, (of.stream, asked.stream))
    return page(connection, chosen, asked, fields={"position": of.position}, key=of.position, show=_event)


def _digests(
    connection: Connection, kept: Kept, names: list[str], *where: ColumnElement[bool]
) -> Iterator[tuple[str, str]]:
    of = kept.table.c
    chosen = (
        select(of.stream, kept.number.label("sequence"), as_stored(of.body).label("body"))
        .where(among(of.stream, "names"), *where)
        .order_by(of.stream, kept.number)
        .execution_options(yield_per=AT_ONCE)
    )
    now, digest = None, hashlib.sha256()
    for row in connection.execute(chosen, {"names": names}):
        if row.stream != now:
            if now is not None:
                yield now, digest.hexdigest()
            now, digest = row.stream, hashlib.sha256()
        found = _bytes(row.body)
        digest.update(row.sequence.to_bytes(_LENGTH, signed=True) + len(found).to_bytes(_LENGTH))
        digest.update(found)
    if now is not None:
        yield now, digest.hexdigest()


def _event(row: AnyRow) -> EventDigest:
    return EventDigest(
        position=row.position,
        stream=row.stream,
        sequence=row.sequence,
        type=row.type,
        digest=hashlib.sha256(_bytes(row.body)).hexdigest(),
    )


def _bytes(body: Any) -> bytes:
    """What is stored; what is no bytes is nothing that anybody else has."""
    return bytes(body) if isinstance(body, bytes | memoryview) else f"\0not bytes: {body!r}".encode()
