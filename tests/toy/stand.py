"""A stand for one part of the plumbing: a store with its tables, the toy's rules, a clock and ids of the test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, event, select

from shared import shadows
from shared.bus.embedded import EmbeddedBus
from shared.heard import reacting, topics
from shared.operations import with_operations
from shared.service import Service
from shared.store import schema
from shared.store.store import AnyRow, Store
from shared.testing.running import store_url
from shared.testing.seeded import SeededIds, SetClock
from shared.turn import Model
from tests.toy import reading
from tests.toy.core import CORE, SERVICE
from tests.toy.hearing import REACTIONS

MODEL = Model(SERVICE, with_operations(CORE), reading.PROJECTIONS)


@dataclass
class Stand:
    """The parts; `commits` counts the write transactions so far."""

    store: Store
    clock: SetClock = field(default_factory=SetClock)
    ids: SeededIds = field(default_factory=SeededIds)
    commits: int = 0

    def __post_init__(self) -> None:
        event.listen(self.store._writing, "commit", self._committed)
        bus = EmbeddedBus("sqlite:///never-opened")
        self.service = Service(MODEL, self.store, bus, self.clock, self.ids, reacting(REACTIONS), topics(REACTIONS))
        self.handle = self.service.handle
        self.inbox = self.service.inbox

    def _committed(self, _: Any) -> None:
        self.commits += 1

    def rows(self, table: Table) -> Sequence[AnyRow]:
        """All rows of a table, in the order of their key."""
        with self.store.read() as connection:
            return connection.execute(select(table).order_by(*table.primary_key)).all()

    def log(self, stream: str | None = None) -> list[tuple[str, int, int]]:
        """The counts that are facts here: stream, version, how many; in the order of their positions."""
        return [
            (fact.stream, fact.version, fact.event.by)  # type: ignore[attr-defined]  # only counts are asked for
            for fact in (MODEL.load(row.body) for row in self.rows(schema.event))
            if stream is None or fact.stream == stream
        ]


def create(store: Store) -> None:
    """All tables that the toy's store has, without the history of how they came."""
    with store.transaction() as connection:
        shadows.read_whole(connection)  # as a migration: on a busy machine its steps have pauses
        schema.plumbing.create_all(connection)
        reading.tables.create_all(connection)


@contextmanager
def standing(data: Path, seed: int = 0) -> Iterator[Stand]:
    """A stand on the folder `data`; opened again, it needs another seed."""
    store = Store(store_url(data, SERVICE), SERVICE)
    try:
        create(store)
        yield Stand(store, ids=SeededIds(seed))
    finally:
        store.close()
