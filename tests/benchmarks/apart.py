"""Five services, each a process of its own with its own database, and how late the next one reacts to an act.

The act is dated by its client, right before the request; the reaction by PostgreSQL, which remembers of each
transaction when it wrote its commit (`track_commit_timestamp`). Both read the same clock of the same machine, and no
look at the store gets in the way. What is not in it is the sync of that last commit. An event's own `time` will not
do: it is taken when its decision begins.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final

import psycopg

from cli.demo import cast
from tests.benchmarks.bench import answer_of
from tests.benchmarks.f_streams import FOLLOWS
from tests.faults.apart.town import Town, town
from tests.faults.evidence import SERVICES
from tests.parts.postgres import Postgres

SECONDS: Final = 6
RATE: Final = 50
PATIENCE: Final = 120.0
LOOK: Final = 0.1
ACTS: Final = "intake"
REACTS: Final = "assessment"
COMMITS: Final = """
SELECT substr(stream, 12), extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 FROM event
WHERE version = 1 AND stream = ANY (%s)
"""


def stores(server: Postgres) -> dict[str, str]:
    """A database for each service."""
    return {service: server.fresh() for service in SERVICES}


@asynccontextmanager
async def apart(folder: Path, kafka: str, at: dict[str, str]) -> AsyncIterator[Town]:
    """Five services between a Kafka and their stores, ready to be asked."""
    async with town(folder, kafka, at) as made:
        made.more["KOPLOPER_KAFKA_SESSION_SECONDS"] = "10"  # nobody dies here
        await made.run()
        yield made
        await made.stop_all()


async def reactions(town: Town, seconds: float = SECONDS, rate: float = RATE) -> Sequence[float]:
    """Milliseconds from each act in one service to the commit of the reaction in the next."""
    asked = await acted(town, seconds, rate)
    found = await _until(town, REACTS, COMMITS, [f"initiative-{each}" for each in asked], len(asked))
    return [(committed - asked[initiative]) * 1_000 for initiative, committed in found]


async def acted(town: Town, seconds: float, rate: float) -> dict[str, float]:
    """Submit so many a second, from a process of its own; for each initiative when it was asked for."""
    token = town.keys.token(cast.submitter(0))
    asked: dict[str, float] = await answer_of("submitting", "apart", town.replicas[ACTS][0].port, seconds, rate, token)
    return asked


async def submitted(town: Town) -> str:
    """Submit once; the initiative's id, when the ledger holds all that follows and everybody has sent all."""
    (initiative,) = await acted(town, 1 / RATE, RATE)
    entries = "SELECT sequence FROM entry WHERE stream = ANY (%s)"
    await _until(town, "events", entries, [f"initiative-{initiative}"], FOLLOWS)
    return initiative


async def _until(town: Town, service: str, query: str, streams: list[str], count: int) -> Sequence[Any]:
    """What a store answers, once it has so many rows."""
    until = monotonic() + PATIENCE
    while len(found := await asyncio.to_thread(_asked, town.stores[service], query, streams)) < count:
        if monotonic() > until:
            raise TimeoutError(f"{service} has {len(found)} of {count} after {PATIENCE:.0f} s")
        await asyncio.sleep(LOOK)
    return found


def _asked(url: str, query: str, streams: list[str]) -> Sequence[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode(), (streams,)).fetchall()
