"""Checks of what comes in and goes out: what was put aside, what never came, what was not sent."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, bindparam, exists, func, select

from shared.doctor.finding import Fault, first_line
from shared.doctor.log import as_stored, read
from shared.doctor.look import look, through
from shared.envelope import SOURCE, Unreadable, moment, timestamp
from shared.service import Service
from shared.store import schema
from shared.store.store import AnyRow

UNSENT: Final = timedelta(seconds=60)
"""How long a committed event may wait to be sent."""
OVERDUE: Final = timedelta(seconds=60)
"""How long what is due may stand in the schedule."""
AHEAD: Final = timedelta(seconds=5)
"""How far in the clock's future an event may lie."""
NEWEST: Final = 100
"""Events of which one may tell that the clock was ahead of what it is now: acts go on, with the time it has."""

_waiting: Final = schema.waiting
_other: Final = schema.waiting.alias("other")
_PARKED: Final = _waiting.c.reason.in_(("failed", "quarantine"))
_COUNTED: Final = select(_waiting.c.reason, func.count().label("events")).where(_PARKED).group_by(_waiting.c.reason)
_FIRST: Final = select(_waiting).where(_PARKED).order_by(_waiting.c.since, _waiting.c.id).limit(1)

_same: Final = (_other.c.source == _waiting.c.source) & (_other.c.stream == _waiting.c.stream)
_head: Final = (
    select(func.coalesce(func.max(schema.inbox.c.sequence), 0))
    .where(schema.inbox.c.source == _waiting.c.source, schema.inbox.c.stream == _waiting.c.stream)
    .scalar_subquery()
)
_before: Final = (
    select(func.coalesce(func.max(_other.c.sequence), 0))
    .where(_same, _other.c.sequence < _waiting.c.sequence)
    .scalar_subquery()
)
_behind: Final = select(func.count()).where(_same, _other.c.sequence >= _waiting.c.sequence).scalar_subquery()
_MISSING: Final = (
    select(
        _waiting.c.id.label("place"),
        _waiting.c.source,
        _waiting.c.stream,
        _waiting.c.sequence,
        _head.label("head"),
        _before.label("before"),
        _behind.label("behind"),
    )
    .where(
        _waiting.c.id > bindparam("after"),
        _waiting.c.reason.in_(("gap", "discarded")),
        _waiting.c.sequence > _head + 1,
        ~exists().where(_same, _other.c.sequence == _waiting.c.sequence - 1),
    )
    .order_by(_waiting.c.id)
)

_event: Final = schema.event
_CURSOR: Final = select(schema.relay.c.position).where(schema.relay.c.name == bindparam("relay"))
_LAST: Final = select(func.coalesce(func.max(_event.c.position), 0))
_BODY: Final = select(as_stored(_event.c.body).label("body"))
_UNSENT: Final = _BODY.where(_event.c.position > bindparam("after")).order_by(_event.c.position).limit(1)
_NEWEST: Final = (
    _BODY.add_columns(_event.c.stream, _event.c.version).order_by(_event.c.position.desc()).limit(bindparam("most"))
)


_plan: Final = schema.schedule
_OVERDUE: Final = (
    select(_plan.c.stream, _plan.c.name, _plan.c.at)
    .where(_plan.c.at < bindparam("latest"))
    .order_by(_plan.c.at, _plan.c.stream, _plan.c.name)
    .limit(bindparam("most", 100))
)


async def events_parked(service: Service) -> AsyncIterator[Fault]:
    """Foreign events whose handling failed, or that could not be read; one finding for all."""
    for fault in await look(service.store, _parked):
        yield fault


def _parked(connection: Connection) -> list[Fault]:
    first = connection.execute(_FIRST).one_or_none()
    if first is None:
        return []
    counts = ", ".join(f"{row.events} {row.reason}" for row in connection.execute(_COUNTED))
    place = f"{first.stream} {first.sequence}" if first.stream else f"{first.topic} {first.offset}"
    return [(place, f"parked: {counts}; this is the first, since {first.since}: {first_line(first.error)}")]


def events_missing(service: Service) -> AsyncIterator[Fault]:
    """Numbers of foreign streams that never came, while later ones wait for them."""
    return through(service.store, _MISSING, _missing, start="")


def _missing(_: Connection, rows: Sequence[AnyRow]) -> Iterator[Fault]:
    for row in rows:
        first, last = max(row.head, row.before) + 1, row.sequence - 1
        numbers = f"number {first}" if first == last else f"numbers {first} to {last}"
        yield f"{row.stream} of {row.source.removeprefix(SOURCE)}", f"{numbers} never came; {row.behind} wait behind"


async def relay_behind(service: Service) -> AsyncIterator[Fault]:
    """Events that are not sent in time, or a relay that thinks it has sent more than there is."""
    for relay in service.relays:
        for fault in await look(service.store, partial(_relay, relay.name, service.clock.now())):
            yield fault


def _relay(name: str, now: datetime, connection: Connection) -> list[Fault]:
    sent = connection.execute(_CURSOR, {"relay": name}).scalar() or 0
    last = int(connection.execute(_LAST).scalar_one())
    if sent > last:
        return [(name, f"sent up to position {sent}, while the last event stands at {last}")]
    oldest = connection.execute(_UNSENT, {"after": sent}).scalar()
    since = None if oldest is None else time_of(oldest)
    if since is None or now - since <= UNSENT:
        return []
    waits = (now - since).total_seconds()
    return [(name, f"sent up to position {sent} of {last}; the first unsent event waits {waits:.0f} s")]


async def schedule_behind(service: Service) -> AsyncIterator[Fault]:
    """What should have been done by now and stands in the schedule still; nothing is where nobody does it."""
    if not service.keeps_time:
        return
    now = service.clock.now()
    latest = timestamp(now - OVERDUE)
    for row in await look(service.store, lambda connection: connection.execute(_OVERDUE, {"latest": latest}).all()):
        late = (now - moment(row.at)).total_seconds()
        yield row.stream, f"{row.name} was due {late:.0f} s ago, at {row.at}"


async def clock_behind(service: Service) -> AsyncIterator[Fault]:
    """One of the newest events lies in the future of this machine's clock."""
    rows = await look(service.store, lambda connection: connection.execute(_NEWEST, {"most": NEWEST}).all())
    timed = [(time, row) for row in rows if (time := time_of(row.body)) is not None]
    if not timed:
        return
    time, last = max(timed, key=lambda each: each[0])
    ahead = time - service.clock.now()
    if ahead > AHEAD:
        yield f"{last.stream} {last.version}", f"it was decided {ahead.total_seconds():.0f} s after this clock's now"


def time_of(body: object) -> datetime | None:
    """When an event was decided; None where it cannot be read, which another check tells."""
    try:
        return read(body).time
    except Unreadable:
        return None
