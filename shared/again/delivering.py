"""Delivering again: through the inbox what it does not know, and past it what is asked for by name."""

from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, select

from shared import envelope as envelopes
from shared import metrics
from shared.again.looking import Item, Outcome, Page, acted_on, handled_of, look, wanted_of
from shared.again.order import Order, asked, effects_of, ledger_of
from shared.bus.protocol import Delivery
from shared.envelope import Envelope
from shared.errors import StoreAway, Taken
from shared.restored.ledger import Place, topic
from shared.service import Service
from shared.sorting import heads_of
from shared.store import schema

TRIES: Final = 5


async def deliver(service: Service, order: Order, after: int) -> Page:
    """Deliver what is behind a position, one page of it; raises StoreAway or NoLedger, and may then be asked again."""
    page = await look(service, order, after)
    new = [item.place for item in page.items if item.outcome == "new"]
    bodies = await asked(service, ledger_of(service).bodies([place.position for place in new]))
    done: dict[int, Item] = {}
    for place, body in zip(new, bodies, strict=True):
        done[place.position] = await service.store.on_writer(partial(_delivered, service, order, place, body))
    return Page([done.get(item.place.position, item) for item in page.items], page.following)


def _delivered(service: Service, order: Order, place: Place, body: bytes) -> Item:
    """Deliver one fact; runs on the writer's thread."""
    envelope = envelopes.open_(body)
    with service.store.read() as connection:
        head = heads_of(connection, {(place.source, place.stream)})[place.source, place.stream]
    if place.sequence <= head:
        return _past(service, place, envelope, wanted_of(service, order, place))
    service.inbox.take([Delivery(topic(place.source), 0, place.position, body)])
    return _taken(service, place)


def _taken(service: Service, place: Place) -> Item:
    """What the inbox made of it."""
    with service.store.read() as connection:
        if place.id in handled_of(connection, [place]):
            return Item(place, "delivered")
        waits = connection.execute(select(schema.waiting).where(_here(place))).one_or_none()
    if waits is None:
        return Item(place, "failed", "It was put in quarantine; see `koploper parked list`.")
    return Item(place, "failed" if waits.reason == "failed" else "waits", waits.error)


def _here(place: Place) -> ColumnElement[bool]:
    table = schema.waiting
    return (table.c.source == place.source) & (table.c.stream == place.stream) & (table.c.sequence == place.sequence)


def _past(service: Service, place: Place, envelope: Envelope, wanted: set[str], tried: int = 1) -> Item:
    """Have reactions decide on a fact that the inbox has handled, those that did not act on it."""
    try:
        return Item(place, _decided(service, envelope, wanted))
    except StoreAway:
        raise
    except Taken as first:
        if tried < TRIES:
            return _past(service, place, envelope, wanted, tried + 1)
        return Item(place, "failed", f"{first}")
    except Exception as failure:  # noqa: BLE001 - told to the operator, who sees it beside the fact
        return Item(place, "failed", f"{type(failure).__name__}: {failure}")


def _decided(service: Service, envelope: Envelope, wanted: set[str]) -> Outcome:
    effects = effects_of(service)
    with service.store.read() as connection:
        left = wanted - acted_on(connection, [envelope.id]).get(envelope.id, set())
        if not left:
            return "known"
        batch = effects.past(connection, envelope, left)
    batch.take(envelope)
    with service.store.transaction() as connection:
        appended = batch.write(connection)
    if not appended:
        return "nothing"
    metrics.of(service.name).appended(appended)
    service.store.appended()
    return "acted"
