"""Deliveries again and out of order: copies of what was sent, and a second producer that sends backwards."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

import psycopg
from confluent_kafka import Consumer, Producer, TopicPartition

from shared.bus.protocol import topic_of
from tests.faults.apart.fault import Fault, Whole
from tests.faults.apart.parts import PARTITIONS, TOPICS, WAIT
from tests.faults.evidence import SERVICES

ROUNDS: Final = 3
BATCHES: Final = 5
GATHER: Final = 1.0
"""Seconds in which the second producer gathers what it then sends backwards."""
Sent = tuple[str, bytes, bytes]
"""Topic, key and body."""
TAKE: Final = "UPDATE relay SET epoch = epoch + 1, beat = beat + 1, holder = 'second-producer'"


async def disturb(scene: Whole) -> None:
    """All that was sent comes again, shuffled; then each service's events come backwards, and again in order."""
    for _ in range(ROUNDS):
        await scene.load.acknowledged(20)
        copies = await asyncio.to_thread(_all, scene.broker.address)
        scene.chance.shuffle(copies)
        await asyncio.to_thread(_send, scene.broker.address, copies)
        scene.done(f"{len(copies)} messages sent again, caught up", await scene.caught_up())
    for service in (each for each in SERVICES if each != "events"):
        await _backwards(scene, service)


async def _backwards(scene: Whole, service: str) -> None:
    """Have the lease as a relay has it, send what is committed meanwhile backwards, and give the lease back."""
    with psycopg.connect(
        scene.server.admin, autocommit=True, dbname=scene.town.stores[service].rpartition("/")[2]
    ) as db:
        (position,) = _row(db, f"{TAKE} RETURNING position")
        gaps = 0
        for _ in range(BATCHES):
            await asyncio.sleep(GATHER)
            db.execute("UPDATE relay SET beat = beat + 1")
            rows = db.execute(
                "SELECT position, stream, body FROM event WHERE position > %s ORDER BY 1", (position,)
            ).fetchall()
            backwards = [(topic_of(service), stream.encode(), body) for _, stream, body in reversed(rows)]
            await asyncio.to_thread(_send, scene.broker.address, backwards)
            position = rows[-1][0] if rows else position
            gaps += await asyncio.to_thread(_gaps, scene)
        db.execute("UPDATE relay SET holder = NULL")
    scene.done(f"{service}'s events sent backwards ({gaps} seen waiting), caught up", await scene.caught_up())


def _row(db: "psycopg.Connection[Any]", query: str) -> Any:
    return db.execute(query).fetchone()


def _gaps(scene: Whole) -> int:
    return sum(scene.town.found().waiting.values())


def _all(address: str) -> list[Sent]:
    """All that the topics hold just now."""
    reading = Consumer({"bootstrap.servers": address, "group.id": "copying", "enable.auto.commit": False})
    try:
        places = [TopicPartition(topic, number, 0) for topic in TOPICS for number in range(PARTITIONS)]
        left = sum(reading.get_watermark_offsets(place, timeout=WAIT)[1] for place in places)
        reading.assign(places)
        found: list[Sent] = []
        until = time.monotonic() + WAIT
        while len(found) < left and time.monotonic() < until:
            found += [(str(each.topic()), each.key() or b"", each.value() or b"") for each in reading.consume(500, 0.5)]
        return found
    finally:
        reading.close()


def _send(address: str, messages: Sequence[Sent]) -> None:
    """As a relay does, with the same partitioner."""
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random", "acks": "all"})
    for topic, key, body in messages:
        producer.produce(topic, body, key)
    if left := producer.flush(WAIT):
        raise RuntimeError(f"{left} messages were not sent")


FAULT: Final = Fault(
    "again",
    "all messages sent again and shuffled; events sent backwards by a second producer",
    "the ledger has all that was stored",
    disturb,
)
