"""PostgreSQL restarted, in order and at once; and connections cut inside transactions."""

import asyncio
import time
from typing import Final, Literal

from tests.faults.apart.fault import Fault, Whole
from tests.faults.evidence import SERVICES

MODES: Final[tuple[Literal["fast", "immediate"], ...]] = ("fast", "immediate") * 3
CUTS: Final = 30
AMONG: Final = 10.0
"""Seconds within which a service has a transaction to be cut, or else another's is tried."""


async def restarts(scene: Whole) -> None:
    """Stop it for a moment, again and again."""
    modes = list(MODES)
    scene.chance.shuffle(modes)
    for mode in modes:
        await scene.load.acknowledged(scene.chance.randint(3, 15))
        await asyncio.to_thread(scene.server.end, mode)
        await asyncio.sleep(scene.chance.uniform(0, 2))
        await asyncio.to_thread(scene.server.start)
        began = time.monotonic()
        await scene.load.acknowledged(1)
        scene.done(f"PostgreSQL restarted ({mode}), people were answered", time.monotonic() - began)


async def cuts(scene: Whole) -> None:
    """End what is in a transaction just now, of one service at a time."""
    for number in range(CUTS):
        service = SERVICES[number % len(SERVICES)]
        cut = await asyncio.to_thread(_cut, scene, service)
        began = time.monotonic()
        await scene.load.acknowledged(1)
        if cut:
            scene.done(f"{cut} connections of {service} cut, people were answered", time.monotonic() - began)


def _cut(scene: Whole, service: str) -> int:
    until = time.monotonic() + AMONG
    while not (cut := scene.server.cut_active(scene.town.stores[service])):
        if time.monotonic() > until:
            break
    return cut


RESTARTS: Final = Fault(
    "postgres-restarts", "PostgreSQL restarted, fast and immediate", "people are answered again", restarts
)
CUTTING: Final = Fault(
    "connections-cut", "connections cut inside transactions (pg_terminate_backend)", "people are answered again", cuts
)
