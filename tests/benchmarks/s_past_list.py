"""(s) All journeys as they stood at a random past moment, among a million facts: each of them, and how many where."""

import random
from time import perf_counter
from typing import Final

import httpx

from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.journeys import MANY
from tests.benchmarks.past import ledger
from tests.benchmarks.rows import Claim, Goal, Round

ROUNDS: Final = 7
LIST: Final = "/events/v1/journeys?format=csv"
COUNTS: Final = "/events/v1/figures?by=none"
CAUSE: Final = "each initiative's milestones up to then are read and put together anew for every question"

EACH: Final = Claim(
    "s",
    "the whole list of 35,000 journeys, each with its stage, as it was at a random past moment; 1,000,000 facts",
    "s",
    Goal("ours", "≤", 2),
    CAUSE,
)
STAGES: Final = Claim(
    "s-stages",
    "how many of 35,000 journeys stood at each stage (with all figures of it) at a random past moment; 1,000,000 facts",
    "s",
    Goal("ours", "≤", 2),
    CAUSE,
)
EACH_NEWEST: Final = Claim(
    "s-newest",
    "the whole list of 35,000 journeys as it was one fact ago",
    "s",
    Goal("ours", "≤", 2),
    CAUSE,
)
STAGES_NEWEST: Final = Claim(
    "s-stages-newest",
    "how many of 35,000 journeys stood at each stage (with all figures of it) one fact ago",
    "s",
    Goal("ours", "≤", 2),
    CAUSE,
)
CLAIMS: Final = (EACH, EACH_NEWEST, STAGES, STAGES_NEWEST)


async def measure(bench: Bench) -> Measured:
    dice = random.Random(3)
    rounds: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    with folder() as place:
        async with ledger(bench, "s", place, MANY) as (http, facts):
            await _seconds(http, LIST, facts)
            for _ in bench.rounds("s: all journeys at past moments", ROUNDS):
                rounds[EACH].append(Round(await _seconds(http, LIST, dice.randint(1, facts))))
                rounds[EACH_NEWEST].append(Round(await _seconds(http, LIST, facts - 1)))
                rounds[STAGES_NEWEST].append(Round(await _seconds(http, COUNTS, facts - 1)))
                rounds[STAGES].append(Round(await _seconds(http, COUNTS, dice.randint(1, facts))))
    return rounds


async def _seconds(http: httpx.AsyncClient, path: str, position: int) -> float:
    began = perf_counter()
    answer = await http.get(f"{path}&at={position}")
    answer.raise_for_status()
    return perf_counter() - began
