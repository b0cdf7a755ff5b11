"""Poison on a topic: what is no envelope, and envelopes of others; it is put aside, and an operator gives it up."""

import asyncio
import time
from typing import Final

import orjson
from confluent_kafka import Producer

from cli.demo import cast
from tests.faults.apart.fault import Fault, Whole
from tests.faults.apart.parts import WAIT
from tests.faults.complaints import HEARS

TOPIC: Final = "koploper.intake"
HEARERS: Final = tuple(service for service, topics in HEARS.items() if TOPIC in topics)
OPERATOR: Final = cast.person("operator", 91)


async def disturb(scene: Whole) -> None:
    """It stands aside at everybody who hears the topic; all others go on, and the operator clears it away."""
    await scene.load.acknowledged(20)
    poison = await asyncio.to_thread(_poison, scene)
    began = time.monotonic()
    await asyncio.to_thread(_send, scene, poison)
    for service in HEARERS:
        await _aside(scene, service, len(poison))
        scene.done(f"{len(poison)} messages put aside by {service}", time.monotonic() - began)
    await scene.load.acknowledged(40)
    async with scene.town.client() as client:
        for service in HEARERS:
            waiting = await scene.town.waiting(service)
            if wrong := [each for each in waiting if each["reason"] != "quarantine"]:
                scene.complain(f"{service} also put aside {wrong}")
            for each in waiting:
                path = f"/{service}/v1/parked-events/{each['id']}/discards"
                await client.post(path, {"reason": "Poison of a fault run."}, OPERATOR)


async def _aside(scene: Whole, service: str, count: int) -> None:
    until = time.monotonic() + WAIT
    while len(await scene.town.waiting(service)) < count:
        if time.monotonic() > until:
            scene.complain(f"{service} did not put {count} messages aside")
            return
        await asyncio.sleep(0.05)


def _poison(scene: Whole) -> list[bytes | None]:
    """No JSON, nothing, JSON of another kind, an envelope of a service that does not own the topic, half a one."""
    facts = scene.town.found().stored
    foreign = next(fact for fact in facts if fact.service == "assessment")
    own = next(fact for fact in facts if fact.service == "intake")
    headless = {name: value for name, value in own.told.items() if name != "stream"}
    return [b"not an envelope", None, b"[1, 2, 3]", foreign.body, orjson.dumps(headless)]


def _send(scene: Whole, poison: list[bytes | None]) -> None:
    producer = Producer({"bootstrap.servers": scene.broker.address})
    for body in poison:
        producer.produce(TOPIC, body, b"poison")
    producer.flush(WAIT)


FAULT: Final = Fault(
    "poison", "messages that are no envelope, or of a source that does not own the topic", "it is put aside", disturb
)
