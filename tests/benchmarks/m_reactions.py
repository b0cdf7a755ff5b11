"""(m) A service's reactions, from Kafka to its own facts, against FastStream with an acknowledgement per message."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from confluent_kafka import Message
from faststream import AckPolicy
from faststream.confluent import KafkaBroker
from sqlalchemy import func, select

from shared.bus.kafka import KafkaBus
from shared.bus.protocol import Delivery, topic_of
from shared.bus.protocol import Message as ToSend
from shared.bus.receiving import deliveries
from shared.bus.settings import KafkaSettings
from shared.heard import reacting, topics
from shared.service import Service
from shared.store import schema
from shared.store.store import Store
from shared.testing.running import store_url
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.brokers import kafka, make_topic
from tests.benchmarks.counting import MODEL, clock, ids
from tests.benchmarks.rows import Claim, Goal, Round
from tests.faults.waiting import found_within
from tests.toy.core import SERVICE
from tests.toy.hearing import NEIGHBOUR, REACTIONS, nudge
from tests.toy.stand import create

FACTS: Final = 10_000
ALONE: Final = 1_000
PER_STREAM: Final = 5
CHUNK: Final = 500

ONE_BY_ONE: Final = Claim(
    "m",
    "facts reacted to, Kafka to committed facts of its own; against FastStream with ack per message, same reactions",
    "1/s",
    Goal("ratio", "≥", 5),
    "a fact costs some 150 µs of Python for decoding, deciding and writing; the sync of the disk is shared by a batch",
)
CLAIMS: Final = (ONE_BY_ONE,)

Receive = Callable[[Sequence[Delivery]], Awaitable[None]]


async def measure(bench: Bench) -> Measured:
    found: list[Round] = []
    with folder() as place, kafka(place) as settings:
        topic = topic_of(NEIGHBOUR)
        make_topic(settings, topic)
        make_topic(settings, "alone")
        with bench.busy("m: facts", FACTS) as told:
            await _send(settings, topic, FACTS, told)
            await _send(settings, "alone", ALONE, told)
        for number in bench.rounds("m: reactions"):
            ours = await _batches(place, settings, f"ours-{number}")
            found.append(Round(ours, await _alone(place, settings, f"theirs-{number}")))
    return {ONE_BY_ONE: found}


async def _send(settings: KafkaSettings, topic: str, facts: int, told: Callable[[float], None]) -> None:
    """Facts of as many streams as it takes, each stream's in its order."""
    bus = KafkaBus(settings, "bench")
    names = [ids.new() for _ in range(facts // PER_STREAM)]
    all_ = [
        ToSend(f"nudge-{name}", nudge(f"nudge-{name}", sequence, id=ids.new()))
        for sequence in range(1, PER_STREAM + 1)
        for name in names
    ]
    for at in range(0, facts, CHUNK):
        await bus.publish(topic, all_[at : at + CHUNK])
        told(CHUNK)
    await bus.stop()


async def _batches(place: Path, settings: KafkaSettings, group: str) -> float:
    bus = KafkaBus(settings, group)

    async def begin(receive: Receive) -> None:
        bus.subscribe(group, topics(REACTIONS), receive)
        await bus.start()

    return await _timed(place, group, FACTS, begin, bus.stop)


async def _alone(place: Path, settings: KafkaSettings, group: str) -> float:
    """The same inbox, given each fact by itself, and each acknowledged."""
    broker = KafkaBroker(settings.url, logger=None, apply_types=False)
    subscriber = broker.subscriber(
        "alone", group_id=group, auto_offset_reset="earliest", ack_policy=AckPolicy.ACK, decoder=_raw
    )

    async def begin(receive: Receive) -> None:
        async def one(message: Message) -> None:
            (delivery,) = deliveries([message])
            await receive([Delivery(topic_of(NEIGHBOUR), delivery.partition, delivery.offset, delivery.body)])

        subscriber(one)
        await broker.start()

    return await _timed(place, group, ALONE, begin, broker.stop)


async def _timed(
    place: Path,
    group: str,
    facts: int,
    begin: Callable[[Receive], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
) -> float:
    """Facts per second, from the first that comes to the last that is committed."""
    store = Store(f"{store_url(place, SERVICE)}-{group}", SERVICE)
    create(store)
    service = Service(MODEL, store, _NoBus(), clock, ids, reacting(REACTIONS), topics(REACTIONS))
    first: list[float] = []

    async def receive(batch: Sequence[Delivery]) -> None:
        first.append(perf_counter())
        await service.inbox.receive(batch)

    await begin(receive)
    await found_within(partial(store.on_writer, partial(_all_handled, store, facts)))
    taken = perf_counter() - first[0]
    await stop()
    await asyncio.to_thread(store.close)
    return facts / taken


def _all_handled(store: Store, facts: int) -> bool | None:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(schema.inbox)).scalar_one() == facts or None


def _raw(message: Any) -> Any:
    return message.raw_message


class _NoBus:
    """The service's own facts stay where they are."""

    async def publish(self, topic: str, messages: Sequence[ToSend]) -> None:
        raise NotImplementedError

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        raise NotImplementedError

    async def stop(self) -> None:
        raise NotImplementedError
