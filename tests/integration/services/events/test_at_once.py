"""Two replicas of the ledger that take in and sign at the same time, on one store of either kind, are one ledger."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from services.events.ledger import schema
from shared.errors import StoreAway
from shared.notes import checkpoint, keys, note
from shared.testing.given import uuid
from shared.testing.running import Running, running
from shared.testing.seeded import SeededIds, SetClock
from shared.testing.until import until
from tests.integration.services.events.ledgers import submitted
from tests.integration.services.events.test_checks import found
from tests.integration.services.events.test_origins import sign
from tests.integration.services.events.test_signed import ORIGIN, every, get, replica, signed
from tests.integration.services.events.test_tree import whole
from tests.unit.shared.merkle import reference

ROUNDS: Final = 5
EACH: Final = 6
ALL: Final = 2 * ROUNDS * EACH


async def signing(now: Running) -> None:
    """Sign if it may be; a store that others write in for too long is asked again by the service itself."""
    with suppress(StoreAway):
        await sign(now)


@pytest.mark.usefixtures("on_both")
async def test_replicas_append_and_sign_at_once(tmp_path: Path) -> None:
    """No position is given twice or left out, no size is signed twice, and every root is that of the first so many."""
    clock = SetClock()
    async with (
        running(tmp_path, replica, clock=clock) as one,
        running(tmp_path, replica, clock=clock, ids=SeededIds(1)) as other,
    ):
        for turn in range(ROUNDS):
            await asyncio.gather(
                *(submitted(one, uuid(1_000 + turn * EACH + number)) for number in range(EACH)),
                *(submitted(other, uuid(5_000 + turn * EACH + number)) for number in range(EACH)),
                *(signing(each) for each in (one, other, one, other)),
            )
        await until(lambda: len(every(one)) == ALL)
        await signed(other, ALL)
        data = every(other)
        assert len(set(data)) == whole(one) == whole(other) == ALL
        with one.service("events").store.read() as connection:
            place = schema.entry.c.position
            assert connection.execute(select(place).order_by(place)).scalars().all() == [*range(1, ALL + 1)]
            rows = connection.execute(select(schema.checkpoint).order_by(schema.checkpoint.c.size)).all()
        assert len({row.size for row in rows}) == len(rows) >= 2
        trusted = [keys.verifier(line) for line in (await get(one, "vkey")).text.split()]
        for row in rows:
            kept = note.read(row.note.encode())
            assert [key for key, _ in keys.signed_by(kept, trusted)] == trusted
            told = checkpoint.read(kept.text)
            assert (told.origin, told.size, told.root) == (ORIGIN, row.size, reference.mth(data[: row.size]))
        assert [await found(each) for each in (one, other)] == [[], []]
