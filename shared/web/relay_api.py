"""`/<service>/v1/relay`: how far the relay has sent, and an operator has it send again from a position on."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy import Connection, func, select

from shared import lease
from shared.republish import republish
from shared.service import Service
from shared.store import schema
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, act, created
from shared.web.listing import Shown
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be
from shared.web.reason import Reason

LAST = 2**31 - 1


class Again(Body):
    """From which position on (0 and 1 both are all), and why; that becomes part of the ledger."""

    from_position: Annotated[int, Field(ge=0, le=LAST)] = 0
    reason: Reason


class Sending(Shown):
    """Sent up to `position` of `last`, by `holder` (null while nobody has it), for the `epoch`-th time it was taken."""

    position: int
    last: int
    epoch: int
    holder: str | None


class Sent(Sending):
    """The same of each further topic on which something is said of these events, by the topic's name."""

    outlets: dict[str, Sending]


def router(service: Service) -> APIRouter:
    """The relay of `service`."""
    routes = new_router()

    @routes.get("/relay", summary="How far the relay has sent", tags=["relay"], responses=refusals(401, 403))
    def relay(actor: Reader) -> Sent:
        must_be(actor, "operator", "auditor")
        with service.store.read() as connection:
            own = _sending(connection, service.name)
            outlets = {each.name: _sending(connection, each.name) for each in service.relays[1:]}
        return Sent(**own.model_dump(), outlets=outlets)

    @act(routes, "/republications", "Send the store's events again")
    async def again(body: Again, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await republish(service, desk.act, body.from_position, body.reason, desk.once))

    return routes


def _sending(connection: Connection, name: str) -> Sending:
    last = int(connection.execute(select(func.coalesce(func.max(schema.event.c.position), 0))).scalar_one())
    row = lease.row_of(connection, name)
    if row is None:
        return Sending(position=0, last=last, epoch=0, holder=None)
    return Sending(position=row.position, last=last, epoch=row.epoch, holder=row.holder)
