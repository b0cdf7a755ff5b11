"""What an operator does about events that wait: try again, or decide that they are not handled here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from shared import metrics, once, waiting
from shared.decider import Act
from shared.errors import Taken, Unknown
from shared.once import Done, Once
from shared.operations import OperatorsAct, ParkedEventDiscarded, ParkedEventRetried
from shared.recording import record
from shared.service import Service
from shared.store.store import AnyRow


@dataclass(frozen=True, slots=True)
class Order:
    """What an operator wants done with a waiting event, and what makes a repeated request the same one."""

    act: Act
    waiting_id: str
    reason: str
    once: Once | None = None


async def retry(service: Service, order: Order) -> Done:
    """Try a waiting event again, now; what waits behind it follows. The version is that of the operators' stream.

    Raises Unknown when nothing waits under this id, KeyReused when the request was made before with another body.
    """
    return await service.store.on_writer(partial(_going_again, _retry, service, order))


def _retry(service: Service, order: Order) -> Done:
    if before := _before(service, order):
        return before
    row = _found(service, order.waiting_id)
    done: list[Done] = []

    def beside(connection: Connection, handled: bool) -> None:
        fact = ParkedEventRetried(
            waiting_id=order.waiting_id,
            source=row.source,
            stream=row.stream,
            sequence=row.sequence,
            outcome="handled" if handled else "failed",
            reason=order.reason,
        )
        done.append(_recorded(connection, service, order, fact))

    service.inbox.take([waiting.delivery_of(row)], beside)
    return done[-1]


async def discard(service: Service, order: Order) -> Done:
    """Let a waiting event count as dealt with, unhandled; what waits behind it goes on.

    The version is that of the operators' stream; raises Unknown when nothing waits under this id, KeyReused when the
    request was made before with another body.
    """
    return await service.store.on_writer(partial(_going_again, _discard, service, order))


def _going_again(act: Callable[[Service, Order], Done], service: Service, order: Order) -> Done:
    """Act; once more when another process was first, with what that one left."""
    try:
        return act(service, order)
    except Taken:
        return act(service, order)


def _discard(service: Service, order: Order) -> Done:
    if before := _before(service, order):
        return before
    row = _found(service, order.waiting_id)
    fact = ParkedEventDiscarded(
        waiting_id=order.waiting_id, source=row.source, stream=row.stream, sequence=row.sequence, reason=order.reason
    )
    with service.store.transaction() as connection:
        service.inbox.pass_over(connection, row)
        done = _recorded(connection, service, order, fact)
    metrics.of(service.name).appended(1)
    service.store.appended()
    service.inbox.drain()
    return done


def _before(service: Service, order: Order) -> Done | None:
    with service.store.read() as connection:
        return once.answered(connection, order.once, order.act.now)


def _recorded(connection: Connection, service: Service, order: Order, fact: OperatorsAct) -> Done:
    version = record(connection, service.model, service.ids, order.act, fact)
    done = Done(order.waiting_id, version, f"/{service.name}/v1/parked-events/{order.waiting_id}")
    if order.once is not None:
        once.keep(connection, [(order.once, done)], order.act.now)
    return done


def _found(service: Service, waiting_id: str) -> AnyRow:
    with service.store.read() as connection:
        row = waiting.find(connection, waiting_id)
    if row is None:
        raise Unknown(f"Nothing waits in {service.name} under {waiting_id}. Nothing was changed; list what waits.")
    return row
