"""(u) Proofs of a ledger of a million entries: served over HTTP, checked by who asked, and between any two sizes."""

import asyncio
import random
from collections.abc import Callable
from time import perf_counter
from typing import Final

import httpx

from services.events.ledger import tree
from shared.merkle import verifying
from shared.notes import proof
from shared.web.app import Part
from tests.benchmarks import trees
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.seeding import MILLION
from tests.benchmarks.servers import postgres, settle

MANY: Final = 1_000
"""Proofs in a round."""
CAUSE: Final = "twenty hashes out of three tiles, a row each"

SERVED: Final = Claim(
    "u", "inclusion proof over HTTP at 1,000,000 entries, SQLite: 99 of 100", "ms", Goal("ours", "≤", 5), CAUSE
)
SERVED_POSTGRES: Final = Claim("u-postgres", "the same on PostgreSQL", "ms", Goal("ours", "≤", 5), CAUSE)
CHECKED: Final = Claim(
    "u-checked", "that proof read and checked by who asked: 99 of 100", "ms", Goal("ours", "≤", 1), CAUSE
)
BETWEEN: Final = Claim(
    "u-between", "consistency proof from any size to any other, SQLite: 99 of 100", "ms", Goal("ours", "≤", 10), CAUSE
)
BETWEEN_POSTGRES: Final = Claim("u-between-postgres", "the same on PostgreSQL", "ms", Goal("ours", "≤", 10), CAUSE)
CLAIMS: Final = (SERVED, SERVED_POSTGRES, CHECKED, BETWEEN, BETWEEN_POSTGRES)


async def measure(bench: Bench) -> Measured:
    with folder() as place, postgres() as server:
        here, there = f"sqlite:///{place}/events.db", server.fresh()
        with trees.part(here, place) as embedded, trees.part(there, place) as apart:
            with bench.busy("u: two trees of a million", 2) as told:
                for each in (embedded, apart):
                    await trees.seed(each, place)
                    told(1)
            settle(server, there)
            return await _measured(bench, embedded, apart)


async def _measured(bench: Bench, embedded: Part, apart: Part) -> Measured:
    dice = random.Random(1)
    found: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    for _ in bench.rounds("u: proofs", 6):
        proofs, here = await _served(embedded, dice)
        _, there = await _served(apart, dice)
        found[SERVED].append(Round(here))
        found[SERVED_POSTGRES].append(Round(there))
        found[CHECKED].append(Round(_most([_timed(_check(each)) for each in proofs])))
        for claim, part in ((BETWEEN, embedded), (BETWEEN_POSTGRES, apart)):
            found[claim].append(Round(await asyncio.to_thread(_between, part, dice)))
    return found


async def _served(ledger: Part, dice: random.Random) -> tuple[list[bytes], float]:
    """Proofs at random positions, and milliseconds in which 99 of 100 came."""
    proofs, took = [], []
    transport = httpx.ASGITransport(ledger.http)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        for _ in range(MANY):
            began = perf_counter()
            answer = await http.get(f"/events/v1/events/{dice.randint(1, MILLION)}/proof")
            took.append((perf_counter() - began) * 1_000)
            proofs.append(answer.raise_for_status().content)
    return proofs, _most(took)


def _check(written: bytes) -> Callable[[], None]:
    def check() -> None:
        read = proof.read(written)
        read.check(trees.leaf(read.index))

    return check


def _between(ledger: Part, dice: random.Random) -> float:
    """Milliseconds in which 99 of 100 were made; each is checked, beside the clock."""
    took = []
    for _ in range(MANY):
        old, new = sorted(dice.randint(1, MILLION) for _ in range(2))
        with ledger.service.store.read() as connection:
            began = perf_counter()
            shown = tree.consistency(connection, old, new)
            took.append((perf_counter() - began) * 1_000)
            roots = tree.root(connection, old), tree.root(connection, new)
        verifying.consistency(old, new, shown, *roots)
    return _most(took)


def _timed(act: Callable[[], None]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1_000


def _most(took: list[float]) -> float:
    """The one that 99 of 100 are not above."""
    return sorted(took)[len(took) * 99 // 100]
