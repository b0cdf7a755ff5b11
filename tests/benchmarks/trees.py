"""Ledgers that have a tree of a million leaves and a signature; their entries are no more than a number."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, update

from services.events.app import build
from services.events.ledger import schema, tree
from services.events.settings import Settings
from services.events.signed import checkpoints, origins
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.envelope import timestamp
from shared.merkle import growing
from shared.merkle.hashing import Hash
from shared.notes import key_file
from shared.notes.checkpoint import Checkpoint
from shared.store import migrate
from shared.web.app import Part, Surroundings
from shared.web.reader import from_local_header
from tests.benchmarks.seeding import MILLION

ORIGIN: Final = "localhost/events/log"


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
