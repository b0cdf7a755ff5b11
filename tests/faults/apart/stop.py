"""The stop signal under load, to each service in turn: it drains and ends in order."""

from typing import Final

from tests.faults.apart.fault import Fault, Scene
from tests.faults.evidence import SERVICES

TIMES: Final = 2


async def disturb(scene: Scene) -> None:
    """Stop it where it stands, and start it again."""
    for service in SERVICES * TIMES:
        await scene.load.acknowledged(scene.chance.randint(1, 10))
        scene.done(f"{service} stopped", await scene.town.stop(scene.town.replicas[service][0]))
        await scene.town.ready(await scene.town.begin(service))


FAULT: Final = Fault("stop", "SIGTERM under load", "it ended with 0, at most 10 s later", disturb)
