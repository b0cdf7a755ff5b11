"""What is to be delivered again: checked, recorded, and found again by its number."""

import asyncio
from collections.abc import Awaitable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, func, select

from shared import once
from shared.decider import Act
from shared.envelope import Envelope
from shared.errors import NotNow, Unknown, Wrong, WrongInput
from shared.inbox import Batch
from shared.once import Done, Once
from shared.operations import EventsRedelivered
from shared.recording import record
from shared.restored.ledger import Ledger, LedgerAway
from shared.service import Service
from shared.store import schema

T = TypeVar("T")


class NotThere(NotNow):
    """The ledger does not go as far."""

    rule = "position-not-there"


class NoLedger(NotNow):
    """Nobody said where the ledger is, or it does not answer."""

    rule = "ledger-away"


class NothingHeard(NotNow):
    """This service hears of nobody, or is the ledger itself."""

    rule = "nothing-to-deliver"


class Backfills(Protocol):
    """Effects that can be asked for past the inbox, reaction by reaction."""

    def names(self, type: str, service: str) -> Collection[str]:
        """The reactions that listen to facts of a type that a service announces."""
        ...

    def known(self) -> Collection[str]:
        """All reactions by name."""
        ...

    def past(self, connection: Connection, envelope: Envelope, names: Collection[str]) -> Batch:
        """Begin on one fact with only these reactions."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is delivered again: positions, one reaction past the inbox, only some streams, all reactions past it."""

    first: int
    last: int
    reaction: str | None = None
    streams: tuple[str, ...] = ()
    forced: bool = False


async def begin(service: Service, act: Act, order: Order, reason: str, once_key: Once | None = None) -> Done:
    """Record that facts are delivered again; `resource` of the answer is the number under which pages are asked for.

    Raises WrongInput, NotThere, NoLedger, NothingHeard, or KeyReused.
    """
    checked = await check(service, order)
    return await service.store.write(partial(_begin, service, act, checked, reason, once_key))


def _begin(
    service: Service, act: Act, order: Order, reason: str, once_key: Once | None, connection: Connection
) -> Done:
    if before := once.answered(connection, once_key, act.now):
        return before
    fact = EventsRedelivered(
        from_position=order.first,
        to_position=order.last,
        reaction=order.reaction,
        streams=order.streams or None,
        forced=order.forced or None,
        reason=reason,
    )
    number = record(connection, service.model, service.ids, act, fact)
    done = Done(str(number), number, f"/{service.name}/v1/redeliveries/{number}")
    if once_key is not None:
        once.keep(connection, [(once_key, done)], act.now)
    return done


async def check(service: Service, order: Order) -> Order:
    """The same order with an end that is there; raises what is wrong with it, before anything is done."""
    can_be(service, order)
    last = await asked(service, ledger_of(service).size())
    if not 1 <= order.first <= last:
        raise NotThere(f"The ledger has positions 1 to {last}, and not {order.first}. Nothing was delivered.")
    return Order(order.first, min(order.last, last), order.reaction, order.streams, order.forced)


def can_be(service: Service, order: Order) -> None:
    """Raise what is wrong with an order wherever the ledger ends."""
    effects = effects_of(service)
    known = sorted(effects.known())
    if order.reaction is not None and order.reaction not in known:
        detail = f"One of {', '.join(known)}."
        raise WrongInput(
            f"{service.name} has no reaction {order.reaction}; it has {', '.join(known)}. Nothing was delivered.",
            [Wrong("/reaction", "unknown", detail)],
        )
    if order.forced and not order.streams:
        raise WrongInput(
            "What is forced goes past the inbox, so name the streams that it is for. Nothing was delivered.",
            [Wrong("/streams", "missing", "At least one stream, by its name.")],
        )
    if order.forced and order.reaction is not None:
        raise WrongInput(
            "Name one reaction, or force all of them; not both. Nothing was delivered.",
            [Wrong("/reaction", "not-with-forced", "Leave it out, or `forced`.")],
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """An order that was recorded: when, and whether no other was since."""

    order: Order
    at: datetime
    newest: bool


async def found(service: Service, number: int) -> Begun:
    """The order that was recorded under a number; raises Unknown."""
    body, newest = await asyncio.to_thread(_recorded, service, number)
    fact = None if body is None else service.model.load(body)
    if fact is None or not isinstance(told := fact.event, EventsRedelivered):
        raise Unknown(f"No redelivery {number} was begun in {service.name}. Nothing was delivered.")
    order = Order(told.from_position, told.to_position, told.reaction, told.streams or (), bool(told.forced))
    return Begun(order, fact.time, number == newest)


def _recorded(service: Service, number: int) -> tuple[bytes | None, int | None]:
    """What stands under a number, and the number of the newest order."""
    of = schema.event.c
    ours = of.stream == f"operations-{service.name}"
    with service.store.read() as connection:
        body: bytes | None = connection.execute(select(of.body).where(ours, of.version == number)).scalar()
        orders = select(func.max(of.version)).where(ours, of.type == EventsRedelivered.event_type)
        newest: int | None = connection.execute(orders).scalar()
    return body, newest


def effects_of(service: Service) -> Backfills:
    """What a service makes of others' facts, to be asked past the inbox; raises NothingHeard."""
    effects: Any = service.hears
    if not service.topics or not hasattr(effects, "past"):
        raise NothingHeard(
            f"{service.name} reacts to nothing that could be delivered again. Nothing was delivered; what the ledger "
            "itself lacks is sent again with `koploper republish`."
        )
    reacting: Backfills = effects
    return reacting


def ledger_of(service: Service) -> Ledger:
    """Where a service reads the ledger; raises NoLedger."""
    if service.ledger is None:
        raise NoLedger(
            "Nobody said where the ledger is. Nothing was delivered; set KOPLOPER_LEDGER_URL and start it again."
        )
    return service.ledger


async def asked(service: Service, answer: Awaitable[T]) -> T:
    """What the ledger answers; raises NoLedger when it does not."""
    try:
        return await answer
    except LedgerAway as away:
        raise NoLedger(f"{away} Nothing more was delivered to {service.name}; give the same command again.") from away
