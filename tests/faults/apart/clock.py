"""The clock jumps back, and forth, under services that run."""

import sys
from itertools import pairwise
from pathlib import Path
from typing import Final

from tests.faults import evidence
from tests.faults.apart.fault import Fault, Scene
from tests.faults.evidence import SERVICES

JUMPS: Final = (0.0, -3600.0, -5.0, -43_200.0, 0.0, -1.0)
"""Seconds that the clock is off, one after the other; answers are remembered for a day by that clock."""


async def disturb(scene: Scene) -> None:
    """Run all services with a clock of ours, and set it; ids and the ledger's times never go back."""
    file = scene.town.folder / "offset"
    _set(file, JUMPS[0])
    scene.town.command = (sys.executable, "-m", "tests.faults.apart.skewed")
    scene.town.more["KOPLOPER_TEST_OFFSET"] = str(file)
    for service in SERVICES:
        await scene.town.stop(scene.town.replicas[service][0])
        await scene.town.ready(await scene.town.begin(service))
    since = scene.town.ends()
    for jump in JUMPS[1:]:
        await scene.load.acknowledged(25)
        _set(file, jump)
        scene.done(f"the clock is {jump:.0f} s off")
    await scene.load.acknowledged(25)
    for service, first in since.items():
        _ids_rise(scene, service, first)
    _times_rise(scene)


def _set(file: Path, seconds: float) -> None:
    """At once: nobody reads half a number."""
    beside = file.with_suffix(".new")
    beside.write_text(str(seconds))
    beside.replace(file)


def _ids_rise(scene: Scene, service: str, first: int) -> None:
    """What one process made sorts as it was made."""
    with evidence.opened(scene.town.stores[service]) as store:
        found = store.execute(
            "SELECT id, position FROM event WHERE position > %s ORDER BY position", [first]
        ).fetchall()
    if wrong := [(one, two) for one, two in pairwise(found) if one[0] >= two[0]]:
        scene.complain(f"the ids of {service} go back: {wrong}")


def _times_rise(scene: Scene) -> None:
    with evidence.opened(scene.town.stores["events"]) as store:
        found = store.execute("SELECT recorded_at, position FROM entry ORDER BY position").fetchall()
    if wrong := [(one, two) for one, two in pairwise(found) if one[0] > two[0]]:
        scene.complain(f"recordedAt goes back: {wrong}")


FAULT: Final = Fault("clock", "the clock of all services jumps back, by up to half a day, and forth", "–", disturb)
