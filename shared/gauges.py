"""What is measured when somebody looks: how far behind relay and consumers are, what waits, whether the store is there.

Looking never fails and never takes longer than PATIENCE: of a service whose store or bus does not answer, that is said,
and what cannot be known is left out. A look that is stuck is waited for again, not begun a second time.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import Connection, bindparam, func, or_, select

from shared import envelope, relay, waiting
from shared.bus.protocol import BusAway, Lag, TellsLag
from shared.errors import StoreAway
from shared.metrics import REGISTRY
from shared.service import Service
from shared.store import schema

PATIENCE: Final = 3.0
"""Seconds that a look may take; Prometheus itself gives a scrape 10."""
REASONS: Final[tuple[waiting.Reason, ...]] = ("gap", "failed", "quarantine")

_waits: Final = schema.waiting
_SENT: Final = select(schema.relay.c.position).where(schema.relay.c.name == bindparam("relay")).scalar_subquery()
_OLDEST: Final = (
    select(schema.event.c.body)
    .where(schema.event.c.position > func.coalesce(_SENT, 0))
    .order_by(schema.event.c.position)
    .limit(1)
)
_WAITING: Final = select(_waits.c.reason, func.count().label("rows")).group_by(_waits.c.reason)
_FORKS: Final = select(func.count()).where(
    or_(
        (_waits.c.reason == "failed") & _waits.c.error.startswith("Fork:"),
        (_waits.c.reason == "quarantine") & _waits.c.error.startswith(waiting.RIVAL),
    )
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Stored:
    """What a store tells: events not yet sent and the age of the oldest in seconds, what waits by reason, forks.

    Where a service sends to several topics, the one that is furthest behind counts.
    """

    relay_events: int
    relay_seconds: float
    waiting: dict[str, int]
    forks: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a service found; what could not be read is None."""

    service: str
    ready: bool = False
    stored: Stored | None = None
    lag: Sequence[Lag] | None = None


class Gauges:
    """Looks at these services, for one scrape after the other."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._looks: dict[str, asyncio.Task[Seen]] = {}

    async def look(self) -> list[Seen]:
        """What there is to see of each service now."""
        for service in self._services:
            under_way = self._looks.get(service.name)
            if under_way is None or under_way.done():
                self._looks[service.name] = asyncio.create_task(_look(service), name=f"{service.name} is measured")
        done, _ = await asyncio.wait(self._looks.values(), timeout=PATIENCE)
        return [look.result() if look in done else Seen(name) for name, look in self._looks.items()]


async def _look(service: Service) -> Seen:
    ready = await service.is_ready()
    stored, lag = await asyncio.gather(asyncio.to_thread(_stored, service), asyncio.to_thread(_lag, service))
    return Seen(service.name, ready and stored is not None, stored, lag)


def _stored(service: Service) -> Stored | None:
    try:
        with service.store.read() as connection:
            by_reason = {row.reason: int(row.rows) for row in connection.execute(_WAITING)}
            return Stored(
                max(relay.behind(connection, each.name) for each in service.relays),
                max(_age_of_the_oldest(connection, service, each.name) for each in service.relays),
                dict.fromkeys(REASONS, 0) | by_reason,
                connection.execute(_FORKS).scalar_one(),
            )
    except StoreAway:
        return None
    except Exception:
        log.exception("store cannot be measured", service=service.name)
        return None


def _age_of_the_oldest(connection: Connection, service: Service, sender: str) -> float:
    body = connection.execute(_OLDEST, {"relay": sender}).scalar()
    if body is None:
        return 0.0
    age = service.clock.now() - envelope.open_(body).time
    return max(age, timedelta()).total_seconds()


def _lag(service: Service) -> Sequence[Lag] | None:
    if not isinstance(service.bus, TellsLag):
        return []
    try:
        return service.bus.lag(service.name)
    except (BusAway, StoreAway):
        return None
    except Exception:
        log.exception("bus cannot be measured", service=service.name)
        return None


class Scrape:
    """All metrics of this process at one moment, as an encoder of prometheus_client wants them."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = seen

    def collect(self) -> Iterable[Metric]:
        yield from REGISTRY.collect()
        yield from _of_services(self._seen)
        yield from _of_stores([(each.service, each.stored) for each in self._seen if each.stored is not None])
        lag = _gauge("koploper_consumer_lag", "Messages of a topic not yet handled.", "topic", "partition")
        for each in self._seen:
            for place in each.lag or ():
                lag.add_metric([each.service, place.topic, str(place.partition)], place.messages)
        yield lag


def _of_services(seen: Sequence[Seen]) -> Iterable[Metric]:
    store = _gauge("koploper_store_up", "1 while the service's store can be read and written, else 0.")
    bus = _gauge("koploper_bus_up", "1 while the bus tells how far the service has come, else 0.")
    for each in seen:
        store.add_metric([each.service], each.ready)
        bus.add_metric([each.service], each.lag is not None)
    return [store, bus]


def _of_stores(stored: Sequence[tuple[str, Stored]]) -> Iterable[Metric]:
    events = _gauge("koploper_relay_lag_events", "Events committed and not yet known to be sent.")
    seconds = _gauge("koploper_relay_lag_seconds", "Age of the oldest of them.")
    waits = _gauge("koploper_waiting", "Others' facts that wait, by reason.", "reason")
    forks = _gauge("koploper_forks", "Events that claim a number which another event has.")
    for service, each in stored:
        events.add_metric([service], each.relay_events)
        seconds.add_metric([service], each.relay_seconds)
        forks.add_metric([service], each.forks)
        for reason, rows in each.waiting.items():
            waits.add_metric([service, reason], rows)
    return [events, seconds, waits, forks]


def _gauge(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, labels=["service", *labels])
