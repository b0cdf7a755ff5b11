"""(t) What the ledger's tree costs: taking in with the tree and signatures; against the same ledger with neither."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

from services.events.ledger import tree
from shared.bus.protocol import topic_of
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.hearing import facts
from tests.benchmarks.m_ledger import EVENTS, SOURCE, TYPE, ingested
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
                    found[grows] = await ingested(address, signed, place / "key")
                else:
                    with _no_tree():
                        found[grows] = await ingested(address, bare, None)
            if number:  # in the first all is new to both
                rounds.append(Round(found[True], found[False]))
    return {TREE: rounds}


@contextmanager
def _no_tree() -> Iterator[None]:
    """The ledger as it would be if it proved nothing: its entries, and no tree of them."""
    with patch.object(tree, "grow", lambda *_: None):
        yield
