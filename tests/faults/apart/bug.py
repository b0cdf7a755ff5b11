"""A valid event whose reaction has a bug: only its stream waits, until the bug is mended and an operator retries."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.faults import BUG
from tests.faults.apart.fault import Fault, Scene

REACTION: Final = "note-submission"
WITH: Final = ("publication", "review")
KEY: Final = "ketenstage"
ATTEMPTS: Final = 4
"""Failures after which the service itself waits for longer than an operator does."""


async def disturb(scene: Scene) -> None:
    """In one service after the other."""
    for service in WITH:
        await scene.load.acknowledged(10)
        await _in(scene, service)


async def _in(scene: Scene, service: str) -> None:
    """Submit while the service is away, so that the bug can be armed for that stream; then look, mend and retry."""
    (replica,) = scene.town.replicas[service]
    crowd = scene.load.crowd(f"bug-in-{service}")
    async with scene.town.client() as client:
        await crowd.plan(client)
        await scene.town.stop(replica)
        acting = asyncio.create_task(crowd.travel(client))
        while KEY not in crowd.ids and not acting.done():  # noqa: ASYNC110 - made known by an answer
            await asyncio.sleep(0.05)
        stream = f"initiative-{crowd.ids[KEY]}"
        buggy = await scene.town.begin(service, f"{BUG}:{REACTION}:{stream}")
        await scene.town.ready(buggy)
        waiting = await _waiting(scene, service, stream)
        await scene.load.acknowledged(30)
        await scene.town.stop(buggy)
        await scene.town.ready(await scene.town.begin(service))
        began = time.monotonic()
        await scene.town.order(
            "parked", "retry", service, waiting["id"], "--reason", "Mended.", "--yes", *scene.town.at(service)
        )
        await scene.until(lambda: not scene.town.found().waiting[service], f"nothing waits at {service}")
        scene.done(f"{service} retried {stream} with {waiting['behind']} behind it", time.monotonic() - began)
        await acting


async def _waiting(scene: Scene, service: str, stream: str) -> Mapping[str, Any]:
    """Wait until the event failed often enough, with others behind it; whatever else waits is a complaint."""
    until = time.monotonic() + 120
    while True:
        found: Sequence[Mapping[str, Any]] = await scene.town.waiting(service)
        ours = [each for each in found if each["stream"] == stream and each["source"].endswith(":intake")]
        if ours and ours[0]["attempts"] >= ATTEMPTS and ours[0]["behind"]:
            break
        if time.monotonic() > until:
            raise RuntimeError(f"{stream} does not wait at {service} with something behind it: {found}")
        await asyncio.sleep(0.1)
    if len(found) != 1 or ours[0]["reason"] != "failed":
        scene.complain(f"{service} has more waiting than the failed {stream}: {found}")
    return ours[0]


FAULT: Final = Fault(
    "bug",
    "a reaction that fails on one stream, mended by a restart; an operator's retry",
    "all that waited has followed",
    disturb,
)
