"""(n) A service's reactions, from Kafka to facts committed in its store: against FastStream with an ack per message."""

import asyncio
from typing import Final

from shared import envelope
from shared.actor import Actor
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import topic_of
from shared.bus.settings import KafkaSettings
from shared.decider import Act
from shared.heard import reacting, topics
from shared.service import Service
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.counting import MODEL, Counting, clock, counting, ids
from tests.benchmarks.hearing import Watch, WatchedInbox, facts, one_by_one
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.sending import Rdkafka
from tests.benchmarks.servers import kafka, postgres
from tests.toy.core import SERVICE, Count
from tests.toy.hearing import NEIGHBOUR, REACTIONS, Nudged

EVENTS: Final = 10_000
SINGLE: Final = 1_500
TOPIC: Final = topic_of(NEIGHBOUR)
OTHER: Final = topic_of("other")
CAUSE: Final = (
    "a batch shares its commit and its acknowledgement; what is left is Python: an envelope read, a command decided, "
    "a fact sealed and a read model's row, some 150 µs each"
)

REACTED: Final = Claim(
    "n",
    "a service's reactions, Kafka to facts and read model committed in PostgreSQL; against FastStream with an ack per "
    "message, which gives the same command to our `handle`, with an idempotency key instead of the inbox",
    "events/s",
    Goal("ratio", "≥", 5),
    CAUSE,
)
CLAIMS: Final = (REACTED,)


async def measure(bench: Bench) -> Measured:
    rounds: list[Round] = []
    with folder() as place, kafka(place / "kafka", [TOPIC, OTHER]) as address, postgres() as server:
        async with counting(server.fresh()) as ours, counting(server.fresh()) as theirs:
            producer = Rdkafka(address)
            for number in bench.rounds("n: reactions", 6):
                await asyncio.to_thread(producer.per_second, TOPIC, facts(NEIGHBOUR, EVENTS))
                await asyncio.to_thread(producer.per_second, OTHER, facts(NEIGHBOUR, SINGLE))
                found = Round(await _reacted(address, ours), await _one_by_one(address, theirs))
                if number:  # in the first all is new to both
                    rounds.append(found)
    return {REACTED: rounds}


async def _reacted(address: str, counting: Counting) -> float:
    """Reactions per second of a service, from the first batch to the last commit."""
    bus = KafkaBus(KafkaSettings(url=address), SERVICE)
    service = Service(MODEL, counting.store, bus, clock, ids, reacting(REACTIONS), topics(REACTIONS))
    watch = Watch(EVENTS)
    service.inbox = WatchedInbox(service, watch)
    await service.start()
    await bus.start()
    try:
        return await watch.per_second()
    finally:
        await service.stop()
        await bus.stop()


async def _one_by_one(address: str, counting: Counting) -> float:
    """The same by the message: a command, its commit, its acknowledgement."""
    watch = Watch(SINGLE)
    actor = Actor("system", SERVICE)

    async def react(body: bytes) -> None:
        watch.begins()
        heard = envelope.open_(body)
        nudged = Nudged.model_validate(heard.data)
        act = Act(
            id=ids.new(),
            now=clock.now(),
            actor=actor,
            correlation_id=heard.correlationid,
            causation_id=heard.id,
            reaction=REACTIONS[0].name,
        )
        command = Count(act=act, name=heard.subject, by=nudged.by, note=heard.id)
        await counting.handle(command, once=counting.key(command, heard.id))
        watch.did(1)

    async with one_by_one(address, OTHER, "by-the-message", react):
        return await watch.per_second()
