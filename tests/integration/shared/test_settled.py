"""Waiting in a test until all is quiet."""

import asyncio
from pathlib import Path

import pytest

from shared.testing.running import Running, WatchedBus, store_url
from shared.testing.seeded import SeededIds, SetClock


async def test_of_two_who_wait_neither_takes_what_happened_from_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last thing happens while one waits for it and the other is still looking at how it was before."""
    bus = WatchedBus(store_url(tmp_path, "bus"))
    heard, begun, looked, looks = False, asyncio.Event(), asyncio.Event(), 0

    async def all_heard() -> bool:
        nonlocal looks
        looks, saw = looks + 1, heard
        if looks == 2:
            begun.set()
            await looked.wait()
        return saw

    monkeypatch.setattr(bus, "all_heard", all_heard)
    monkeypatch.setattr("shared.testing.running.PATIENCE", 2.0)
    now = Running({}, bus, SetClock(), SeededIds())
    first, second = (asyncio.ensure_future(now.settled()) for _ in range(2))
    await asyncio.wait([asyncio.ensure_future(begun.wait()), first], timeout=0.1)
    heard = True
    bus.happened.set()
    await begun.wait()
    await asyncio.wait([first], timeout=0.1)
    looked.set()
    await asyncio.gather(first, second)
    await now.http.aclose()
