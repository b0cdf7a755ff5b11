"""(l) The relay, from a store on PostgreSQL to Kafka: against an outbox library, and the client beneath alone."""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import Final

from sqlalchemy import Connection, select

from shared import lease
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import Message, topic_of
from shared.bus.settings import KafkaSettings
from shared.relay import Relay
from shared.store import schema
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.counting import Counting, counting
from tests.benchmarks.outbox import outbox
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import seed_postgresql
from tests.benchmarks.sending import Rdkafka
from tests.benchmarks.servers import kafka, postgres, settle
from tests.toy.core import SERVICE

EVENTS: Final = 60_000
THEIRS: Final = 5_000
PATIENCE: Final = 120.0
TOPIC: Final = topic_of(SERVICE)
OTHER: Final = topic_of("other")
CAUSE: Final = (
    "each event is read from the database, made a message, put into the client and reported by it, in Python and so on "
    "one core at a time, while the client alone is given messages that are there and hears of none of them"
)

LIBRARY: Final = Claim(
    "l",
    "relay of 60,000 events, PostgreSQL to Kafka, acks=all, idempotent; against `faststream-outbox`, 16 workers",
    "events/s",
    Goal("ratio", "≥", 10),
    CAUSE,
)
CLIENT: Final = Claim(
    "l-raw",
    "the same; against librdkafka alone with the same messages from memory, and the same settings",
    "events/s",
    Goal("ratio", "≥", 0.3),
    CAUSE,
)
CLAIMS: Final = (LIBRARY, CLIENT)


class Told(KafkaBus):
    """A bus that says when so many messages are acknowledged."""

    def __init__(self, address: str, expected: int) -> None:
        super().__init__(KafkaSettings(url=address), "bench")
        self._left = expected
        self.all_sent: Final = asyncio.Event()

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        await super().publish(topic, messages)
        self._left -= len(messages)
        if self._left <= 0:
            self.all_sent.set()


async def measure(bench: Bench) -> Measured:
    library: list[Round] = []
    client: list[Round] = []
    with folder() as place, kafka(place / "kafka", [TOPIC, OTHER]) as address, postgres() as server:
        async with counting(server.fresh()) as ours, outbox(server.fresh(), address) as theirs:
            with bench.busy("l: events", EVENTS) as told:
                await asyncio.to_thread(seed_postgresql, ours, told, EVENTS)
            await asyncio.to_thread(settle, server, ours.store.url)
            messages = await ours.store.write(_messages)
            bodies = [each.body for each in messages[:THEIRS]]
            alone = Rdkafka(address)
            await asyncio.to_thread(alone.per_second, OTHER, messages[:THEIRS])
            for _ in bench.rounds("l: relay"):
                relayed = await _relayed(ours, address)
                library.append(Round(relayed, await theirs.per_second(OTHER, bodies)))
                client.append(Round(relayed, await asyncio.to_thread(alone.per_second, OTHER, messages)))
    return {LIBRARY: library, CLIENT: client}


async def _relayed(counting: Counting, address: str) -> float:
    """Events per second from the start of a relay, with everything to do, until all are acknowledged."""
    await counting.store.write(lambda connection: lease.set_back(connection, SERVICE, 0))
    bus = Told(address, EVENTS)
    await KafkaBus.publish(bus, OTHER, [Message("warm", b"{}")])
    relay = Relay(counting.store, bus, SERVICE)
    began = perf_counter()
    await relay.start()
    try:
        async with asyncio.timeout(PATIENCE):
            await bus.all_sent.wait()
        return EVENTS / (perf_counter() - began)
    finally:
        await relay.stop()
        await bus.stop()


def _messages(connection: Connection) -> list[Message]:
    """What the relay will send."""
    rows = connection.execute(select(schema.event.c.stream, schema.event.c.body).order_by(schema.event.c.position))
    return [Message(stream, body) for stream, body in rows]
