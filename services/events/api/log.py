"""`/events/v1/events`: the log, as far as its reader may see it, and an entry's exact bytes for who may see all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request, Response
from fastapi import Query as FromQuery
from pydantic import Field
from sqlalchemy import ColumnElement

from services.events import projections
from services.events.api.asked import Position, Query
from services.events.ledger import entries
from services.events.ledger.entries import Entry
from services.events.ledger.schema import entry
from services.events.readers import Onlooker, Readership, Ties
from shared.envelope import timestamp
from shared.errors import Forbidden, Unknown
from shared.event import Readers
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.export.accept import wanted
from shared.web.export.cells import columns
from shared.web.export.endpoint import FILES, VARY, answer, must_be_whole
from shared.web.listing import MOST, Shown, Wanted
from shared.web.problems import refusals
from shared.web.reader import Reader

MEDIA_TYPE = "application/cloudevents+json"


class NotAllVisible(Forbidden):
    """The exact bytes hold more than this reader may see."""

    rule = "not-all-visible"


class Asked(Query, Wanted):
    """Which entries: those behind `after`, of a type, about an initiative, from a source."""

    after: Position = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    type: Annotated[str, Field(max_length=200)] | None = None
    initiative_id: UUID | None = None
    source: Annotated[str, Field(max_length=200)] | None = None

    @property
    def where(self) -> list[ColumnElement[bool]]:
        initiative = None if self.initiative_id is None else str(self.initiative_id)
        asked = {entry.c.type: self.type, entry.c.initiative_id: initiative, entry.c.source: self.source}
        return [column == value for column, value in asked.items() if value is not None]


class LogItem(Shown):
    """An entry: the envelope as its reader may see it, with its place in the ledger."""

    position: int
    recorded_at: str
    event: dict[str, Any]


class LogRow(Shown):
    """The same entry as a row of a file; attributes are named as in the envelope, `data` is JSON."""

    position: int
    recorded_at: str
    id: str
    source: str
    type: str
    time: str
    stream: str
    sequence: int
    actor: str
    initiativeid: str | None
    policyversion: str | None
    reaction: str | None
    correlationid: str
    causationid: str
    data: str


class Log(Shown):
    """A page of the log; `next` is the `after` of the following one, null on the last."""

    items: list[LogItem]
    next: int | None


def router(service: Service, readership: Readership) -> APIRouter:
    """The log's addresses."""
    routes = new_router()

    @routes.get("/events", summary="The log", tags=["events"], response_model=Log, responses=FILES)
    def events(actor: Reader, asked: Annotated[Asked, FromQuery()], request: Request) -> Response:
        onlooker = Onlooker.of(actor)
        if (form := wanted(asked, request)) != "json":
            must_be_whole(asked, "limit")
            pages = _rows(service, readership, onlooker, asked)
            return answer(form, request, columns(LogRow), pages)
        found, ties = _read(service, readership, onlooker, asked.after, asked.limit + 1, asked)
        page = found[: asked.limit]
        items = [_item(each, readership.body(each.envelope, _sight(onlooker, each, ties))) for each in page]
        following = page[-1].position if len(found) > asked.limit else None
        return Response(orjson.dumps({"items": items, "next": following}), headers=VARY, media_type="application/json")

    @routes.get(
        "/events/{position}/raw",
        summary="The exact bytes of an entry",
        tags=["events"],
        response_class=Response,
        responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}, **refusals(403)},
    )
    def raw(position: Annotated[Position, Path()], actor: Reader) -> Response:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            found = entries.one(connection, position)
            ties = projections.ties(connection, onlooker)
        if found is None:
            raise Unknown(f"The ledger has no position {position}.")
        sight = _sight(onlooker, found, ties)
        if readership.data(found.envelope, sight) is not found.envelope.data:
            raise NotAllVisible("This entry holds more than you may see. Read it with the log, which leaves that out.")
        return Response(found.envelope.body, media_type=MEDIA_TYPE)

    return routes


def _sight(onlooker: Onlooker, entry: Entry, ties: Ties) -> Readers:
    return onlooker.sight_of(entry.initiative_id, ties, entry.envelope.stream)


def _read(
    service: Service, readership: Readership, onlooker: Onlooker, after: int, limit: int, asked: Asked
) -> tuple[Sequence[Entry], Ties]:
    """At most `limit` entries behind `after`, and what the reader has to do with initiatives."""
    with service.store.read() as connection:
        ties = projections.ties(connection, onlooker)
        shown = projections.shown_entries(readership, onlooker, ties)
        return entries.after(connection, after, limit, shown, *asked.where), ties


def _rows(service: Service, readership: Readership, onlooker: Onlooker, asked: Asked) -> Iterator[Sequence[LogRow]]:
    """All entries asked for, many at a time."""
    after = asked.after
    while True:
        found, ties = _read(service, readership, onlooker, after, MOST, asked)
        yield [_row(each, readership.data(each.envelope, _sight(onlooker, each, ties))) for each in found]
        if len(found) < MOST:
            return
        after = found[-1].position


def _row(entry: Entry, data: Mapping[str, Any] | None) -> LogRow:
    envelope = entry.envelope
    plain = {name: getattr(envelope, name) for name in LogRow.model_fields if hasattr(envelope, name)}
    said = {"time": timestamp(envelope.time), "actor": str(envelope.actor), "data": orjson.dumps(data).decode()}
    return LogRow.model_validate({**plain, **said, "position": entry.position, "recorded_at": entry.recorded_at})


def _item(entry: Entry, body: bytes | None) -> dict[str, Any]:
    return {"position": entry.position, "recordedAt": entry.recorded_at, "event": orjson.Fragment(body or b"null")}
