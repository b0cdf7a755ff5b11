"""(p) What of (o) is left when a million events are stored, and what they weigh."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, LiteralString

import psycopg

from tests.benchmarks import trees
from tests.benchmarks.apart import apart, reactions, stores, submitted
from tests.benchmarks.b_latency import of
from tests.benchmarks.bench import Bench, Measured, at_rest, folder
from tests.benchmarks.copying import multiply
from tests.benchmarks.f_streams import FOLLOWS
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION
from tests.benchmarks.servers import kafka, postgres, settle
from tests.faults import evidence
from tests.parts.postgres import Postgres

EVENTS: Final = MILLION
CAUSE: Final = "indexes that no longer fit in the server's own cache, and whole pages in its log after each checkpoint"

MEDIAN: Final = Claim(
    "p", "(o), median, with 1,000,000 events stored; against empty stores", "ms", Goal("ratio", "≤", 1.3), CAUSE
)
SLOWEST: Final = Claim(
    "p-p99", "(o), 99 of 100, with 1,000,000 events stored; against empty stores", "ms", Goal("ratio", "≤", 1.3), CAUSE
)
STORED: Final = Claim(
    "p-stores",
    "what the four services' databases weigh, with read models, indexes and inboxes",
    "bytes/event",
    None,
    "",
)
RECORDED: Final = Claim("p-ledger", "what the ledger's database weighs", "bytes/event", None, "")
CLAIMS: Final = (MEDIAN, SLOWEST, STORED, RECORDED)
LEDGER: Final = "events"
WEIGHT: Final = "SELECT pg_database_size(current_database())"
ENTRIES: Final = "SELECT size FROM head"


async def measure(bench: Bench) -> Measured:
    """Both systems have a Kafka of their own, and share the server: what is asked of one, the other does not notice."""
    with (
        folder() as place,
        kafka(place / "one") as one,
        kafka(place / "other") as other,
        postgres(dated=True) as server,
    ):
        full, empty = stores(server), stores(server)
        await _fill(bench, server, place / "filled", one, full)
        return await _measure(bench, (place / "full", one, full), (place / "empty", other, empty))


async def _fill(bench: Bench, server: Postgres, place: Path, address: str, at: dict[str, str]) -> None:
    async with apart(place, address, at) as town:
        await at_rest(lambda: evidence.of(at))  # what services say at their start must not stand among what is copied
        initiative = await submitted(town)
        await at_rest(lambda: evidence.of(at))
    with bench.busy("p: a million events in five services", len(at)) as told:
        await asyncio.gather(*(asyncio.to_thread(_multiplied, url, initiative, told) for url in at.values()))
        await trees.grow(at[LEDGER])
    await asyncio.to_thread(settle, server, *at.values())


def _multiplied(url: str, initiative: str, told: Callable[[float], None]) -> None:
    multiply(url, initiative, EVENTS // FOLLOWS)
    told(1)


async def _measure(
    bench: Bench, of_full: tuple[Path, str, dict[str, str]], of_empty: tuple[Path, str, dict[str, str]]
) -> Measured:
    median: list[Round] = []
    slowest: list[Round] = []
    stored: list[Round] = []
    recorded: list[Round] = []
    databases = of_full[2]
    async with apart(*of_full) as full, apart(*of_empty) as empty:
        for each in (full, empty):
            await reactions(each)
        for _ in bench.rounds("p: act to reaction, full and empty"):
            ours, theirs = of(await reactions(full)), of(await reactions(empty))
            median.append(Round(ours[0], theirs[0]))
            slowest.append(Round(ours[1], theirs[1]))
            entries = _told(databases[LEDGER], ENTRIES)
            weights = {service: _told(url, WEIGHT) / entries for service, url in databases.items()}
            recorded.append(Round(weights.pop(LEDGER)))
            stored.append(Round(sum(weights.values())))
    return {MEDIAN: median, SLOWEST: slowest, STORED: stored, RECORDED: recorded}


def _told(url: str, query: LiteralString) -> int:
    with psycopg.connect(url) as connection:
        (answer,) = connection.execute(query).fetchone() or (0,)
        return int(answer)
