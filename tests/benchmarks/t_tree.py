"""(t) What the ledger's tree costs: taking in with the tree and signatures; against the same ledger with neither."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

from cli.system import started
from services.events.app import build
from services.events.ledger import tree
from services.events.settings import Settings
from shared.bus.kafka import KafkaBus
from shared.bus.protocol import topic_of
from shared.bus.settings import KafkaSettings
from shared.clock import SystemClock, SystemIds
from shared.web.app import Surroundings
from shared.web.reader import from_local_header
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.hearing import Watch, WatchedInbox, facts
from tests.benchmarks.m_ledger import EVENTS, SOURCE, TYPE
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.sending import Rdkafka
from tests.benchmarks.servers import kafka, postgres

CAUSE: Final = "a SHA-256 of each envelope, and two rows for each batch"

TREE: Final = Claim(
    "t",
    "ledger, Kafka to PostgreSQL, with its tree and signatures; against the same without them",
    "events/s",
    Goal("ratio", "≥", 0.8),
    CAUSE,
)
CLAIMS: Final = (TREE,)


async def measure(bench: Bench) -> Measured:
    rounds: list[Round] = []
    with folder() as place, kafka(place / "kafka") as address, postgres() as server:
        signed, bare = server.fresh(), server.fresh()
        producer = Rdkafka(address)
        for number in bench.rounds("t: with a tree and without", 8):
            found: dict[bool, float] = {}
            for grows in (True, False) if number % 2 else (False, True):  # whoever is first finds colder caches
                await asyncio.to_thread(producer.per_second, topic_of(SOURCE), facts(SOURCE, EVENTS, TYPE))
                if grows:
                    found[grows] = await _ingested(address, signed, place / "key")
                else:
                    with _no_tree():
                        found[grows] = await _ingested(address, bare, None)
            if number:  # in the first all is new to both
                rounds.append(Round(found[True], found[False]))
    return {TREE: rounds}


async def _ingested(address: str, url: str, key: Path | None) -> float:
    """Events per second of the ledger, from the first batch to the last commit."""
    bus = KafkaBus(KafkaSettings(url=address), "events")
    settings = Settings(store_url=url, ledger_key=key)
    part = build(settings, Surroundings(bus, SystemClock(), SystemIds(), from_local_header))
    watch = Watch(EVENTS)
    part.service.inbox = WatchedInbox(part.service, watch)
    async with started({"events": part}, bus):
        try:
            return await watch.per_second()
        finally:
            await part.service.leave()


@contextmanager
def _no_tree() -> Iterator[None]:
    """The ledger as it would be if it proved nothing: its entries, and no tree of them."""
    with patch.object(tree, "grow", lambda *_: None):
        yield
