"""A store put back to what it was some time ago: it only reads until it has from the ledger what it lacks."""

import asyncio
from typing import Final

from tests.faults.apart.fault import Fault, Scene

SERVICE: Final = "review"
MEANWHILE: Final = 120
"""Acts between the backup and the loss."""


async def disturb(scene: Scene) -> None:
    """Keep a copy, go on, lose the store, put the copy back, and have it catch up while people go on elsewhere."""
    file, store = scene.town.folder / "backup", ("--store-url", scene.town.stores[SERVICE])
    await scene.load.acknowledged(60)
    before = await asyncio.to_thread(scene.town.ends)
    await scene.town.order("backup", SERVICE, str(file), *store)
    await scene.load.acknowledged(MEANWHILE)
    (replica,) = scene.town.replicas[SERVICE]
    await scene.town.stop(replica)
    lost = await asyncio.to_thread(scene.town.ends)
    await scene.until(lambda: scene.town.has_told({SERVICE: lost[SERVICE]}), f"the ledger has all of {SERVICE}")
    await scene.town.order("restore", SERVICE, str(file), "--reason", "A test.", "--yes", *store)
    back = await asyncio.to_thread(scene.town.ends)
    if not before[SERVICE] <= back[SERVICE] < lost[SERVICE]:
        scene.complain(
            f"{SERVICE} of {lost[SERVICE]} events was put back to {back[SERVICE]}; {before[SERVICE]} were kept"
        )
    took = await scene.town.ready(await scene.town.begin(SERVICE))
    scene.done(f"{SERVICE} lost {lost[SERVICE] - back[SERVICE]} events and opened again", took)


FAULT: Final = Fault(
    "restored",
    f"the store of {SERVICE} lost, and an older backup of it restored",
    "it has caught up with the ledger and acts again",
    disturb,
    forgets=SERVICE,
)
