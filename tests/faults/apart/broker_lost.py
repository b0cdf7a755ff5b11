"""Kafka killed and its data lost: topics applied anew, and every service told to send its events again."""

import asyncio
from typing import Final

from tests.faults.apart import parts
from tests.faults.apart.fault import Fault, Whole
from tests.faults.evidence import SERVICES

WHY: Final = "Kafka lost its data"


async def disturb(scene: Whole) -> None:
    """Twice, so that what was sent again is lost again."""
    for _ in range(2):
        await scene.load.acknowledged(scene.chance.randint(20, 60))
        await asyncio.to_thread(scene.broker.kill)
        await asyncio.to_thread(scene.broker.lose)
        await asyncio.to_thread(scene.broker.up)
        await scene.town.order("topics", "apply", "--kafka", scene.broker.address)
        async with asyncio.TaskGroup() as beside:
            for service in SERVICES:
                beside.create_task(
                    scene.town.order("republish", service, "--reason", WHY, "--yes", *scene.town.at(service))
                )
        took = await scene.caught_up()
        kept, stored = await asyncio.to_thread(_counts, scene)
        if kept < stored:
            scene.complain(f"Kafka holds {kept} messages after it was filled again, of {stored} events")
        scene.done("Kafka was lost and filled again", took)


def _counts(scene: Whole) -> tuple[int, int]:
    """What the stores hold, and what Kafka holds by then."""
    stored = sum(scene.town.ends().values())
    return parts.messages(scene.broker.address), stored


FAULT: Final = Fault(
    "broker-lost",
    "Kafka killed with its data lost; topics applied, `koploper republish` of every service",
    "the ledger has all that was stored",
    disturb,
)
