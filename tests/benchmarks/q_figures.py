"""(q) Figures of all journeys: now, of so many initiatives, and as known at any past moment among a million facts."""

import random
from time import perf_counter
from typing import Final

import httpx

from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.journeys import MANY
from tests.benchmarks.past import ledger
from tests.benchmarks.rows import Claim, Goal, Round

ROUNDS: Final = 7
FIGURES: Final = "/events/v1/figures"
DASHBOARD: Final = ("none", "theme", "branch", "region", "origin", "policy")
CAUSE: Final = "each initiative's milestones are read and followed anew for every question, some 40 µs each"

PAST: Final = Claim(
    "q",
    "figures of all 35,000 initiatives, by theme and the like, as known at a random past moment; 1,000,000 facts",
    "s",
    Goal("ours", "≤", 2),
    CAUSE,
)
NOW: Final = Claim("q-20000", "the same now, of 20,000 initiatives", "s", None, CAUSE)
FEW: Final = Claim("q-2000", "the same now, of 2,000 initiatives", "s", None, CAUSE)
CLAIMS: Final = (PAST, NOW, FEW)


async def measure(bench: Bench) -> Measured:
    return {
        FEW: await _measured(bench, 2_000, past=False),
        NOW: await _measured(bench, 20_000, past=False),
        PAST: await _measured(bench, MANY, past=True),
    }


async def _measured(bench: Bench, initiatives: int, *, past: bool) -> list[Round]:
    """Seconds per answer, the first question aside: each is another one, as on a dashboard."""
    dice = random.Random(1)
    with folder() as place:
        async with ledger(bench, "q", place, initiatives) as (http, facts):
            await _seconds(http, "?by=theme")
            return [
                Round(await _seconds(http, f"?by={DASHBOARD[number % 6]}" + (f"&at={dice.randint(1, facts)}" * past)))
                for number in bench.rounds(f"q: figures of {initiatives} initiatives", ROUNDS)
            ]


async def _seconds(http: httpx.AsyncClient, query: str) -> float:
    began = perf_counter()
    answer = await http.get(FIGURES + query)
    answer.raise_for_status()
    return perf_counter() - began
