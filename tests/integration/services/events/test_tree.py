"""The tree grows with the entries, in their transaction, and is what RFC 6962 makes of their exact bytes."""

import asyncio
from pathlib import Path
from typing import Final

import orjson
import pytest
from sqlalchemy import Connection, select

from services.events.ledger import schema, tree
from shared import faults
from shared.bus.protocol import Message
from shared.faults import Point
from shared.merkle import hashing, verifying
from shared.testing.given import uuid
from shared.testing.running import Running, running
from shared.testing.seeded import SeededIds
from shared.testing.until import until
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import ledger, submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_ingest import retried
from tests.integration.services.events.test_replicas import replica
from tests.integration.services.events.test_upgrade import SIGNED
from tests.unit.shared.merkle import reference

Tiles = dict[tuple[int, int], bytes]
MANY: Final = 600


def bodies(connection: Connection) -> list[bytes]:
    """The exact bytes of all entries, the first first."""
    return [*connection.execute(select(schema.entry.c.body).order_by(schema.entry.c.position)).scalars()]


def tiles(connection: Connection) -> Tiles:
    return {(row.level, row.number): row.hashes for row in connection.execute(select(schema.tile))}


async def many(now: Running, count: int = MANY, stream: int = 1) -> None:
    """So many facts of one stream, in batches as large as they come."""
    name = f"initiative-{uuid(stream)}"
    await now.announce("intake", "never-heard-of.v1", {}, stream=name)
    told = orjson.loads(now.bus.last["koploper.intake"])
    further = [told | {"sequence": str(place + 1), "id": uuid(stream * 10_000 + place)} for place in range(1, count)]
    await now.bus.publish("koploper.intake", [Message(name, orjson.dumps(each)) for each in further])
    await now.settled()


def whole(now: Running) -> int:
    """How many entries there are, after a look at every tile and root against the RFC's own words."""
    with now.service("events").store.read() as connection:
        every, kept = bodies(connection), tiles(connection)
        assert kept == {
            (level, number): reference.tile(every, level, number)
            for level in range(3)
            for number in range(-(-(len(every) // 256**level) // 256))
        }
        for size in {0, 1, 255, 256, 257, 511, 512, len(every)}:
            if size <= len(every):
                assert tree.root(connection, size) == reference.mth(every[:size])
        return len(every)


@pytest.mark.usefixtures("on_both")
async def test_the_tree_is_that_of_the_entries(running: Run) -> None:
    """Tiles and roots are what follows from the exact bytes, however many came at once; proofs hold."""
    async with running(ledger) as now:
        assert whole(now) == 0
        await submitted(now)
        await now.settled()
        assert whole(now) == 1
        await many(now)
        assert whole(now) == MANY + 1
        with now.service("events").store.read() as connection:
            every = bodies(connection)
            for position in (1, 256, 257, MANY + 1):
                proof = tree.inclusion(connection, position, MANY + 1)
                leaf = hashing.leaf(every[position - 1])
                verifying.inclusion(leaf, position - 1, MANY + 1, proof, reference.mth(every))
            for old in (1, 256, 300, MANY + 1):
                proof = tree.consistency(connection, old, MANY + 1)
                verifying.consistency(old, MANY + 1, proof, reference.mth(every[:old]), reference.mth(every))


async def test_a_batch_that_fails_leaves_the_tree(running: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not recorded is not in the tree; what follows is."""
    failing = [True]

    def reached(point: Point) -> None:
        if point == "in-ledger-ingest" and failing:
            failing.pop()
            raise LookupError("broken on purpose")

    async with running(ledger) as now:
        monkeypatch.setattr(faults, "reached", reached)
        await submitted(now)
        await now.settled()
        assert whole(now) == 0
        await submitted(now, uuid(2))
        await now.settled()
        assert whole(now) == 1
        await retried(now)
        assert whole(now) == 2


async def test_two_replicas_append_at_once(tmp_path: Path) -> None:
    """Two that take in at the same time on one store make one tree."""
    async with running(tmp_path, replica) as one, running(tmp_path, replica, ids=SeededIds(1)) as other:
        await asyncio.gather(
            *(submitted(one, uuid(300 + number)) for number in range(20)),
            *(submitted(other, uuid(400 + number)) for number in range(20)),
        )
        await until(lambda: whole(one) == 40)


@pytest.mark.usefixtures("on_both")
async def test_a_ledger_of_before(tmp_path: Path) -> None:
    """A ledger that has entries and no tree gets the tree that it would have had."""
    async with running(tmp_path, ledger) as now:
        await many(now)
        columns = (f"ALTER TABLE milestone DROP COLUMN {each}" for each in ("title", "published_title"))
        await spoil(now, *(f"DROP TABLE {each}" for each in SIGNED), *columns, BEFORE)
    async with running(tmp_path, ledger, ids=SeededIds(1)) as now:
        assert whole(now) == MANY
        await many(now, 3, stream=2)
        assert whole(now) == MANY + 3


BEFORE: Final = "UPDATE alembic_version SET version_num = 'events_0006' WHERE version_num LIKE 'events_%'"


@pytest.mark.parametrize(
    ("statement", "place", "says"),
    [
        ("UPDATE entry SET body = CAST(body || ' ' AS BLOB) WHERE position = 300", "position 300", "its bytes are not"),
        ("UPDATE entry SET body = 'text' WHERE position = 300", "position 300", "its bytes are not those"),
        ("DELETE FROM tile WHERE level = 0 AND number = 1", "position 257", "tile 0/001 of its tree does not hold it"),
        ("UPDATE tile SET hashes = zeroblob(8192) WHERE level = 0 AND number = 0", "position 1", "its bytes are not"),
        ("UPDATE tile SET hashes = substr(hashes, 33) WHERE level = 1", "tile 0/000", "is not what it is made of in"),
        ("DELETE FROM tile WHERE level = 1", "tile 0/000", "its hash is not in tile 1/000"),
    ],
)
async def test_a_tree_that_was_changed_is_found(running: Run, statement: str, place: str, says: str) -> None:
    """Whoever writes past the ledger, in its entries or in its tree, is seen by the doctor, with the first place."""
    async with running(ledger) as now:
        await many(now)
        assert await found(now) == []
        await spoil(now, statement)
        first = next(each[1:] for each in await found(now) if each[0] == "ledger-tree")
        assert first[0] == place
        assert says in first[1]
