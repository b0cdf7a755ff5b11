"""(b) From the act over HTTP to its event on the stream, fifty acts a second."""

from collections.abc import Sequence
from statistics import quantiles
from typing import Final

from tests.benchmarks.bench import Bench, Measured, answer_of, folder
from tests.benchmarks.koploper import up
from tests.benchmarks.rows import Claim, Goal, Round

SECONDS: Final = 6
RATE: Final = 50
CAUSE: Final = (
    "three commits with a sync each follow one another (the service's, the bus's, the ledger's), while what three "
    "other services make of each act is decided and written by the same interpreter"
)

MEDIAN: Final = Claim(
    "b", "HTTP act to its event on the stream, 50 acts a second: median", "ms", Goal("ours", "≤", 15), CAUSE
)
SLOWEST: Final = Claim(
    "b-p99", "HTTP act to its event on the stream, 50 acts a second: 99 of 100", "ms", Goal("ours", "≤", 60), CAUSE
)
CLAIMS: Final = (MEDIAN, SLOWEST)


async def measure(bench: Bench) -> Measured:
    median: list[Round] = []
    slowest: list[Round] = []
    with folder() as data:
        async with up(data) as system:
            await latencies(system.port)
            for _ in bench.rounds("b: act to stream"):
                middle, last = of(await latencies(system.port))
                median.append(Round(middle))
                slowest.append(Round(last))
    return {MEDIAN: median, SLOWEST: slowest}


async def latencies(port: int) -> Sequence[float]:
    """Milliseconds per act, measured by a client in a process of its own."""
    taken: Sequence[float] = await answer_of("submitting", "steady", port, SECONDS, RATE)
    return taken


def of(latencies: Sequence[float]) -> tuple[float, float]:
    """Their median, and what 99 of 100 stay below."""
    hundredths = quantiles(latencies, n=100)
    return hundredths[49], hundredths[98]
