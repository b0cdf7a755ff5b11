"""(r) A journey as it was at a past moment, random or just now, among a million facts: how long it takes at worst."""

import random
from statistics import quantiles
from time import perf_counter
from typing import Final

import httpx

from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.journeys import MANY, initiative_id
from tests.benchmarks.past import ledger
from tests.benchmarks.rows import Claim, Goal, Round

ROUNDS: Final = 5
ASKED: Final = 1_000
"""Answers in a round, so that there are ten which one in a hundred is slower than."""

JOURNEY: Final = Claim(
    "r",
    "a random journey of 35,000 as it was at a random past moment, over HTTP, 1,000,000 facts: 99 of 100",
    "ms",
    Goal("ours", "≤", 20),
    "its entries up to then, some 30 at most, are read and laid out by their causes",
)
NEWEST: Final = Claim(
    "r-newest",
    "the same as it was one fact ago, when all of them had been seen: 99 of 100",
    "ms",
    Goal("ours", "≤", 20),
    "its entries up to then, some 30 at most, are read and laid out by their causes",
)
CLAIMS: Final = (JOURNEY, NEWEST)


async def measure(bench: Bench) -> Measured:
    dice = random.Random(2)
    rounds: dict[Claim, list[Round]] = {JOURNEY: [], NEWEST: []}
    with folder() as place:
        async with ledger(bench, "r", place, MANY) as (http, facts):
            await _slowest(http, 1, facts, dice)
            for _ in bench.rounds("r: journeys at past moments", ROUNDS):
                rounds[JOURNEY].append(Round(await _slowest(http, 1, facts, dice)))
                rounds[NEWEST].append(Round(await _slowest(http, facts - 1, facts - 1, dice)))
    return rounds


async def _slowest(http: httpx.AsyncClient, first: int, last: int, dice: random.Random) -> float:
    """Milliseconds that 99 of 100 answers took at most, at positions in between; who was not there yet is told so."""
    took = [await _took(http, dice.randrange(MANY), dice.randint(first, last)) for _ in range(ASKED)]
    return quantiles(took, n=100)[98] * 1_000


async def _took(http: httpx.AsyncClient, number: int, position: int) -> float:
    began = perf_counter()
    answer = await http.get(f"/events/v1/initiatives/{initiative_id(number)}/journey?at={position}")
    if answer.status_code not in {200, 404}:
        answer.raise_for_status()
    return perf_counter() - began
