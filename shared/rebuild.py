"""Rebuild a read model beside the live one: read all events again, compare, and let the difference take its place.

The rows are built in shadow tables while the live ones serve and new events come in. At the end one short transaction
reads what came meanwhile, compares, writes only the rows that differ into the live tables, and records the operator's
act. Nothing is sent: a rebuild runs projections, never deciders or reactions.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from shared import metrics, projection, shadows
from shared.clock import Ids
from shared.decider import Act
from shared.operations import ProjectionRebuilt
from shared.projection import Projection
from shared.recording import record
from shared.shadows import Shadows
from shared.store import schema
from shared.store.store import Store
from shared.turn import Model, Recorded

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
CHUNK: Final = 2_000
"""Events written at once: how long an act waits for a rebuild at most (some 30 ms)."""
LOOKS: Final = 5
"""Times that a comparison waits for a moment without new facts."""

Counts = tuple[int, int, int]
"""Rows added, removed and changed."""
Noted = Callable[[Connection, "Difference"], object]
"""Writes down what was found, in the transaction in which that is so."""


class Source(Protocol[R_co]):
    """Where a read model's facts are read from, in order."""

    def count(self, connection: Connection) -> int: ...

    def after(self, connection: Connection, position: int) -> Sequence[tuple[int, R_co]]:
        """At most CHUNK facts behind `position`, each with its own."""
        ...


@dataclass(frozen=True)
class ReadModel(Generic[R]):
    """A projection and the facts it is made of."""

    projection: Projection[R]
    source: Source[R]


_AFTER: Final = (
    select(schema.event.c.position, schema.event.c.body)
    .where(schema.event.c.position > bindparam("after"))
    .order_by(schema.event.c.position)
    .limit(CHUNK)
)


@dataclass(frozen=True)
class OwnEvents:
    """A service's own events."""

    model: Model

    def count(self, connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(schema.event)).scalar_one())

    def after(self, connection: Connection, position: int) -> Sequence[tuple[int, Recorded]]:
        load = self.model.load
        return [(at, load(body)) for at, body in connection.execute(_AFTER, {"after": position}).all()]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a rebuild found; `seconds` it took, `events` it read."""

    added: int
    removed: int
    changed: int
    events: int
    seconds: float


class Rebuild(Generic[R]):
    """One rebuild; `events` of `total` are read so far.

    `beside` names the tables it builds in: two rebuilds of one read model at a time need two names.
    """

    def __init__(self, store: Store, read_model: ReadModel[R], beside: str = "shadow") -> None:
        self._store = store
        self._source = read_model.source
        self._projection = read_model.projection
        self._beside: Final = beside
        self._shadows: Shadows = {}
        self._position = 0
        self.events = 0
        self.total = 0

    async def run(
        self, model: Model, ids: Ids, act: Act, reason: str, *, dry: bool, note: Noted = lambda *_: None
    ) -> Difference:
        """Rebuild; unless `dry`, the rebuilt rows take over and the act is recorded in the same transaction.

        `note` is called there last; when it raises, nothing is taken over.
        """
        began = perf_counter()
        remember = None if dry else partial(self._record, model, ids, act, reason)
        try:
            await self._build()
            found: Difference = await self._store.write(partial(self._finish, began, remember, note))
        finally:
            await self._store.write(self._drop)
        if not dry:
            metrics.of(self._store.name).appended(1)
            self._store.appended()
        return found

    async def compare(self) -> Difference:
        """Only tell the difference; unlike a dry run, it is counted while others write, unless they never pause."""
        began = perf_counter()
        try:
            await self._build()
            for _ in range(LOOKS):
                counts = await asyncio.to_thread(self._counts_at_rest)
                if counts is not None:
                    break
                await self._follow()
            else:
                counts = await self._store.write(self._counts)
            return Difference(*counts, self.events, perf_counter() - began)
        finally:
            await self._store.write(self._drop)

    async def _build(self) -> None:
        await self._store.write(self._start)
        await self._follow()

    async def _follow(self) -> None:
        """Read on while what was read before is written."""
        changes = await asyncio.to_thread(self._read)
        while changes:
            writing = self._store.write(partial(projection.write, changes=changes, instead=self._shadows))
            changes, _ = await asyncio.gather(asyncio.to_thread(self._read), writing)

    def _counts_at_rest(self) -> Counts | None:
        """The difference as one moment shows it; None when that moment has facts that were not read yet."""
        with self._store.read() as connection:
            if self._source.after(connection, self._position):
                return None
            return self._compare_all(connection)

    def _counts(self, connection: Connection) -> Counts:
        while changes := self._changes(connection):
            projection.write(connection, changes, self._shadows)
        return self._compare_all(connection)

    def _compare_all(self, connection: Connection) -> Counts:
        shadows.read_whole(connection)
        counts = [_compare(connection, table, self._shadows[table.name]) for table in self._projection.tables]
        added, removed, changed = (sum(column) for column in zip(*counts, strict=True))
        return added, removed, changed

    def _start(self, connection: Connection) -> None:
        self.total = self._source.count(connection)
        self._shadows = shadows.made(connection, self._projection.tables, self._beside)

    def _drop(self, connection: Connection) -> None:
        shadows.drop(connection, self._shadows)

    def _read(self) -> list[projection.Change]:
        with self._store.read() as connection:
            return self._changes(connection)

    def _changes(self, connection: Connection) -> list[projection.Change]:
        """What the next facts change; empty only at the end. Facts that change nothing are passed over."""
        while facts := self._source.after(connection, self._position):
            self._position = facts[-1][0]
            self.events += len(facts)
            if changes := [change for _, fact in facts for change in self._projection.changes(fact)]:
                return changes
        return []

    def _finish(self, began: float, remember: Noted | None, note: Noted, connection: Connection) -> Difference:
        found = Difference(*self._counts(connection), self.events, perf_counter() - began)
        if remember is not None:
            for table in self._projection.tables:
                _take_over(connection, table, self._shadows[table.name])
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


def _same_row(table: Table, shadow: Table) -> ColumnElement[bool]:
    return and_(*(column == shadow.c[column.name] for column in table.primary_key))


def _differs(table: Table, shadow: Table) -> ColumnElement[bool]:
    return or_(
        *(
            _comparable(table.c[column.name]).is_distinct_from(_comparable(shadow.c[column.name]))
            for column in table.columns
        )
    )


def _comparable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _compare(connection: Connection, table: Table, shadow: Table) -> Counts:
    """How many rows the rebuilt table has more, fewer, and otherwise."""
    same = _same_row(table, shadow)
    added = select(func.count()).select_from(shadow).where(~exists().where(same))
    removed = select(func.count()).select_from(table).where(~exists().where(same))
    changed = select(func.count()).select_from(table.join(shadow, same)).where(_differs(table, shadow))
    added_count, removed_count, changed_count = (
        int(connection.execute(counted).scalar_one()) for counted in (added, removed, changed)
    )
    return added_count, removed_count, changed_count


def _take_over(connection: Connection, table: Table, shadow: Table) -> None:
    """Make the live table's rows those of its shadow, touching only rows that differ."""
    same = _same_row(table, shadow)
    connection.execute(delete(table).where(~exists().where(same, ~_differs(table, shadow))))
    missing = select(shadow).where(~exists().where(same))
    connection.execute(insert(table).from_select([column.name for column in table.columns], missing))
