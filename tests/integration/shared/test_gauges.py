"""What is measured when somebody looks, and that looking never fails."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlalchemy import Connection

from shared import gauges
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import BusAway, Delivery, Lag, Message
from shared.errors import StoreAway
from shared.gauges import Gauges, Scrape, Seen, Stored
from shared.testing.running import store_url
from shared.testing.until import until
from tests.toy.core import count
from tests.toy.hearing import delivery, nudge
from tests.toy.stand import Stand

on_both = pytest.mark.usefixtures("on_both")


async def look(stand: Stand) -> Seen:
    (seen,) = await Gauges([stand.service]).look()
    return seen


async def stored(stand: Stand) -> Stored:
    seen = await look(stand)
    assert seen.stored is not None
    return seen.stored


@on_both
async def test_a_store_where_nothing_happened(stand: Stand) -> None:
    """It is there, and nothing waits or is behind."""
    none = Stored(0, 0.0, {"gap": 0, "failed": 0, "quarantine": 0}, 0)
    assert await look(stand) == Seen("toy", ready=True, stored=none, lag=[])


@on_both
async def test_how_far_the_relay_is_behind(stand: Stand) -> None:
    """What was committed and not sent is counted, and its oldest tells for how long."""
    await stand.handle(count("a"))
    await stand.handle(count("b"))
    stand.clock.forward(timedelta(seconds=30))
    seen = await stored(stand)
    assert (seen.relay_events, seen.relay_seconds) == (2, 30.0)


async def test_a_clock_set_back_makes_no_negative_age(stand: Stand) -> None:
    """An event of the future is as young as can be."""
    await stand.handle(count("a"))
    stand.clock.forward(timedelta(hours=-1))
    assert (await stored(stand)).relay_seconds == 0.0


@on_both
async def test_what_waits_and_why(stand: Stand) -> None:
    """Facts that wait are counted by reason; forks apart, wherever they were found."""
    bodies = [
        nudge("tally-a", 1),
        nudge("tally-a", 1, id="another"),  # a fork: failed
        nudge("tally-b", 2),  # a gap
        nudge("tally-b", 2, id="another"),  # its rival: quarantine
        nudge("tally-c", 1, 13),  # failed, no fork
        b"nothing",  # quarantine, no fork
    ]
    for offset, body in enumerate(bodies, 1):
        await stand.inbox.receive([delivery(body, offset)])
    seen = await stored(stand)
    assert seen.waiting == {"gap": 1, "failed": 2, "quarantine": 2}
    assert seen.forks == 2


def told(seen: Seen) -> str:
    return generate_latest(Scrape([seen])).decode()


async def test_a_store_that_cannot_be_written(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is away, though what it holds can still be told."""

    def away() -> AbstractContextManager[Connection]:
        raise StoreAway("full")

    monkeypatch.setattr(stand.store, "transaction", away)
    seen = await look(stand)
    assert not seen.ready
    assert seen.stored is not None
    assert 'koploper_store_up{service="toy"} 0.0' in told(seen)
    assert 'koploper_relay_lag_events{service="toy"} 0.0' in told(seen)


@pytest.mark.parametrize("failure", [StoreAway("gone"), RuntimeError("a fault of ours")])
async def test_a_store_that_cannot_be_read(stand: Stand, monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """The scrape goes on: it says that the store is away, and nothing of what is in it."""

    def away() -> AbstractContextManager[Connection]:
        raise failure

    monkeypatch.setattr(stand.store, "read", away)
    seen = await look(stand)
    assert (seen.ready, seen.stored) == (False, None)
    assert 'koploper_store_up{service="toy"} 0.0' in told(seen)
    assert 'koploper_relay_lag_events{service="toy"}' not in told(seen)


async def test_a_look_that_is_stuck_is_not_begun_twice(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that does not answer counts as away after a moment; when it answers, the next look tells all."""
    answer, begun = asyncio.Event(), 0

    async def slow() -> bool:
        nonlocal begun
        begun += 1
        await answer.wait()
        return True

    monkeypatch.setattr(stand.service, "is_ready", slow)
    monkeypatch.setattr(gauges, "PATIENCE", 0.01)
    watching = Gauges([stand.service])
    assert [seen.ready for _ in range(3) for seen in await watching.look()] == [False] * 3
    assert begun == 1
    answer.set()
    await until(watching._looks["toy"].done)
    monkeypatch.undo()
    assert [seen.ready for seen in await watching.look()] == [True]


class Telling:
    """A bus that only tells how far groups have come, or fails at it."""

    def __init__(self, failure: Exception | None = None) -> None:
        self._failure = failure

    def lag(self, group: str) -> Sequence[Lag]:
        if self._failure is not None:
            raise self._failure
        return [Lag(f"for.{group}", 3, 42)]


async def test_what_the_bus_tells(stand: Stand) -> None:
    """The lag of the service's own group, by topic and partition."""
    stand.service.bus = Telling()  # type: ignore[assignment]
    lag = 'koploper_consumer_lag{partition="3",service="toy",topic="for.toy"} 42.0'
    assert lag in told(await look(stand))


@pytest.mark.parametrize("failure", [BusAway("gone"), RuntimeError("a fault of ours")])
async def test_a_bus_that_is_away(stand: Stand, failure: Exception) -> None:
    """It is said, no lag is made up, and the rest is told."""
    stand.service.bus = Telling(failure)  # type: ignore[assignment]
    seen = await look(stand)
    assert 'koploper_bus_up{service="toy"} 0.0' in told(seen)
    assert 'koploper_store_up{service="toy"} 1.0' in told(seen)
    assert "koploper_consumer_lag{" not in told(seen)


async def test_the_lag_of_the_embedded_bus(tmp_path: Path) -> None:
    """What a group has still to handle counts, until it has handled it; what other groups hear does not."""
    bus = EmbeddedBus(store_url(tmp_path, "bus"))
    assert bus.lag("slow") == []
    free, taken = asyncio.Event(), asyncio.Event()

    async def take(_: Sequence[Delivery]) -> None:
        taken.set()
        await free.wait()

    async def ignore(_: Sequence[Delivery]) -> None:
        return

    bus.subscribe("slow", ["one"], take)
    bus.subscribe("other", ["two"], ignore)
    await bus.start()
    try:
        await bus.publish("one", [Message("a", b"1"), Message("b", b"2")])
        await bus.publish("two", [Message("a", b"3")])
        await taken.wait()
        assert bus.lag("slow") == [Lag("one", 0, 2)]
        free.set()
        await until(lambda: bus.lag("slow") == [Lag("one", 0, 0)])
    finally:
        free.set()
        await bus.stop()


async def test_an_embedded_bus_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that it cannot tell."""
    bus = EmbeddedBus(store_url(tmp_path, "bus"))
    await bus.start()

    def away() -> AbstractContextManager[Connection]:
        raise StoreAway("gone")

    with monkeypatch.context() as gone:
        gone.setattr(bus._store, "read", away)
        with pytest.raises(BusAway):
            bus.lag("any")
    await bus.stop()
