"""`/events/v1/sources`: what the ledger has of each service: how many entries of each stream, and digests of them."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from sqlalchemy import ColumnElement, Connection, exists, func, select, tuple_

from services.events.ledger.schema import entry
from shared.envelope import source_of
from shared.operations import ParkedEventDiscarded
from shared.service import Service
from shared.store.schema import event, inbox
from shared.store.store import AnyRow
from shared.web import digests_api
from shared.web.body import router as new_router
from shared.web.checks_api import READERS, Streams, streams
from shared.web.digests_api import EventDigest, Kept, OfStream, StreamDigest
from shared.web.listing import Asked, Page, Shown, Whole, page
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be

Name = Annotated[str, Path(alias="service", pattern=r"^[a-z]+$", max_length=40, description="A service, by its name.")]
KEPT: Final = Kept(entry, entry.c.sequence)
_there: Final = exists().where(
    entry.c.source == inbox.c.source, entry.c.stream == inbox.c.stream, entry.c.sequence == inbox.c.sequence
)
_LOST: Final = select(inbox.c.event_id, inbox.c.stream, inbox.c.sequence).where(~_there)
_GIVEN_UP: Final = select(event.c.body).where(event.c.type == ParkedEventDiscarded.event_type)
_SOURCES: Final = (
    select(entry.c.source, func.count().label("entries")).group_by(entry.c.source).order_by(entry.c.source)
)


class SourceItem(Shown):
    """Who announced entries, as the entries themselves say, and how many."""

    source: str
    entries: int


class LostEntry(Shown):
    """An event that the ledger has taken in and has not any more: its number in its stream, and its id."""

    stream: str
    sequence: int
    id: str


def router(service: Service) -> APIRouter:
    """The sources' addresses."""
    routes = new_router()

    @routes.get("/sources", summary="Who announced how many entries", tags=["sources"], responses=refusals(401, 403))
    def sources(actor: Reader) -> Whole[SourceItem]:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            found = connection.execute(_SOURCES).all()
        return Whole(items=[SourceItem(source=row.source, entries=row.entries) for row in found])

    @routes.get(
        "/sources/{service}/streams",
        summary="How many entries each of a service's streams has",
        tags=["sources"],
        responses=refusals(401, 403),
    )
    def of_source(actor: Reader, name: Name, asked: Annotated[Asked, Query()]) -> Streams:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return streams(connection, entry, asked, _of(name))

    @routes.get(
        "/sources/{service}/stream-digests",
        summary="A digest of each of a service's streams, as the ledger has it",
        tags=["sources"],
        responses=refusals(401, 403),
    )
    def stream_digests(actor: Reader, name: Name, asked: Annotated[Asked, Query()]) -> Page[StreamDigest]:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return digests_api.streams(connection, KEPT, asked, _of(name))

    @routes.get(
        "/sources/{service}/event-digests",
        summary="A digest of each of a service's events, as the ledger has it",
        tags=["sources"],
        responses=refusals(401, 403),
    )
    def event_digests(actor: Reader, name: Name, asked: Annotated[OfStream, Query()]) -> Page[EventDigest]:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return digests_api.events(connection, KEPT, asked, _of(name))

    @routes.get(
        "/sources/{service}/lost-entries",
        summary="What of a service the ledger has taken in and has not any more",
        tags=["sources"],
        responses=refusals(401, 403),
    )
    def lost_entries(actor: Reader, name: Name, asked: Annotated[Asked, Query()]) -> Page[LostEntry]:
        must_be(actor, *READERS)
        chosen, key = _LOST.where(inbox.c.source == source_of(name)), inbox.c.event_id
        with service.store.read() as connection:
            chosen = chosen.where(tuple_(inbox.c.stream, inbox.c.sequence).not_in(_given_up(connection, name)))
            return page(connection, chosen, asked, fields={"id": key}, key=key, show=_lost)

    return routes


def _given_up(connection: Connection, name: str) -> list[tuple[str, int]]:
    """What an operator discarded of a service, which the inbox passed over: it never was an entry."""
    discarded = (json.loads(row.body)["data"] for row in connection.execute(_GIVEN_UP))
    return [(each["stream"], each["sequence"]) for each in discarded if each["source"] == source_of(name)]


def _lost(row: AnyRow) -> LostEntry:
    return LostEntry(stream=row.stream, sequence=row.sequence, id=row.event_id)


def _of(name: str) -> ColumnElement[bool]:
    return entry.c.source == source_of(name)
