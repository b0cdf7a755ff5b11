"""Kafka stopped in order for a while and back, and killed and back; nothing of it lost."""

import asyncio
from typing import Final

from tests.faults.apart.fault import Fault, Whole

SECONDS: Final = 20.0


async def disturb(scene: Whole) -> None:
    """Stop and kill; people go on with what needs no other service."""
    for how, seconds in ((scene.broker.down, SECONDS), (scene.broker.kill, scene.chance.uniform(1, 5))):
        await scene.load.acknowledged(10)
        await asyncio.to_thread(how)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(scene.broker.up)
        scene.done(f"Kafka was away for {seconds:.0f} s, caught up", await scene.caught_up())


FAULT: Final = Fault(
    "broker-away", "Kafka stopped for 20 s and back; killed and back", "the ledger has all that was stored", disturb
)
