"""Rebuild a read model beside the live one: read all events again, compare, and let the difference take its place.

The rows are built in shadow tables while the live ones serve and new events come in. At the end one short transaction
reads what came meanwhile, compares, writes only the rows that differ into the live tables, and records the operator's
act. Nothing is sent: a rebuild runs projections, never deciders or reactions.

Where unfinished work is kept, how far it is goes with the shadow rows: after a kill, a stop or a store that was away
the next one goes on from there, unless it is of another release.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Final, Generic, TypeVar

from sqlalchemy import Connection

from shared import metrics, projection, samples, shadows
from shared.clock import Ids
from shared.decider import Act
from shared.errors import StoreAway
from shared.operations import ProjectionRebuilt
from shared.read_model import ReadModel
from shared.recording import record
from shared.samples import Sample
from shared.shadows import Counts, Shadows
from shared.store.store import Store
from shared.turn import Model
from shared.unfinished import GivenUp, Unfinished

R = TypeVar("R")
PAGES: Final = 8
"""Of how many pages of facts what they come to is written at once: how long an act waits at most (some 10 ms)."""
LOOKS: Final = 5
"""Times that a comparison waits for a moment without new facts."""
KEPT: Final = "kept"
"""What tables are called that outlive the process which builds in them."""

Noted = Callable[[Connection, "Difference"], object]
"""Writes down what was found, in the transaction in which that is so."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a rebuild found; `seconds` it took, `events` it read, of which `resumed` by one that was broken off."""

    added: int
    removed: int
    changed: int
    events: int
    seconds: float
    resumed: int = 0
    samples: tuple[Sample, ...] = ()


class Rebuild(Generic[R]):
    """One rebuild; `events` of `total` are read so far, `resumed` of them by one that was broken off.

    `beside` names the tables it builds in: two rebuilds of one read model at a time need two names. `unfinished` keeps
    how far it is, and then its tables have a name of their own; of such there must be one at a time.
    """

    def __init__(
        self, store: Store, read_model: ReadModel[R], beside: str = "shadow", unfinished: Unfinished | None = None
    ) -> None:
        self._store = store
        self._source = read_model.source
        self._projection = read_model.projection
        self._beside: Final = beside
        self._unfinished: Final = unfinished
        self._shadows: Shadows = {}
        self._position = 0
        self._began = perf_counter()
        self.events = 0
        self.total = 0
        self.resumed = 0

    @property
    def seconds(self) -> float:
        """How long it has been at it; what was read before it was broken off took its own time."""
        return perf_counter() - self._began

    async def run(
        self, model: Model, ids: Ids, act: Act, reason: str, *, dry: bool, note: Noted = lambda *_: None
    ) -> Difference:
        """Rebuild; unless `dry`, the rebuilt rows take over and the act is recorded in the same transaction.

        `note` is called there last; when it raises, nothing is taken over.
        """
        self._began = perf_counter()
        remember = None if dry else partial(self._record, model, ids, act, reason)
        try:
            await self._build()
            found: Difference = await self._store.write(partial(self._finish, remember, note))
        except (asyncio.CancelledError, StoreAway, GivenUp):
            if self._unfinished is None:
                await self._store.write(self._drop)
            raise
        except BaseException:
            await self._store.write(self._drop)
            raise
        await self._store.write(self._drop)
        if not dry:
            metrics.of(self._store.name).appended(1)
            self._store.appended()
        return found

    async def compare(self) -> Difference:
        """Only tell the difference; unlike a dry run, it is counted while others write, unless they never pause."""
        self._began = perf_counter()
        try:
            await self._build()
            for _ in range(LOOKS):
                counts = await asyncio.to_thread(self._counts_at_rest)
                if counts is not None:
                    break
                await self._follow()
            else:
                counts = await self._store.write(self._counts)
            return Difference(*counts, self.events, self.seconds)
        finally:
            await self._store.write(self._drop)

    async def _build(self) -> None:
        await self._store.write(self._start)
        await self._follow()

    async def _follow(self) -> None:
        """Read and write in turn: both want the interpreter, and cost more while they wait for one another."""
        while any(changes := await asyncio.to_thread(self._read)):
            await self._store.write(partial(self._flush, changes, self._position, self.events))

    def _flush(self, changes: projection.Folded, position: int, events: int, connection: Connection) -> None:
        projection.write_folded(connection, changes, self._shadows)
        if self._unfinished is not None:
            self._unfinished.reached(connection, position, events)

    def _counts_at_rest(self) -> Counts | None:
        """The difference as one moment shows it; None when that moment has facts that were not read yet."""
        with self._store.read() as connection:
            if next(self._source.after(connection, self._position), None) is not None:
                return None
            return self._compare_all(connection)

    def _counts(self, connection: Connection) -> Counts:
        while any(changes := self._changes(connection)):
            projection.write_folded(connection, changes, self._shadows)
        return self._compare_all(connection)

    def _compare_all(self, connection: Connection) -> Counts:
        shadows.read_whole(connection)
        counts = [shadows.compare(connection, table, self._shadows[table.name]) for table in self._projection.tables]
        added, removed, changed = (sum(column) for column in zip(*counts, strict=True))
        return added, removed, changed

    def _start(self, connection: Connection) -> None:
        self.total = self._source.count(connection)
        if self._unfinished is None:
            self._shadows = shadows.made(connection, self._projection.tables, self._beside)
        else:
            self._go_on(connection, self._unfinished)

    def _go_on(self, connection: Connection, unfinished: Unfinished) -> None:
        """Go on with what one that was broken off has built, or begin."""
        self._shadows, there = shadows.kept(connection, self._projection.tables, KEPT)
        reached = unfinished.take(connection) if there else None
        if reached is None:
            shadows.make(connection, self._shadows)
            unfinished.begin(connection)
        else:
            self._position, self.events = reached
            self.resumed = self.events

    def _drop(self, connection: Connection) -> None:
        """Make away with the shadows, unless another has gone on with them."""
        if self._unfinished is None or self._unfinished.done(connection):
            shadows.drop(connection, self._shadows)

    def _read(self) -> projection.Folded:
        with self._store.read() as connection:
            return self._changes(connection)

    def _changes(self, connection: Connection) -> projection.Folded:
        """What the next facts come to; nothing only at the end. Facts that change nothing are passed over."""
        while True:
            before = self._position
            changes = projection.fold(self._each_change(connection))
            if any(changes) or self._position == before:
                return changes

    def _each_change(self, connection: Connection) -> Iterator[projection.Change]:
        """One fact at a time: it is gone as soon as it is folded, so the collector of garbage never looks at it."""
        changes = self._projection.changes
        for _ in range(PAGES):
            before = self._position
            for position, fact in self._source.after(connection, before):
                yield from changes(fact)
                self._position = position
                self.events += 1
            if self._position == before:
                return

    def _finish(self, remember: Noted | None, note: Noted, connection: Connection) -> Difference:
        counts = self._counts(connection)
        tables = {table.name: table for table in self._projection.tables}
        shown = tuple(samples.taken(connection, tables, self._shadows, counts))
        found = Difference(*counts, self.events, self.seconds, self.resumed, shown)
        if remember is not None:
            for table in self._projection.tables:
                shadows.take_over(connection, table, self._shadows[table.name])
            remember(connection, found)
        note(connection, found)
        return found

    def _record(self, model: Model, ids: Ids, act: Act, reason: str, connection: Connection, found: Difference) -> None:
        fact = ProjectionRebuilt(
            projection=self._projection.name,
            events=found.events,
            added=found.added,
            removed=found.removed,
            changed=found.changed,
            reason=reason,
        )
        record(connection, model, ids, act, fact)
