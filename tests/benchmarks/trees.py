"""Ledgers with a tree of a million leaves: of entries that are no more than a number, or of those that are there."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from services.events.app import build
from services.events.ledger import entries, schema, tree
from services.events.settings import Settings
from services.events.signed import checkpoints, origins
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.envelope import timestamp
from shared.merkle import growing, hashing
from shared.merkle.hashing import Hash
from shared.notes import key_file
from shared.notes.checkpoint import Checkpoint
from shared.store import migrate
from shared.store.store import Store
from shared.web.app import Part, Surroundings
from shared.web.reader import from_local_header
from tests.benchmarks.seeding import MILLION

ORIGIN: Final = "localhost/events/log"
PAGE: Final = 50_000
"""Entries whose bytes are in memory at once."""
_LEAVES: Final = select(func.coalesce(func.sum(func.length(schema.tile.c.hashes)), 0)).where(schema.tile.c.level == 0)


def leaf(position: int) -> Hash:
    """The leaf at a position, counted from 0."""
    return Hash(hashlib.sha256(b"%d" % position).digest())


@contextmanager
def part(url: str, place: Path) -> Iterator[Part]:
    """A ledger whose store is at `url`; its key lies in `place`."""
    around = Surroundings(EmbeddedBus(f"sqlite:///{place}/bus.db"), SystemClock(), SystemIds(), from_local_header)
    made = build(Settings(store_url=url, ledger_key=place / "key"), around)
    try:
        yield made
    finally:
        made.service.store.close()


async def seed(ledger: Part, place: Path) -> None:
    """Have the ledger stand at a million entries, and have signed for them."""
    service = ledger.service
    await migrate.upgrade(service.store, ledger.migrations)
    _, tiles = growing.EMPTY.and_(map(leaf, range(MILLION)))
    rows = [{"level": at.level, "number": at.number, "hashes": hashes} for at, hashes in tiles.items()]
    signers = key_file.opened(place / "key", ORIGIN, 1, service.ids)
    now = timestamp(service.clock.now())

    def put(connection: Connection) -> None:
        connection.execute(insert(schema.tile), rows)
        connection.execute(update(schema.head).values(size=MILLION, recorded_at=now))
        told = Checkpoint(ORIGIN, MILLION, tree.root(connection, MILLION))
        checkpoints.sign(connection, origins.FIRST, told, signers, now)

    await service.store.write(put)


async def grow(url: str) -> None:
    """Add the entries to the tree that were put into the ledger's store at `url` without it."""
    store = Store(url, "events")
    try:
        while await store.write(_grown):
            pass
    finally:
        store.close()


def _grown(connection: Connection) -> bool:
    size = int(connection.execute(_LEAVES).scalar_one()) // hashing.WIDTH
    bodies = entries.bodies(connection, size + 1, size + PAGE)
    tree.grow(connection, size, bodies)
    return bool(bodies)
