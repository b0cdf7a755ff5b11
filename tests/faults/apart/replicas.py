"""Replicas added and removed while batches are in flight."""

from typing import Final

from tests.faults.apart.fault import Fault, Scene
from tests.faults.evidence import SERVICES

CHANGES: Final = 20
MOST: Final = 3


async def disturb(scene: Scene) -> None:
    """One more, or one less but never none, of a service at a time."""
    for _ in range(CHANGES):
        await scene.load.acknowledged(scene.chance.randint(1, 6))
        service = scene.chance.choice(SERVICES)
        there = scene.town.replicas[service]
        if len(there) == 1 or (len(there) < MOST and scene.chance.random() < 0.5):
            took = await scene.town.ready(await scene.town.begin(service))
            scene.done(f"one more of {service} answers", took)
        else:
            scene.done(f"one of {service} left", await scene.town.stop(scene.chance.choice(there)))


FAULT: Final = Fault(
    "replicas", "replicas added and removed while batches are in flight", "it answers, or has left", disturb
)
