"""`/events/v1/events`: the log, as far as its reader may see it, and an entry's exact bytes for who may see all."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Response
from fastapi import Query as FromQuery
from pydantic import Field
from sqlalchemy import ColumnElement

from services.events import projections
from services.events.api.asked import Position, Query
from services.events.ledger import entries
from services.events.ledger.entries import Entry
from services.events.ledger.schema import entry
from services.events.readers import Onlooker, Readership
from shared.errors import Forbidden, Unknown
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.listing import MOST, Shown
from shared.web.problems import refusals
from shared.web.reader import Reader

MEDIA_TYPE = "application/cloudevents+json"


class NotAllVisible(Forbidden):
    """The exact bytes hold more than this reader may see."""

    rule = "not-all-visible"


class Asked(Query):
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


class Log(Shown):
    """A page of the log; `next` is the `after` of the following one, null on the last."""

    items: list[LogItem]
    next: int | None


def router(service: Service, readership: Readership) -> APIRouter:
    """The log's addresses."""
    routes = new_router()

    @routes.get("/events", summary="The log", tags=["events"], response_model=Log)
    def events(actor: Reader, asked: Annotated[Asked, FromQuery()]) -> Response:
        onlooker = Onlooker.of(actor)
        shown = projections.shown_entries(readership, onlooker)
        with service.store.read() as connection:
            own = projections.own(connection, onlooker)
            found = entries.after(connection, asked.after, asked.limit + 1, shown, *asked.where)
        page = found[: asked.limit]
        items = [
            _item(each, readership.body(each.envelope, onlooker.sight_of(each.initiative_id, own))) for each in page
        ]
        following = page[-1].position if len(found) > asked.limit else None
        return Response(orjson.dumps({"items": items, "next": following}), media_type="application/json")

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
            own = projections.own(connection, onlooker)
        if found is None:
            raise Unknown(f"The ledger has no position {position}.")
        sight = onlooker.sight_of(found.initiative_id, own)
        if readership.data(found.envelope, sight) is not found.envelope.data:
            raise NotAllVisible("This entry holds more than you may see. Read it with the log, which leaves that out.")
        return Response(found.envelope.body, media_type=MEDIA_TYPE)

    return routes


def _item(entry: Entry, body: bytes | None) -> dict[str, Any]:
    return {"position": entry.position, "recordedAt": entry.recorded_at, "event": orjson.Fragment(body or b"null")}
