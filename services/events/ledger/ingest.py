"""Taking in: every envelope gets the next position, in the transaction that says it was handled.

Positions are 1, 2, 3… without a hole, because the head is locked before the first is given out and moves with the
entries; what is recorded never goes back in time. Whoever listens is told after the commit, never before.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, bindparam, case, update

from services.events.ledger import entries, schema, tree
from services.events.ledger.entries import Entry
from shared import faults, projection, tracing
from shared.clock import Clock
from shared.envelope import Envelope, timestamp
from shared.projection import Projection
from shared.store.ready import Ready
from shared.store.store import Store

Announce = Callable[[Sequence[Entry]], None]
"""Is given entries right after their commit, on the writer's thread."""

_head: Final = schema.head
_MOVE: Final = Ready(
    update(_head)
    .where(_head.c.name == schema.NAME)
    .values(
        size=_head.c.size + bindparam("more"),
        recorded_at=case((_head.c.recorded_at < bindparam("now"), bindparam("now")), else_=_head.c.recorded_at),
    )
    .returning(_head.c.size, _head.c.recorded_at)
)


class Ledger:
    """What the ledger makes of others' facts, and of its operators': it keeps them."""

    def __init__(
        self, store: Store, clock: Clock, projections: Sequence[Projection[Entry]], announce: Announce
    ) -> None:
        self._store = store
        self._clock = clock
        self._projections = projections
        self._announce = announce

    def awaits(self, type: str) -> bool:  # noqa: ARG002 - whatever it is, it is recorded
        return True

    def begin(self, connection: Connection, envelopes: Sequence[Envelope]) -> "Ingest":  # noqa: ARG002 - reads nothing
        return Ingest(self._store.name, self.record)

    def record(self, connection: Connection, envelopes: Sequence[Envelope]) -> None:
        """Give envelopes the next positions; that they were handled is for the caller to write down with it."""
        size, recorded_at = _MOVE.first(connection, more=len(envelopes), now=timestamp(self._clock.now()))
        first = size - len(envelopes) + 1
        added = [Entry(position, recorded_at, each) for position, each in enumerate(envelopes, first)]
        entries.add(connection, added)
        tree.grow(connection, first - 1, (each.body for each in envelopes))
        for each in self._projections:
            projection.write(connection, (change for entry in added for change in each.changes(entry)))
        faults.reached("in-ledger-ingest")
        self._store.after_commit(partial(self._announce, added))


class Ingest:
    """One batch."""

    def __init__(self, service: str, record: Callable[[Connection, Sequence[Envelope]], None]) -> None:
        self._service = service
        self._record = record
        self._envelopes: list[Envelope] = []
        self._spans: list[tracing.Span] = []

    def take(self, envelope: Envelope) -> None:
        self._envelopes.append(envelope)
        self._spans.append(tracing.hearing(self._service, envelope, "take in"))

    def write(self, connection: Connection) -> int:
        """Record the batch; what the ledger keeps of others is not its own event, so nothing goes to the relay."""
        if self._envelopes:
            self._record(connection, self._envelopes)
        for span in self._spans:
            span.end()
        return 0
