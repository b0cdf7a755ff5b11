"""What is on its way to the bus: the oldest counts first, whatever becomes of those behind it."""

import asyncio
from collections.abc import Sequence

import pytest

from shared import flight
from shared.bus.protocol import BusAway, Message
from shared.flight import Flight


class Bus:
    """Takes batches, and has each of them land or fail when it is told."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.ends: list[asyncio.Future[None]] = []
        self.told = 0

    async def send(self, messages: Sequence[Message]) -> None:
        end = asyncio.get_running_loop().create_future()
        self.taken.append(messages[0].body)
        self.ends.append(end)
        await end

    def tell(self) -> None:
        self.told += 1

    async def flying(self, batches: int) -> Flight:
        """So many batches of one message on their way, up to the positions 1, 2, 3, …"""
        made = Flight(self.send, self.tell, 0)
        for last in range(1, batches + 1):
            made.begin([Message("k", str(last).encode())], last)
        await self.turned()
        return made

    async def turned(self) -> None:
        """Everybody had a turn who could go on."""
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
def bus() -> Bus:
    return Bus()


async def test_they_go_in_order_and_land_in_order(bus: Bus) -> None:
    """What landed behind one that has not is not counted yet; each landing is told."""
    under_way = await bus.flying(3)
    assert bus.taken == [b"1", b"2", b"3"]
    bus.ends[1].set_result(None)
    await bus.turned()
    assert not under_way.collect()
    assert (under_way.sent, under_way.landed, bus.told) == (3, 0, 1)
    bus.ends[0].set_result(None)
    await bus.turned()
    assert under_way.collect()
    assert (under_way.landed, bus.told) == (2, 2)


async def test_a_failure_is_raised_when_its_turn_has_come(bus: Bus) -> None:
    """First is told what landed before the hole; then nothing behind it counts as sent."""
    under_way = await bus.flying(3)
    bus.ends[1].set_exception(BusAway("gone"))
    bus.ends[2].set_result(None)
    await bus.turned()
    assert not under_way.collect()
    bus.ends[0].set_result(None)
    await bus.turned()
    with pytest.raises(BusAway):
        under_way.collect()
    await under_way.end()
    assert (under_way.sent, under_way.landed) == (1, 1)
    assert not under_way.collect()


async def test_the_end_waits_for_all_but_not_for_ever(bus: Bus) -> None:
    """What has not landed in time is broken off, and was not sent."""
    under_way = await bus.flying(2)
    bus.ends[0].set_result(None)
    await under_way.end(0.001)
    await bus.turned()
    assert (under_way.sent, under_way.landed) == (1, 1)
    assert bus.ends[1].cancelled()


@pytest.mark.parametrize("limit", ["AHEAD", "BYTES"])
async def test_there_is_room_for_so_much(bus: Bus, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Batches and bytes are bounded, until the oldest has landed."""
    monkeypatch.setattr(flight, limit, 2)
    under_way = await bus.flying(1)
    room = [under_way.has_room]
    under_way.begin([Message("k", b"2")], 2)
    await bus.turned()
    room.append(under_way.has_room)
    bus.ends[0].set_result(None)
    await bus.turned()
    under_way.collect()
    room.append(under_way.has_room)
    under_way.cancel()
    assert room == [True, False, True]
