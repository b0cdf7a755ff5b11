"""(c) Submissions per second over HTTP, each durable when it is answered."""

from typing import Final

from tests.benchmarks.bench import Bench, Measured, answer_of, folder
from tests.benchmarks.koploper import up
from tests.benchmarks.rows import Claim, Round

SUBMISSIONS: Final = 1_600
AT_ONCE: Final = 16

RATE: Final = Claim(
    "c",
    "submissions over HTTP, durable when answered, 16 at once, while three services react and the ledger records",
    "1/s",
    None,
    "one core runs HTTP, the rules and five services",
)
CLAIMS: Final = (RATE,)


async def measure(bench: Bench) -> Measured:
    with folder() as data:
        async with up(data) as system:
            await answer_of("submitting", "rush", system.port, AT_ONCE * 10, AT_ONCE)
            rush = ("submitting", "rush", system.port, SUBMISSIONS, AT_ONCE)
            return {RATE: [Round(await answer_of(*rush)) for _ in bench.rounds("c: submissions/s")]}
