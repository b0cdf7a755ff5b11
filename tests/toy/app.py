"""The toy put together: its acts and lists over HTTP, with all that every service has."""

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field

from shared.heard import reacting, topics
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.testing.running import store_url
from shared.turn import Model
from shared.web.app import Part, Surroundings, assemble
from shared.web.body import Body, Line
from shared.web.body import router as new_router
from shared.web.desk import Acting, ActingOnSeen, act
from shared.web.listing import Asked, Page, Shown, page
from tests.toy import reading
from tests.toy.core import CORE, SERVICE, Count
from tests.toy.hearing import REACTIONS

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
MODEL: Final = Model(SERVICE, CORE, reading.PROJECTIONS)


class Counting(Body):
    by: int = Field(ge=-(10**9), le=10**9)
    note: Line | None = None
    secret: Line | None = None
    of: Line | None = None


class Tally(Shown):
    name: str
    version: int | None
    note: str | None


def router(service: Service) -> APIRouter:
    routes = new_router()

    @act(routes, "/tallies/{name}/counts", "Count")
    async def count(name: str, body: Counting, desk: Acting) -> Response:
        about = [desk.person(body.of)] if body.of else None
        kept = desk.seal(body.secret, ("editor",), about) if body.secret else None
        command = Count(act=desk.act, name=name, by=body.by, note=kept.ref if kept else body.note or "")
        return await desk.give(command, resource=name, location=f"/toy/v1/tallies/{name}")

    @act(routes, "/tallies/{name}/recounts", "Count what was seen")
    async def recount(name: str, body: Counting, desk: ActingOnSeen) -> Response:
        return await desk.give(
            Count(act=desk.act, name=name, by=body.by), resource=desk.new_id(), location=f"/toy/v1/tallies/{name}"
        )

    @routes.get("/tallies", summary="Tallies", tags=["tallies"])
    def tallies(asked: Annotated[Asked, Query()]) -> Page[Tally]:
        table = reading.tally
        fields = {"name": table.c.name, "note": table.c.note, "version": table.c.version}
        with service.store.read() as connection:
            return page(connection, table.select(), asked, fields=fields, key=table.c.name, show=_shown)

    @routes.get("/broken", summary="A fault in the program", tags=["tallies"])
    def broken() -> None:
        raise ZeroDivisionError("a fault in the program")

    return routes


def _shown(row: AnyRow) -> Tally:
    return Tally.model_validate(named(row))


def build(data: Path, around: Surroundings) -> Part:
    return assemble(
        MODEL,
        store_url(data, SERVICE),
        MIGRATIONS,
        around,
        effects=reacting(REACTIONS),
        topics=topics(REACTIONS),
        routers=[router],
        description="It counts.",
    )
