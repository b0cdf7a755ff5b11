"""`/<service>/v1/parked-events`: an operator sees what waits, has it tried again, or gives it up with a reason."""

from fastapi import APIRouter, Response

from shared import parked, waiting
from shared.errors import Unknown
from shared.parked import Order
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act, created
from shared.web.listing import Moment, Shown, Whole
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be
from shared.web.reason import Reason


class Why(Body):
    """Why an operator does so; it becomes part of the ledger."""

    reason: Reason


class ParkedItem(Shown):
    """What stands first in a stream that waits, or in quarantine; `behind` wait after it."""

    id: str
    reason: str
    topic: str
    partition: int
    offset: int
    source: str | None
    stream: str | None
    sequence: int | None
    type: str | None
    error: str
    since: Moment
    attempts: int
    due: Moment | None
    behind: int = 0


class Parked(Whole[ParkedItem]):
    """All that waits here, the longest first."""


class ParkedEvent(ParkedItem):
    """The same with the exact text that waits."""

    body: str


def router(service: Service) -> APIRouter:
    """What waits in `service`."""
    routes = new_router()

    @routes.get("/parked-events", summary="What waits here", tags=["parked-events"], responses=refusals(401, 403))
    def listed(actor: Reader) -> Parked:
        must_be(actor, "operator", "auditor")
        with service.store.read() as connection:
            return Parked(items=[ParkedItem.model_validate(_named(row)) for row in waiting.listed(connection)])

    @routes.get(
        "/parked-events/{id}", summary="One event that waits", tags=["parked-events"], responses=refusals(401, 403)
    )
    def shown(id: Id, actor: Reader) -> ParkedEvent:
        must_be(actor, "operator", "auditor")
        with service.store.read() as connection:
            row = waiting.find(connection, str(id))
        if row is None:
            raise Unknown(f"Nothing waits in {service.name} under {id}.")
        return ParkedEvent.model_validate({**_named(row), "body": row.body.decode(errors="replace")})

    @act(routes, "/parked-events/{id}/retries", "Try a waiting event again")
    async def retry(id: Id, body: Why, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await parked.retry(service, Order(desk.act, str(id), body.reason, desk.once)))

    @act(routes, "/parked-events/{id}/discards", "Give a waiting event up")
    async def discard(id: Id, body: Why, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await parked.discard(service, Order(desk.act, str(id), body.reason, desk.once)))

    return routes


def _named(row: AnyRow) -> dict[str, object]:
    return {name: value for name, value in named(row).items() if name != "body"}
