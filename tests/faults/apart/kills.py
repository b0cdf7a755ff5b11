"""SIGKILL of every service, over and over, at the named points and at any moment; and started again each time."""

import asyncio
import signal
import time
from collections.abc import Sequence
from random import Random
from typing import Final

from tests.faults.apart.fault import Fault, Scene
from tests.faults.apart.town import Replica
from tests.faults.evidence import SERVICES

EACH: Final = 11
"""Kills of each service."""
POINTS: Final = (
    "before-commit",
    "after-commit-before-answer",
    "before-bus-commit",
    "after-bus-commit",
    "between-effect-and-cursor",
)
LEDGERS: Final = ("in-ledger-ingest", "between-effect-and-cursor")
"""The ledger decides nothing, and says nothing but what operators do."""
LATEST: Final = 6
LONGEST: Final = 8.0
"""Seconds after which a process that did not come to its point is killed from outside."""


async def disturb(scene: Scene) -> None:
    """All services, over and over."""
    await each(scene, EACH)


async def each(scene: Scene, count: int) -> None:
    """All services at once, each with `count` kills of its own, so that they also die beside one another."""
    async with asyncio.TaskGroup() as beside:
        for service in SERVICES:
            beside.create_task(_one(scene, service, plan(scene.chance, service, count)))


def plan(chance: Random, service: str, count: int) -> list[str | None]:
    """The kills of one service: as many at each of its points and, None, at any moment; shuffled."""
    kinds: Sequence[str | None] = (*(LEDGERS if service == "events" else POINTS), None)
    chosen = [kinds[number % len(kinds)] for number in range(count)]
    chance.shuffle(chosen)
    return [None if point is None else f"{point}:{chance.randint(1, LATEST)}" for point in chosen]


async def _one(scene: Scene, service: str, kills: Sequence[str | None]) -> None:
    (replica,) = scene.town.replicas[service]
    await scene.town.kill(replica)
    for kill in kills:
        replica = await scene.town.begin(service, kill)
        await die(scene, replica, scene.chance.uniform(0.5, LONGEST / 2) if kill is None else LONGEST)
        scene.say(f"{service} died {'from outside' if kill is None else f'at {kill}'}")
    await back(scene, service)


async def die(scene: Scene, replica: Replica, seconds: float) -> None:
    """Let it die at the point it was told, or kill it when it has answered for so many seconds."""
    if await replica.ready():
        scene.done(replica.service, time.monotonic() - replica.started)
    else:
        scene.done(replica.service)
    try:
        async with asyncio.timeout(seconds):
            code = await replica.ended()
    except TimeoutError:
        await replica.kill()
        code = -signal.SIGKILL
    scene.town.gone(replica)
    if code != -signal.SIGKILL:
        raise RuntimeError(f"{replica.service} ended by itself, with {code}; it said:\n{replica.said}")


async def back(scene: Scene, service: str) -> None:
    """Start it without a fault."""
    await scene.town.ready(await scene.town.begin(service))


FAULT: Final = Fault(
    "kills",
    "SIGKILL of all services, over and over, at named points and at any moment",
    "a killed service answers again",
    disturb,
)
