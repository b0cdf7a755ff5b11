"""Cursors are written a little later than what they stand for: what happens when that fails, or comes too late."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.bus import subscription
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Delivery, Message
from shared.cursor import Cursor
from shared.errors import StoreAway
from shared.relay import Relay, behind
from shared.testing.running import store_url
from shared.testing.until import until
from tests.toy.core import count
from tests.toy.stand import Stand

TOPIC = "koploper.neighbour"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmbeddedBus:
    monkeypatch.setattr(subscription, "PAUSES", (0.001,))
    return EmbeddedBus(store_url(tmp_path, "bus"), linger=0.001)


async def heard(bus: EmbeddedBus, *bodies: bytes) -> list[bytes]:
    """Begin to listen and send; what is heard, once all of it is."""
    got: list[bytes] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        got.extend(delivery.body for delivery in batch)

    bus.subscribe("reader", [TOPIC], receive)
    await bus.start()
    await bus.publish(TOPIC, [Message("k", body) for body in bodies])
    await until(lambda: got[-1:] == [*bodies][-1:])
    return got


@pytest.mark.parametrize("failure", [StoreAway("gone"), ZeroDivisionError("a fault")])
async def test_a_cursor_that_could_not_be_written_is_written_later(
    bus: EmbeddedBus, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    """Whatever went wrong, the next try has it, and stopping is not in its way."""
    move, failures = bus.move, [failure, failure]

    async def failing(cursors: Any) -> None:
        if failures:
            raise failures.pop()
        await move(cursors)

    monkeypatch.setattr(bus, "move", failing)
    await heard(bus, b"one", b"two")
    await until(lambda: bus._saving is None)
    assert await bus.cursors("reader") == {TOPIC: 2}
    await bus.stop()


async def test_stopping_does_not_wait_for_a_store_that_is_away(
    bus: EmbeddedBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not noted by then comes again after the restart."""

    async def away(_: Any) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr(bus, "move", away)
    await heard(bus, b"one")
    async with asyncio.timeout(5):
        await bus.stop()
    again = EmbeddedBus(store_url(tmp_path, "bus"))
    assert await heard(again, b"two") == [b"one", b"two"]
    await again.stop()


async def test_a_group_without_topics_stops(bus: EmbeddedBus) -> None:
    """Nothing can come, and nothing holds up the stop, however early it is."""

    async def receive(_: Sequence[Delivery]) -> None:
        raise NotImplementedError

    bus.subscribe("reader", [], receive)
    await bus.start()
    async with asyncio.timeout(5):
        await asyncio.sleep(0)
        await bus.stop()


@pytest.mark.parametrize(("clean", "unsent"), [(True, 0), (False, 1)])
async def test_a_relay_notes_how_far_it_came_when_it_stops(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, clean: bool, unsent: int
) -> None:
    """However long its cursor would linger: after a clean stop nothing is sent again, after an unclean one it is."""
    bus = EmbeddedBus(f"{stand.store.url}.bus")
    sent = asyncio.Event()
    publish = bus.publish

    async def publishing(topic: str, messages: Sequence[Message]) -> None:
        await publish(topic, messages)
        sent.set()

    async def away(_: Any) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr(bus, "publish", publishing)
    relay = Relay(stand.store, bus, "toy", linger=3_600)
    if not clean:
        monkeypatch.setattr(Cursor, "_move", away)
    await relay.start()
    await stand.handle(count("a"))
    await sent.wait()
    await relay.stop()
    await bus.stop()
    with stand.store.read() as connection:
        assert behind(connection, "toy") == unsent
