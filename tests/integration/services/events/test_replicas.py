"""Two replicas of the ledger on one store: each streams what the other recorded, in order, each entry once."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from services.events.live.broadcast import Broadcast
from services.events.readers import Declared, Readership
from shared.testing.given import uuid
from shared.testing.running import replica_of, running
from shared.testing.seeded import SeededIds
from shared.testing.until import until
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import ledger, served, submitted
from tests.integration.services.events.test_stream import got, reading

PUBLIC: Final = Readership({"nl.koploper.initiative-submitted.v1": Declared("public")})


replica: Final = replica_of(ledger)
"""The ledger on a store that others write in, too."""


async def test_a_replica_streams_what_another_recorded(tmp_path: Path) -> None:
    """Who listens to one gets what the other takes in, and what both do at once comes in the ledger's order."""
    async with (
        running(tmp_path, replica) as one,
        running(tmp_path, replica, ids=SeededIds(1)) as other,
        served(one) as here,
        served(other) as there,
        reading(here) as first,
        reading(there) as second,
    ):
        await submitted(one)
        await until(got(first, 1))
        await until(got(second, 1))
        await asyncio.gather(
            *(submitted(one, uuid(300 + number)) for number in range(20)),
            *(submitted(other, uuid(400 + number)) for number in range(20)),
        )
        everything = list(range(1, 42))
        with suppress(TimeoutError):
            await until(lambda: first.positions == everything and second.positions == everything)
        assert first.positions == everything
        assert second.positions == everything


@pytest.mark.parametrize("turns", range(4))
async def test_following_ends_when_it_is_ended(running: Run, turns: int) -> None:
    """Also when something was recorded at that very moment: a stop would wait for it for ever."""
    async with running(ledger) as now:
        behind = asyncio.Event()
        following = asyncio.create_task(Broadcast(PUBLIC)._follow(now.service("events").store, behind))
        await until(lambda: waits(behind))
        behind.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        following.cancel()
        ended, _ = await asyncio.wait([following], timeout=10)
        assert ended


def waits(event: asyncio.Event) -> bool:
    return bool(event._waiters)


async def test_following_outlives_a_store_that_is_away(tmp_path: Path) -> None:
    """What was recorded meanwhile comes when the store is back."""
    async with (
        running(tmp_path, replica) as one,
        running(tmp_path, replica, ids=SeededIds(1)) as other,
        served(other) as there,
        reading(there) as stream,
    ):
        store = other.service("events").store
        read, looks = store.read, 0

        def away() -> object:
            nonlocal looks
            looks += 1
            raise ZeroDivisionError("a fault of ours")

        store.read = away  # type: ignore[method-assign, assignment]
        await submitted(one)
        await until(lambda: looks > 1)
        store.read = read  # type: ignore[method-assign]
        await until(got(stream, 1))
