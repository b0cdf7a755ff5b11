"""What cannot be handled now: one table, written in the batch's transaction, drained by itself or by an operator.

`gap`: its predecessor has not been handled. `failed`: its handling raised; retried with backoff, then it stays.
`quarantine`: bytes that are no envelope, or from a source that does not own the topic, or another event under the
sequence of one that waits. `discarded`: an operator gave it up before its turn; then it is passed over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import structlog
from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, tuple_, update

from shared import telemetry
from shared.bus.protocol import Delivery
from shared.clock import Clock, Ids
from shared.envelope import Envelope, timestamp
from shared.store import schema
from shared.store.among import among
from shared.store.ready import Ready
from shared.store.store import AnyRow

Reason = Literal["gap", "failed", "quarantine", "discarded"]
BACKOFF: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120))
"""How long a failed fact waits after its first, second, … failure; after the last it waits for an operator."""
RIVAL: Final = "Another event waits under its number."
"""How the error of a fact begins that came under the number of one that waits."""
CLAIM: Final = timedelta(seconds=30)
"""How long a try may take before another replica makes it."""

GIVEN_UP: Final = "an operator gave it up: it is passed over when its turn comes"

log = structlog.get_logger()

_table: Final = schema.waiting
_HERE: Final = select(_table.c.id, _table.c.attempts, _table.c.body).where(
    _table.c.source == bindparam("from"), _table.c.stream == bindparam("in"), _table.c.sequence == bindparam("at")
)
_stood: Final = (
    _table.c.source.is_(None)
    & (_table.c.topic == bindparam("on"))
    & (_table.c.partition == bindparam("part"))
    & (_table.c.offset == bindparam("place"))
    & (_table.c.body == bindparam("bytes"))
)
_QUARANTINED: Final = select(_table.c.id, _table.c.attempts, _table.c.body).where(_stood)
_RELEASE: Final = delete(_table).where(_stood)
_PUT: Final = insert(_table)


@dataclass(frozen=True, slots=True)
class Aside:
    """A row to be: what waits, why, and where it stood on the bus."""

    id: str
    reason: Reason
    delivery: Delivery
    envelope: Envelope | None
    error: str
    since: datetime


def quarantined(ids: Ids, clock: Clock, delivery: Delivery, error: str) -> Aside:
    return Aside(ids.new(), "quarantine", delivery, None, error, clock.now())


def behind_gap(ids: Ids, clock: Clock, delivery: Delivery, envelope: Envelope, head: int) -> Aside:
    error = f"{envelope.stream} of {envelope.source}: number {head + 1} was expected, {envelope.sequence} came"
    return Aside(ids.new(), "gap", delivery, envelope, error, clock.now())


def behind_fork(ids: Ids, clock: Clock, delivery: Delivery, envelope: Envelope) -> Aside:
    error = f"{envelope.stream} of {envelope.source} stopped: it has two events under one number"
    return Aside(ids.new(), "gap", delivery, envelope, error, clock.now())


def failed(ids: Ids, clock: Clock, delivery: Delivery, envelope: Envelope, failure: Exception) -> Aside:
    return Aside(ids.new(), "failed", delivery, envelope, f"{type(failure).__name__}: {failure}", clock.now())


def put(connection: Connection, asides: Iterable[Aside]) -> None:
    """Put facts aside; one that waits already keeps its place, and a further failure makes its next try later."""
    for aside in asides:
        row = _waits_already(connection, aside)
        if row is not None and row.body != aside.delivery.body:
            aside = _rival(aside)
            row = _waits_already(connection, aside)
        if row is None:
            connection.execute(_PUT, _row(aside, attempts=1 if aside.reason == "failed" else 0))
            _release(connection, aside)
        elif aside.reason == "failed":
            again = _row(aside, attempts=row.attempts + 1)
            changed = {name: again[name] for name in ("reason", "error", "attempts", "due")}
            connection.execute(update(_table).where(_table.c.id == row.id).values(changed))


def _rival(aside: Aside) -> Aside:
    """Another event than the one that waits in its place; neither may vanish."""
    if aside.envelope is not None:
        with telemetry.about(**telemetry.ids_of(aside.envelope)):
            log.error("fork among what waits", stream=aside.envelope.stream, waiting_id=aside.id)
    return replace(aside, reason="quarantine", envelope=None, error=f"{RIVAL} {aside.error}")


def _waits_already(connection: Connection, aside: Aside) -> AnyRow | None:
    if aside.envelope is None:
        return connection.execute(_QUARANTINED, _stand(aside.delivery)).one_or_none()
    envelope = aside.envelope
    here = {"from": envelope.source, "in": envelope.stream, "at": envelope.sequence}
    return connection.execute(_HERE, here).one_or_none()


def _release(connection: Connection, aside: Aside) -> None:
    """What can be read by now waits under its own name, no longer in quarantine."""
    if aside.envelope is not None:
        connection.execute(_RELEASE, _stand(aside.delivery))


def _stand(delivery: Delivery) -> dict[str, Any]:
    return {"on": delivery.topic, "part": delivery.partition, "place": delivery.offset, "bytes": delivery.body}


def _row(aside: Aside, attempts: int) -> dict[str, Any]:
    envelope = aside.envelope
    due = aside.since + BACKOFF[attempts - 1] if 0 < attempts <= len(BACKOFF) else None
    return {
        "id": aside.id,
        "reason": aside.reason,
        "topic": aside.delivery.topic,
        "partition": aside.delivery.partition,
        "offset": aside.delivery.offset,
        "source": envelope and envelope.source,
        "stream": envelope and envelope.stream,
        "sequence": envelope and envelope.sequence,
        "type": envelope and envelope.type,
        "error": aside.error,
        "since": timestamp(aside.since),
        "attempts": attempts,
        "due": due and timestamp(due),
        "body": aside.delivery.body,
    }


def remove(connection: Connection, handled: Collection[tuple[Delivery, Envelope]]) -> None:
    """What was handled waits no longer."""
    places = [(envelope.source, envelope.stream, envelope.sequence) for _, envelope in handled]
    connection.execute(delete(_table).where(tuple_(_table.c.source, _table.c.stream, _table.c.sequence).in_(places)))
    if connection.execute(select(_table.c.id).where(_table.c.source.is_(None)).limit(1)).first() is not None:
        connection.execute(_RELEASE, [_stand(delivery) for delivery, _ in handled])


def forget(connection: Connection, waiting_id: str) -> None:
    """This row waits no longer."""
    connection.execute(delete(_table).where(_table.c.id == waiting_id))


def give_up(connection: Connection, waiting_id: str) -> None:
    """This row waits for its turn only to be passed over."""
    given_up = {"reason": "discarded", "due": None, "error": GIVEN_UP}
    connection.execute(update(_table).where(_table.c.id == waiting_id).values(given_up))


_head: Final = (
    select(func.coalesce(func.max(schema.inbox.c.sequence), 0))
    .where(schema.inbox.c.source == _table.c.source, schema.inbox.c.stream == _table.c.stream)
    .scalar_subquery()
)
_other: Final = _table.alias("other")
_stopped: Final = exists().where(
    _other.c.source == _table.c.source,
    _other.c.stream == _table.c.stream,
    _other.c.reason == "failed",
)
_behind_failed: Final = exists().where(
    _other.c.source == _table.c.source,
    _other.c.stream == _table.c.stream,
    _other.c.reason == "failed",
    _other.c.sequence < _table.c.sequence,
)
_FREED: Final = (
    select(_table)
    .where(_table.c.reason == "gap", _table.c.sequence == _head + 1, ~_stopped)
    .order_by(_table.c.since, _table.c.sequence)
)
_failed: Final = (_table.c.reason == "failed") & ~_behind_failed
_PASSED: Final = select(_table).where(_table.c.reason == "discarded", _table.c.sequence == _head + 1, ~_stopped)
_ANY: Final = Ready(select(_table.c.id).limit(1))
_DUE: Final = select(_table).where(_failed, _table.c.due <= bindparam("now")).order_by(_table.c.due)
_NEXT_DUE: Final = select(func.min(_table.c.due)).where(_failed)
_STOPS: Final = select(_table.c.stream, _table.c.sequence, _table.c.body).where(
    _table.c.reason == "failed",
    _table.c.source == bindparam("from"),
    among(_table.c.stream, "streams"),
)
_DISCARDED: Final = select(_table.c.stream, _table.c.sequence, _table.c.body).where(
    _table.c.reason == "discarded",
    _table.c.source == bindparam("from"),
    _table.c.stream.in_(bindparam("streams", expanding=True)),
)


def anything(connection: Connection) -> bool:
    """Whether anything waits here at all; mostly nothing does, and then nothing more need be asked."""
    return _ANY.first(connection) is not None


def freed(connection: Connection) -> list[Delivery]:
    """What waited for a predecessor that is handled now."""
    return [delivery_of(row) for row in connection.execute(_FREED)]


def given_up(connection: Connection) -> Sequence[AnyRow]:
    """What an operator gave up before its turn, and whose turn it is now."""
    return connection.execute(_PASSED).all()


def discarded(connection: Connection, source: str, streams: Collection[str]) -> Sequence[AnyRow]:
    """The events of these streams of `source` that are to be passed over: stream, sequence and body."""
    return connection.execute(_DISCARDED, {"from": source, "streams": list(streams)}).all()


def is_first(connection: Connection, row: AnyRow) -> bool:
    """Whether nothing waits before this row in its stream."""
    earlier = select(_table.c.id).where(
        _table.c.source == row.source, _table.c.stream == row.stream, _table.c.sequence < row.sequence
    )
    return connection.execute(earlier.limit(1)).first() is None


def due(connection: Connection, now: datetime) -> Sequence[AnyRow]:
    """The rows of failed facts whose next try has come."""
    return connection.execute(_DUE, {"now": timestamp(now)}).all()


def claim(connection: Connection, row: AnyRow, now: datetime) -> bool:
    """Take a due row's next try, unless somebody else did; if we die over it, it comes again after CLAIM."""
    due_as_seen = (_table.c.id == row.id) & (_table.c.due == row.due)
    later = timestamp(now + CLAIM)
    return connection.execute(update(_table).where(due_as_seen).values(due=later)).rowcount > 0


def next_due(connection: Connection) -> str | None:
    """When the next failed fact is tried again; None when none will be by itself."""
    return connection.execute(_NEXT_DUE).scalar()


def stops(connection: Connection, source: str, streams: Collection[str]) -> Sequence[AnyRow]:
    """The failed events of these streams of `source`: stream, sequence and body."""
    return connection.execute(_STOPS, {"from": source, "streams": list(streams)}).all()


def delivery_of(row: AnyRow) -> Delivery:
    return Delivery(row.topic, row.partition, row.offset, row.body)


def find(connection: Connection, waiting_id: str) -> AnyRow | None:
    return connection.execute(select(_table).where(_table.c.id == waiting_id)).one_or_none()


def listed(connection: Connection) -> Sequence[AnyRow]:
    """What stands first in each stream, and all in quarantine, with how many wait `behind` each."""
    counted = (
        select(func.count())
        .where(
            _other.c.source == _table.c.source,
            _other.c.stream == _table.c.stream,
            _other.c.sequence > _table.c.sequence,
        )
        .scalar_subquery()
    )
    earlier = exists().where(
        _other.c.source == _table.c.source,
        _other.c.stream == _table.c.stream,
        _other.c.sequence < _table.c.sequence,
    )
    chosen = select(_table, counted.label("behind")).where(~earlier).order_by(_table.c.since, _table.c.id)
    return connection.execute(chosen).all()
