"""What would be delivered again: the ledger's places, and of each whether it is known here."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, select, tuple_

from shared.again.order import Order, asked, effects_of, ledger_of
from shared.bus.protocol import owner_of
from shared.restored.ledger import Place, topic
from shared.service import Service
from shared.sorting import heads_of
from shared.store import schema

Outcome = Literal["new", "known", "delivered", "acted", "nothing", "to-come", "given-up", "waits", "failed"]
"""`new`: would be delivered, or decided on past the inbox. `known`: was handled, or acted on. `acted` past the inbox,
where `nothing` was decided otherwise. `to-come`: is not handled here yet, and will be by itself. `given-up`: its stream
went on without it. `waits` behind a gap. `failed`: parked, or past the inbox only told.
"""
PAGE: Final = 200
"""Positions of the ledger that are looked at in one request."""

_inbox: Final = schema.inbox
_event: Final = schema.event


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one fact, or would."""

    place: Place
    outcome: Outcome
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some facts in the ledger's order; `following` is the position to go on behind, None when that was all."""

    items: Sequence[Item]
    following: int | None


async def look(service: Service, order: Order, after: int) -> Page:
    """What would be delivered behind a position; nothing is."""
    places, following = await _places(service, order, after)
    return Page(await asyncio.to_thread(_looked, service, order, places), following)


async def _places(service: Service, order: Order, after: int) -> tuple[list[Place], int | None]:
    """The places of a page that are about this order, and where the next begins."""
    at = max(after, order.first - 1)
    page = await asked(service, ledger_of(service).after(at, None, PAGE))
    within = [each for each in page if each.position <= order.last]
    following = within[-1].position if within and within[-1].position < order.last else None
    return [each for each in within if _is_asked_for(service, order, each)], following


def _is_asked_for(service: Service, order: Order, place: Place) -> bool:
    if topic(place.source) not in service.topics or (order.streams and place.stream not in order.streams):
        return False
    return order.reaction is None or order.reaction in effects_of(service).names(
        place.type, owner_of(topic(place.source))
    )


def _looked(service: Service, order: Order, places: Sequence[Place]) -> list[Item]:
    with service.store.read() as connection:
        heads = heads_of(connection, {(each.source, each.stream) for each in places})
        handled = handled_of(connection, places)
        acted = acted_on(connection, [each.id for each in places]) if order.reaction or order.forced else {}
    return [Item(each, _state(service, order, each, heads, handled, acted)) for each in places]


def handled_of(connection: Connection, places: Sequence[Place]) -> set[str]:
    """The ids of those of these facts that the inbox has handled."""
    at = [(each.source, each.stream, each.sequence) for each in places]
    chosen = select(_inbox.c.event_id).where(tuple_(_inbox.c.source, _inbox.c.stream, _inbox.c.sequence).in_(at))
    return set(connection.execute(chosen).scalars())


def _state(
    service: Service,
    order: Order,
    place: Place,
    heads: Mapping[tuple[str, str], int],
    handled: Collection[str],
    acted: Mapping[str, Collection[str]],
) -> Outcome:
    ahead = place.sequence > heads[place.source, place.stream]
    if ahead:
        return "to-come" if order.reaction else "new"
    if place.id not in handled:
        return "given-up"
    return "new" if wanted_of(service, order, place) - set(acted.get(place.id, ())) else "known"


def wanted_of(service: Service, order: Order, place: Place) -> set[str]:
    """The reactions that are asked for past the inbox on this fact."""
    if order.reaction is None and not order.forced:
        return set()
    listening = set(effects_of(service).names(place.type, owner_of(topic(place.source))))
    return listening & {order.reaction} if order.reaction else listening


def acted_on(connection: Connection, ids: Collection[str]) -> dict[str, set[str]]:
    """Which reactions have an event of these causes."""
    chosen = select(_event.c.causation, _event.c.reaction).where(
        _event.c.causation.in_(ids), _event.c.reaction.is_not(None)
    )
    acted: dict[str, set[str]] = {}
    for row in connection.execute(chosen):
        acted.setdefault(row.causation, set()).add(row.reaction)
    return acted
