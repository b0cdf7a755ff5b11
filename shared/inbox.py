"""The inbox: every foreign fact is handled once and in its stream's order, or put aside where an operator sees it.

A batch is one transaction: effects, inbox rows and what is put aside. A batch that fails is rerun one by one, and only
the guilty fact is put aside. What is behind a fact that is missing or failed waits; when that one is handled, all that
waits behind it follows in order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Literal, Protocol

import structlog
from sqlalchemy import Connection, bindparam, func, insert, select

from shared import envelope as envelopes
from shared import waiting
from shared.bus.protocol import Delivery, owner_of
from shared.clock import Clock, Ids
from shared.envelope import Envelope, Unreadable
from shared.errors import StoreAway
from shared.store import schema
from shared.store.store import AnyRow, Store
from shared.turn import Conflict
from shared.waiting import Aside

TRIES: Final = 5
Seen = Literal["new", "duplicate", "gap"]
Stream = tuple[str, str]
"""A source and a stream of it."""

Beside = Callable[[Connection, bool], None]

_HEADS: Final = (
    select(schema.inbox.c.stream, func.max(schema.inbox.c.sequence).label("head"))
    .where(schema.inbox.c.source == bindparam("from"), schema.inbox.c.stream.in_(bindparam("streams", expanding=True)))
    .group_by(schema.inbox.c.stream)
)
_KNOWN: Final = select(schema.inbox.c.event_id).where(
    schema.inbox.c.source == bindparam("from"),
    schema.inbox.c.stream == bindparam("in"),
    schema.inbox.c.sequence == bindparam("at"),
)
_HANDLED: Final = insert(schema.inbox)

log = structlog.get_logger()


class Fork(Exception):
    """Another event was handled before under the same sequence of the same stream."""


class PassedOver(Exception):
    """An operator gave this event up while it was missing, and now it comes after all."""


class Batch(Protocol):
    """The effects of some facts, written together."""

    def take(self, envelope: Envelope) -> None:
        """Take in the effect of one fact; whatever it raises puts the fact aside."""
        ...

    def write(self, connection: Connection) -> bool:
        """Write all effects; tells whether events were appended to this store's own log."""
        ...


class Effects(Protocol):
    """What a service makes of foreign facts."""

    def begin(self, envelopes: Sequence[Envelope]) -> Batch: ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """A readable fact and where it stood on the bus."""

    delivery: Delivery
    envelope: Envelope

    @property
    def stream(self) -> Stream:
        return self.envelope.source, self.envelope.stream


@dataclass
class Sorted:
    """What a batch's facts are: to handle in this order, to put aside, and how many were known."""

    handle: list[Arrived] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    duplicates: int = 0


class Inbox:
    """Receives for one service; `receive` is what a bus subscription calls."""

    def __init__(self, store: Store, effects: Effects, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._effects = effects
        self._clock = clock
        self._ids = ids

    async def receive(self, deliveries: Sequence[Delivery]) -> None:
        """Handle a batch; durable when it returns. Raises StoreAway: nothing was written, send it again."""
        await self._store.on_writer(partial(self.take, deliveries))

    def take(self, deliveries: Sequence[Delivery], beside: Beside | None = None) -> bool:
        """The same, on the writer's thread, with `beside` in the transaction; tells whether all was handled.

        `beside` is told the same, and writes what belongs to the act of whoever had it taken.
        """
        handled = self._take(deliveries, beside)
        self.drain()
        return handled

    def drain(self) -> None:
        """Handle what waited for predecessors that are handled by now; runs on the writer's thread."""
        while freed := self._freed():
            self._take(freed, None)

    def retry_due(self) -> datetime | None:
        """Try failed facts whose time has come; tells when the next one's will. Runs on the writer's thread."""
        with self._store.read() as connection:
            due = waiting.due(connection, self._clock.now())
        for delivery in due:
            self.take([delivery])
        with self._store.read() as connection:
            following = waiting.next_due(connection)
        return envelopes.moment(following) if following else None

    def pass_over(self, connection: Connection, row: AnyRow) -> None:
        """Let a waiting row count as dealt with, unhandled: its stream goes on behind it."""
        if row.reason != "quarantine":
            head = _heads(connection, {(row.source, row.stream)})[row.source, row.stream]
            if row.sequence > head:
                envelope = envelopes.open_(row.body)
                connection.execute(_HANDLED, [_row(envelope)])
        waiting.forget(connection, row.id)

    def _freed(self) -> list[Delivery]:
        with self._store.read() as connection:
            return waiting.freed(connection)

    def _take(self, deliveries: Sequence[Delivery], beside: Beside | None) -> bool:
        arrived, unreadable = self._open(deliveries)
        try:
            self._together(arrived, unreadable, beside)
        except StoreAway:
            raise
        except Exception as failure:
            if len(deliveries) > 1:
                handled = [self._take([delivery], beside) for delivery in deliveries]
                return all(handled)
            if not arrived:
                raise
            self._put_aside(arrived[0], failure, beside)
            return False
        return not unreadable

    def _open(self, deliveries: Sequence[Delivery]) -> tuple[list[Arrived], list[Aside]]:
        arrived, unreadable = [], []
        for delivery in deliveries:
            try:
                arrived.append(_arrived(delivery))
            except Unreadable as wrong:
                unreadable.append(waiting.quarantined(self._ids, self._clock, delivery, str(wrong)))
        return arrived, unreadable

    def _together(
        self, arrived: Sequence[Arrived], unreadable: Sequence[Aside], beside: Beside | None, tried: int = 1
    ) -> None:
        try:
            self._once(arrived, unreadable, beside)
        except Conflict:
            if tried == TRIES:
                raise
            self._together(arrived, unreadable, beside, tried + 1)

    def _once(self, arrived: Sequence[Arrived], unreadable: Sequence[Aside], beside: Beside | None) -> None:
        with self._store.read() as connection:
            found = self._sort(connection, arrived)
        batch = self._effects.begin([each.envelope for each in found.handle])
        for each in found.handle:
            batch.take(each.envelope)
        with self._store.transaction() as connection:
            appended = batch.write(connection)
            if found.handle:
                connection.execute(_HANDLED, [_row(each.envelope) for each in found.handle])
                waiting.remove(connection, [each.envelope for each in found.handle])
            waiting.put(connection, [*found.aside, *unreadable])
            if beside:
                beside(connection, not found.aside and not unreadable)
        if appended or beside:
            self._store.appended()
        if found.duplicates:
            log.info("duplicates dropped", service=self._store.name, count=found.duplicates)

    def _sort(self, connection: Connection, arrived: Sequence[Arrived]) -> Sorted:
        """Which facts are next in their stream, which must wait, which are known; raises Fork."""
        found = Sorted()
        heads = _heads(connection, {each.stream for each in arrived})
        forked = waiting.forked(connection)
        for each in arrived:
            head = heads[each.stream]
            match self._seen(connection, each, head, found.handle):
                case "new" if each.stream not in forked:
                    heads[each.stream] = each.envelope.sequence
                    found.handle.append(each)
                case "new" | "gap":
                    found.aside.append(waiting.behind_gap(self._ids, self._clock, each.delivery, each.envelope, head))
                case "duplicate":
                    found.duplicates += 1
        return found

    def _seen(self, connection: Connection, each: Arrived, head: int, handling: Sequence[Arrived]) -> Seen:
        envelope = each.envelope
        if envelope.sequence > head:
            return "new" if envelope.sequence == head + 1 else "gap"
        place = {"from": envelope.source, "in": envelope.stream, "at": envelope.sequence}
        known = connection.execute(_KNOWN, place).scalar() or next(
            (
                other.envelope.id
                for other in handling
                if other.stream == each.stream and other.envelope.sequence == envelope.sequence
            ),
            None,
        )
        if known is None:
            raise PassedOver(
                f"{envelope.stream} of {envelope.source} went on without {envelope.sequence}; it comes late."
            )
        if known != envelope.id:
            raise Fork(
                f"{envelope.stream} of {envelope.source} has two events {envelope.sequence}: {known} was handled."
            )
        return "duplicate"

    def _put_aside(self, arrived: Arrived, failure: Exception, beside: Beside | None) -> None:
        log.error(
            "event put aside",
            service=self._store.name,
            event_id=arrived.envelope.id,
            type=arrived.envelope.type,
            stream=arrived.envelope.stream,
            exc_info=failure,
        )
        aside = waiting.failed(self._ids, self._clock, arrived.delivery, arrived.envelope, failure)
        with self._store.transaction() as connection:
            waiting.put(connection, [aside])
            if beside:
                beside(connection, False)
        if beside:
            self._store.appended()


def _arrived(delivery: Delivery) -> Arrived:
    envelope = envelopes.open_(delivery.body)
    if envelope.service != owner_of(delivery.topic):
        raise Unreadable(f"{envelope.source} does not own the topic {delivery.topic}")
    return Arrived(delivery, envelope)


def _heads(connection: Connection, streams: set[Stream]) -> dict[Stream, int]:
    """The sequence handled last, per stream; 0 for a stream not heard of."""
    heads = dict.fromkeys(streams, 0)
    for source in {source for source, _ in streams}:
        names = [stream for owner, stream in streams if owner == source]
        for row in connection.execute(_HEADS, {"from": source, "streams": names}):
            heads[source, row.stream] = row.head
    return heads


def _row(envelope: Envelope) -> dict[str, object]:
    return {
        "source": envelope.source,
        "stream": envelope.stream,
        "sequence": envelope.sequence,
        "event_id": envelope.id,
    }
