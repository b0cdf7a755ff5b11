"""The inbox: every foreign fact is handled once and in its stream's order, or put aside where an operator sees it.

A batch is one transaction: effects, inbox rows and what is put aside. A batch that fails is rerun one by one, and only
the guilty fact is put aside. What is behind a fact that is missing or failed waits; when that one is handled, all that
waits behind it follows in order.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Final, Protocol

import orjson
import structlog
from sqlalchemy import Connection

from shared import envelope as envelopes
from shared import metrics, telemetry, waiting
from shared.bus.protocol import Delivery, owner_of
from shared.clock import Clock, Ids
from shared.envelope import Envelope, Unreadable
from shared.errors import StoreAway, Taken
from shared.sorting import Arrived, heads_of, sort
from shared.store import schema
from shared.store.many import Many
from shared.store.store import AnyRow, Store
from shared.waiting import Aside

TRIES: Final = 5
Beside = Callable[[Connection, bool], None]

_HANDLED: Final = Many.insert(schema.inbox, schema.inbox.c.keys())

log = structlog.get_logger()


class Batch(Protocol):
    """The effects of some facts, written together."""

    def take(self, envelope: Envelope) -> None:
        """Take in the effect of one fact; whatever it raises puts the fact aside."""
        ...

    def write(self, connection: Connection) -> int:
        """Write all effects; tells how many events were appended to this store's own log."""
        ...


class Effects(Protocol):
    """What a service makes of foreign facts."""

    def awaits(self, type: str) -> bool:
        """Whether something is made of facts of this type; of others it is only kept that they came."""
        ...

    def begin(self, connection: Connection, envelopes: Sequence[Envelope]) -> Batch:
        """Read what is needed to take in these facts, which are next in their streams."""
        ...


class Inbox:
    """Receives for one service; `receive` is what a bus subscription calls."""

    def __init__(self, store: Store, effects: Effects, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._effects = effects
        self._clock = clock
        self._ids = ids
        self._meter = metrics.of(store.name)

    def awaits(self, body: bytes) -> bool:
        """Whether something follows from a message; of one that cannot be read nobody knows that nothing does."""
        try:
            type_ = orjson.loads(body)["type"]
        except (ValueError, TypeError, KeyError):
            return True
        return not isinstance(type_, str) or self._effects.awaits(type_)

    async def receive(self, deliveries: Sequence[Delivery]) -> None:
        """Handle a batch; durable when it returns. Raises StoreAway: nothing was written, send it again."""
        await self._store.on_writer(partial(self.take, deliveries))

    def take(self, deliveries: Sequence[Delivery], beside: Beside | None = None) -> None:
        """The same, on the writer's thread, with `beside` in the transaction.

        `beside` is told whether all was handled, and writes what belongs to the act of whoever had it taken.
        """
        began = perf_counter()
        waits = self._take(deliveries, beside)
        self._meter.took(perf_counter() - began)
        if waits:
            self.drain()

    def drain(self) -> None:
        """Handle what waited for predecessors that are handled by now; runs on the writer's thread."""
        before: list[Delivery] = []
        while (passed := self._pass_given_up()) or ((freed := self._freed()) and freed != before):
            if not passed:  # twice the same: they cannot be handled, and stay
                self._take(freed, None)
                before = freed

    def retry_due(self) -> datetime | None:
        """Try failed facts whose time has come; tells when the next one's will. Runs on the writer's thread."""
        with self._store.read() as connection:
            due = waiting.due(connection, self._clock.now())
        for row in due:
            if self._is_ours(row):
                self.take([waiting.delivery_of(row)])
        with self._store.read() as connection:
            following = waiting.next_due(connection)
        return envelopes.moment(following) if following else None

    def hear_again(self, deliveries: Sequence[Delivery], done: Sequence[bool]) -> None:
        """Take facts that were handled once and forgotten; those that are `done` have their effects here still.

        Runs on the writer's thread.
        """
        for delivery, is_done in zip(deliveries, done, strict=True):
            if not is_done or not self._know(delivery):
                self.take([delivery])

    def _know(self, delivery: Delivery) -> bool:
        """Let a fact count as handled when it is next in its stream; tells whether it was."""
        envelope = envelopes.open_(delivery.body)
        with self._store.transaction() as connection:
            head = heads_of(connection, {(envelope.source, envelope.stream)})[envelope.source, envelope.stream]
            if envelope.sequence != head + 1:
                return False
            _HANDLED.execute(connection, [_row(envelope)])
        return True

    def _is_ours(self, row: AnyRow) -> bool:
        """Whether this try is ours to make: of several replicas that find the same fact due, one makes it."""
        if not self._store.shared:
            return True
        with self._store.transaction() as connection:
            return waiting.claim(connection, row, self._clock.now())

    def pass_over(self, connection: Connection, row: AnyRow) -> None:
        """Let a waiting row count as dealt with, unhandled: its stream goes on behind it.

        Where others wait before it, it stays until its turn: they are not given up with it.
        """
        if row.reason != "quarantine":
            head = heads_of(connection, {(row.source, row.stream)})[row.source, row.stream]
            if row.sequence > head and not waiting.is_first(connection, row):
                waiting.give_up(connection, row.id)
                return
            if row.sequence > head:
                _HANDLED.execute(connection, [_row(envelopes.open_(row.body))])
        waiting.forget(connection, row.id)

    def _pass_given_up(self) -> bool:
        """Pass over what was given up before its turn, which has come; tells whether there was any."""
        with self._store.read() as connection:
            rows = waiting.given_up(connection)
        if rows:
            with self._store.transaction() as connection:
                _HANDLED.execute(connection, [_row(envelopes.open_(row.body)) for row in rows])
                for row in rows:
                    waiting.forget(connection, row.id)
        return bool(rows)

    def _freed(self) -> list[Delivery]:
        with self._store.read() as connection:
            return waiting.freed(connection)

    def _take(self, deliveries: Sequence[Delivery], beside: Beside | None) -> bool:
        """Handle or put aside; tells whether anything waits or waited."""
        arrived, unreadable = self._open(deliveries)
        try:
            return self._together(arrived, unreadable, beside)
        except StoreAway:
            raise
        except Exception as failure:
            if len(deliveries) > 1:
                for delivery in deliveries:
                    self._take([delivery], beside)
            elif arrived:
                self._put_aside(arrived[0], failure, beside)
            else:
                raise
        return True

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
    ) -> bool:
        try:
            return self._once(arrived, unreadable, beside)
        except Taken:
            if tried == TRIES:
                raise
            return self._together(arrived, unreadable, beside, tried + 1)

    def _once(self, arrived: Sequence[Arrived], unreadable: Sequence[Aside], beside: Beside | None) -> bool:
        with self._store.read() as connection:
            found = sort(connection, self._clock, self._ids, arrived)
            batch = self._effects.begin(connection, [each.envelope for each in found.handle])
        for each in found.handle:
            batch.take(each.envelope)
        with self._store.transaction() as connection:
            appended = batch.write(connection)
            if found.handle:
                _HANDLED.execute(connection, [_row(each.envelope) for each in found.handle])
                if found.waits:
                    waiting.remove(connection, [(each.delivery, each.envelope) for each in found.handle])
            aside = [*found.aside, *unreadable]
            waiting.put(connection, aside)
            if beside:
                beside(connection, not aside)
        self._meter.appended(appended + (beside is not None))
        self._meter.handled(len(found.handle), found.duplicates)
        if appended or beside:
            self._store.appended()
        if found.duplicates:
            log.info("duplicates dropped", service=self._store.name, count=found.duplicates)
        return found.waits or bool(aside)

    def _put_aside(self, arrived: Arrived, failure: Exception, beside: Beside | None) -> None:
        envelope = arrived.envelope
        with telemetry.about(**telemetry.ids_of(envelope, self._store.name)):
            log.error("event put aside", type=envelope.type, stream=envelope.stream, exc_info=failure)
        aside = waiting.failed(self._ids, self._clock, arrived.delivery, envelope, failure)
        with self._store.transaction() as connection:
            waiting.put(connection, [aside])
            if beside:
                beside(connection, False)
        if beside:
            self._meter.appended(1)
            self._store.appended()


def _arrived(delivery: Delivery) -> Arrived:
    envelope = envelopes.open_(delivery.body)
    if envelope.service != owner_of(delivery.topic):
        raise Unreadable(f"{envelope.source} does not own the topic {delivery.topic}")
    return Arrived(delivery, envelope)


def _row(envelope: Envelope) -> dict[str, object]:
    return {
        "source": envelope.source,
        "stream": envelope.stream,
        "sequence": envelope.sequence,
        "event_id": envelope.id,
    }
