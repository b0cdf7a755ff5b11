"""Fresh services of today that are given what the release's ledger holds: the same bytes, at the same moments."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from shared import envelope
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Bus, Delivery, topic_of
from shared.envelope import moment, source_of
from shared.restored import own
from shared.service import Service
from shared.store import migrate
from shared.testing.seeded import SeededIds, SetClock
from shared.web.app import Part, Surroundings
from shared.web.reader import from_local_header
from tests.contract import release
from tests.contract.services import NAMES, builder


@asynccontextmanager
async def loaded(data: Path, bus: Bus | None = None) -> AsyncIterator[dict[str, Part]]:
    """The five services on stores in `data`, nothing started: each has its own facts, the ledger all of them."""
    clock = SetClock()
    around = Surroundings(bus or EmbeddedBus("sqlite:///never-opened"), clock, SeededIds(), from_local_header)
    parts = {name: builder(name)(data, around) for name in NAMES}
    try:
        for name, part in parts.items():
            await migrate.upgrade(part.service.store, part.migrations)
            with part.service.store.transaction() as connection:
                own.append(connection, part.service.model, list(_own(name)))
        hear(parts["events"].service, clock)
        yield parts
    finally:
        for part in parts.values():
            await part.service.close()


def _own(name: str) -> Iterator[bytes]:
    for entry in release.ledger():
        if envelope.open_(entry.body).source == source_of(name):
            yield entry.body


def hear(ledger: Service, clock: SetClock) -> None:
    """Have the ledger take in all entries, as many at a time as were recorded together."""
    position = 0
    for at, together in groupby(release.ledger(), attrgetter("recorded_at")):
        clock.set(moment(at))
        deliveries = [
            Delivery(topic_of(envelope.open_(entry.body).service), 0, position + number, entry.body)
            for number, entry in enumerate(together)
        ]
        position += len(deliveries)
        ledger.inbox.take(deliveries)
