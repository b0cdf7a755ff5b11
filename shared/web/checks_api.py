"""`/<service>/v1/checks`: what is wrong with a service's data; `/streams`: how many events each of its streams has."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement, Connection, Table, func, select

from shared.doctor.examine import examine
from shared.doctor.finding import Check
from shared.service import Service
from shared.store import schema
from shared.store.store import AnyRow
from shared.web.body import router as new_router
from shared.web.listing import Asked, Page, Shown, Whole, page
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be

READERS: Final = ("operator", "auditor")


class FindingItem(Shown):
    """Something is wrong: the check that found it, with what, and how that shows."""

    check: str
    subject: str
    detail: str


class Checks(Whole[FindingItem]):
    """What was found by which checks; `unchecked` could not be made on what was found. `events`: how many are here."""

    checked: list[str]
    unchecked: list[str]
    events: int | None


class StreamItem(Shown):
    """A stream and how many events it has."""

    stream: str
    events: int


class Streams(Page[StreamItem]):
    """A page of streams by name; `events` are those of all pages together."""

    events: int


def router(service: Service, more: Sequence[Check] = ()) -> APIRouter:
    """The checks of `service`, with those of `more` that only it has."""
    routes = new_router()
    one_at_a_time = asyncio.Lock()

    @routes.get("/checks", summary="What is wrong with the data", tags=["checks"], responses=refusals(401, 403))
    async def checks(actor: Reader) -> Checks:
        must_be(actor, *READERS)
        async with one_at_a_time:
            found = await service.begin(examine(service, more), "is examined")
        return Checks(
            items=[FindingItem.model_validate(asdict(each)) for each in found.findings],
            checked=list(found.checked),
            unchecked=list(found.unchecked),
            events=found.events,
        )

    @routes.get("/streams", summary="How many events each has", tags=["checks"], responses=refusals(401, 403))
    def own_streams(actor: Reader, asked: Annotated[Asked, Query()]) -> Streams:
        must_be(actor, *READERS)
        with service.store.read() as connection:
            return streams(connection, schema.event, asked)

    return routes


def streams(connection: Connection, table: Table, asked: Asked, *where: ColumnElement[bool]) -> Streams:
    """A page of the streams whose events are rows of `table`, of those for which all of `where` holds."""
    name = table.c.stream
    chosen = select(name, func.count().label("events")).where(*where).group_by(name)
    found = page(connection, chosen, asked, fields={"stream": name}, key=name, show=_item)
    total = connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()
    return Streams(items=found.items, next=found.next, events=int(total))


def _item(row: AnyRow) -> StreamItem:
    return StreamItem(stream=row.stream, events=row.events)
