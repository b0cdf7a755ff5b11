"""The relay's holder killed, or paused for a while, with a second replica standing by."""

import signal
import time
from typing import Final

from tests.faults.apart.fault import Fault, Scene
from tests.faults.apart.town import Replica

SERVICES: Final = ("intake", "review")
TIMES: Final = 3
"""How often each is killed, and paused, per service."""
TAKEOVER: Final = 5.0
"""Seconds within which another replica has the lease."""


async def disturb(scene: Scene) -> None:
    """Kill and pause, in an order of chance; what was killed is started again, what was paused goes on."""
    turns = [(service, how) for service in SERVICES for how in (killed, paused) for _ in range(TIMES)]
    scene.chance.shuffle(turns)
    for service, how in turns:
        await scene.load.acknowledged(scene.chance.randint(2, 10))
        await how(scene, service)


async def killed(scene: Scene, service: str) -> None:
    """Another goes on; a new replica stands by then."""
    replica, epoch = await _holder(scene, service)
    began = time.monotonic()
    await scene.town.kill(replica)
    await _taken(scene, service, epoch, began)
    scene.done(f"{service}'s holder killed, taken over", time.monotonic() - began)
    await scene.town.ready(await scene.town.begin(service))


async def paused(scene: Scene, service: str) -> None:
    """Another goes on, and the one that comes back finds itself fenced: it moves nothing."""
    town = scene.town
    replica, epoch = await _holder(scene, service)
    began = time.monotonic()
    replica.send(signal.SIGSTOP)
    await _taken(scene, service, epoch, began)
    took = time.monotonic() - began
    position, taken, holder, _ = town.row(service)
    await scene.until(lambda: town.row(service)[0] > position, f"{service}'s new holder moves the cursor")
    said = len(replica.said)
    position = town.row(service)[0]
    replica.send(signal.SIGCONT)
    await scene.until(lambda: "another relay took over" in replica.said[said:], f"{service}'s old holder notices")
    after = town.row(service)
    if after[1:3] != (taken, holder) or after[0] < position:
        scene.complain(f"{service}: the one that came back changed {(position, taken, holder)} to {tuple(after)}")
    scene.done(f"{service}'s holder paused, taken over", took)


async def _holder(scene: Scene, service: str) -> tuple[Replica, int]:
    """The replica that has the lease, and its epoch."""
    found: list[tuple[Replica, int]] = []

    def look() -> bool:
        _, epoch, holder, _ = scene.town.row(service)
        process = int((holder or ":0").rpartition(":")[2])
        found.extend((each, epoch) for each in scene.town.replicas[service] if each.process.pid == process)
        return bool(found)

    await scene.until(look, f"a replica of {service} has the lease")
    return found[0]


async def _taken(scene: Scene, service: str, epoch: int, began: float) -> None:
    await scene.until(lambda: scene.town.row(service)[1] > epoch, f"{service}'s lease is taken over")
    if (took := time.monotonic() - began) > TAKEOVER:
        scene.complain(f"{service}'s lease was taken over after {took:.1f} s")


FAULT: Final = Fault(
    "holder",
    "SIGKILL, and SIGSTOP and SIGCONT, of the relay's holder with a second replica standing by",
    "the other replica has the lease",
    disturb,
    dict.fromkeys(SERVICES, 2),
)
