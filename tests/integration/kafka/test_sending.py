"""Sending while no broker answers: whoever sends is told."""

import asyncio

import pytest

from shared.bus import sending
from shared.bus.protocol import BusAway, Message
from shared.bus.sending import Sender
from shared.testing.until import PATIENCE


async def test_who_found_the_queue_full_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a batch fails, those that waited for room behind it are to be sent again too, and none waits for ever."""
    monkeypatch.setitem(sending.SETTINGS, "queue.buffering.max.messages", 1_000)
    monkeypatch.setitem(sending.SETTINGS, "message.timeout.ms", 200)
    sender = Sender({"bootstrap.servers": "127.0.0.1:1"})
    batches = [sender.send("nowhere", [Message("a", b"1")] * 800) for _ in range(5)]
    async with asyncio.timeout(PATIENCE):
        told = await asyncio.gather(*batches, return_exceptions=True)
        await sender.close()
    assert [type(each) for each in told] == [BusAway] * 5
