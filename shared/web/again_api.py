"""`/<service>/v1/redeliveries`: an operator has events of the ledger delivered again to this service."""

from enum import Enum
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi import Query as FromQuery
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import Connection

from shared import once
from shared.again import delivering, looking, order
from shared.again.looking import Item, Outcome
from shared.again.order import Order
from shared.again.under_way import UnderWay
from shared.once import Done
from shared.service import Service
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acted, Acting, Desk, act, created
from shared.web.listing import Shown
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be
from shared.web.reason import Reason

LAST = 2**31 - 1
STREAMS = 100
TAGS: list[str | Enum] = ["redeliveries"]
REFUSED = refusals(401, 403, 409)
Position = Annotated[int, Field(ge=1, le=LAST)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Streams = Annotated[list[Name], Field(max_length=STREAMS, default_factory=list)]
Number = Annotated[int, Path(ge=1, le=LAST, description="Under which it was begun.")]


class Asked(BaseModel):
    """Which events: positions of the ledger, for one reaction past the inbox, of some streams; `forced` is for all
    reactions past the inbox, and only of streams that are named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    from_position: Position
    to_position: Position = LAST
    reaction: Name | None = None
    streams: Annotated[str, Field(max_length=10_000, description="Names with commas between; none is all.")] = ""
    forced: bool = False
    after: Annotated[int, Field(ge=0, le=LAST)] = 0


class Again(Body):
    """The same, and why; that becomes part of the ledger."""

    from_position: Position
    to_position: Position = LAST
    reaction: Name | None = None
    streams: Streams
    forced: bool = False
    reason: Reason


class Behind(Body):
    """Behind which position it goes on; 0 is the beginning."""

    after: Annotated[int, Field(ge=0, le=LAST)] = 0


class RedeliveryItem(Shown):
    """What became of an event, or would (`new`); of what failed the error."""

    position: int
    id: str
    type: str
    source: str
    stream: str
    sequence: int
    outcome: Outcome
    error: str | None


class RedeliveryPage(Shown):
    """Some events in the ledger's order; `next` is the position to go on behind, null when that was all."""

    items: list[RedeliveryItem]
    next: int | None


class Candidates(RedeliveryPage):
    """The same of what would be delivered. `toPosition`: up to where, to be given with the next page."""

    to_position: int


class DeliveredPage(Acted):
    """A page of which what was not known is delivered by now; asked for again, it is known."""

    items: list[RedeliveryItem] = Field(default_factory=list)
    next: int | None = None


class Redelivery(Shown):
    """What was begun."""

    number: int
    from_position: int
    to_position: int
    reaction: str | None
    streams: list[str]
    forced: bool


def router(service: Service) -> APIRouter:
    """Deliveries to `service`."""
    routes = new_router()
    under_way = UnderWay()

    @routes.get("/redelivery-candidates", summary="What would be delivered again", tags=TAGS, responses=REFUSED)
    async def candidates(asked: Annotated[Asked, FromQuery()], actor: Reader) -> Candidates:
        must_be(actor, "operator", "auditor")
        wanted = _order(asked)
        if asked.after:  # how far the ledger goes was told with the first page
            order.can_be(service, wanted)
        else:
            wanted = await order.check(service, wanted)
        return Candidates(**_shown(await looking.look(service, wanted, asked.after)), to_position=wanted.last)

    @act(routes, "/redeliveries", "Have events of the ledger delivered again")
    async def begin(body: Again, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        return created(await order.begin(service, desk.act, _order(body), body.reason, desk.once))

    @routes.get("/redeliveries/{number}", summary="A delivery that was begun", tags=TAGS, responses=REFUSED)
    async def shown(number: Number, actor: Reader) -> Redelivery:
        must_be(actor, "operator", "auditor")
        begun = (await order.found(service, number)).order
        return Redelivery(
            number=number,
            from_position=begun.first,
            to_position=begun.last,
            reaction=begun.reaction,
            streams=list(begun.streams),
            forced=begun.forced,
        )

    @act(routes, "/redeliveries/{number}/pages", "Deliver the next of them", DeliveredPage)
    async def page(number: Number, body: Behind, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        begun = await order.found(service, number)
        under_way.must_be(number, begun, desk.act.now)
        done = Done(str(number), number, f"/{service.name}/v1/redeliveries/{number}")
        await service.store.write(partial(_remembered, desk, done))
        delivered = await delivering.deliver(service, begun.order, body.after)
        under_way.went_on(number, desk.act.now)
        return created(done, **RedeliveryPage(**_shown(delivered)).model_dump(by_alias=True))

    return routes


def _remembered(desk: Desk, done: Done, connection: Connection) -> None:
    """Refuse a key that came with something else; that it came is no answer, for what is delivered is known then."""
    if once.answered(connection, desk.once, desk.act.now) is None and desk.once is not None:
        once.keep(connection, [(desk.once, done)], desk.act.now)


def _order(asked: Asked | Again) -> Order:
    named = asked.streams.split(",") if isinstance(asked.streams, str) else asked.streams
    streams = tuple(each for each in named if each)
    return Order(asked.from_position, asked.to_position, asked.reaction, streams, asked.forced)


def _shown(page: looking.Page) -> dict[str, Any]:
    return {"items": [_item(each) for each in page.items], "next": page.following}


def _item(item: Item) -> RedeliveryItem:
    place = item.place
    return RedeliveryItem(
        position=place.position,
        id=place.id,
        type=place.type,
        source=place.source,
        stream=place.stream,
        sequence=place.sequence,
        outcome=item.outcome,
        error=item.error,
    )
