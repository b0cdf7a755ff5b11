"""(l) The relay from a store to Kafka, acks of all, against `faststream-outbox` and against librdkafka alone."""

import asyncio
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final

from sqlalchemy import delete

from shared.bus.kafka import KafkaBus
from shared.bus.protocol import topic_of
from shared.bus.settings import KafkaSettings
from shared.relay import Relay, behind
from shared.store import schema
from shared.store.store import Store
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.brokers import bare_per_second, kafka, make_topic, outbox
from tests.benchmarks.counting import counting, ids
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import seed
from tests.faults.waiting import found_within
from tests.parts import postgres
from tests.toy.core import SERVICE

EVENTS: Final = 40_000
OUTBOX: Final = 2_000
BODY: Final = b"x" * 620
CAUSE: Final = (
    "each batch of 500 waits for its own acknowledgements before the next is read, because the cursor may not pass "
    "what is not durable; reading and enqueueing a batch costs some 8 ms of one core"
)

LIBRARY: Final = Claim(
    "l",
    "relay, store to Kafka, acks of all; against `faststream-outbox` on PostgreSQL",
    "1/s",
    Goal("ratio", "≥", 10),
    CAUSE,
)
RAW: Final = Claim("l-raw", "the same; against librdkafka alone, same settings", "1/s", Goal("ratio", "≥", 0.3), CAUSE)
CLAIMS: Final = (LIBRARY, RAW)


async def measure(bench: Bench) -> Measured:
    how = postgres.found()
    if how is None:
        raise RuntimeError("No PostgreSQL can be started here.")
    with folder() as place, kafka(place) as settings, postgres.running(how) as server:
        for topic in (topic_of(SERVICE), "bare", "theirs"):
            make_topic(settings, topic)
        return await _measure(bench, place, settings, server.fresh())


async def _measure(bench: Bench, place: Path, settings: KafkaSettings, url: str) -> Measured:
    library: list[Round] = []
    raw: list[Round] = []
    keys = [ids.new() for _ in range(EVENTS)]
    async with counting(place / "ours") as ours, outbox(url, settings, "theirs") as theirs:
        with bench.busy("l: events", EVENTS) as told:
            await asyncio.to_thread(seed, ours, place / "ours", told, EVENTS)
        await _relayed(ours.store, settings)
        for _ in bench.rounds("l: relay"):
            sent = await _relayed(ours.store, settings)
            raw.append(Round(sent, await asyncio.to_thread(bare_per_second, settings, "bare", keys, BODY)))
            library.append(Round(sent, await theirs.per_second(OUTBOX, BODY.decode())))
    return {LIBRARY: library, RAW: raw}


async def _relayed(store: Store, settings: KafkaSettings) -> float:
    """Events per second, from the first to the cursor behind the last."""
    await store.write(lambda connection: connection.execute(delete(schema.relay)))
    bus = KafkaBus(settings, "bench")
    relay = Relay(store, bus, SERVICE)
    began = perf_counter()
    await relay.start()
    await found_within(partial(store.on_writer, partial(_all_sent, store)))
    taken = perf_counter() - began
    await relay.stop()
    await bus.stop()
    return EVENTS / taken


def _all_sent(store: Store) -> bool | None:
    with store.read() as connection:
        return behind(connection, SERVICE) == 0 or None
