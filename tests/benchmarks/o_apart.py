"""(o) From an act in one service to the reaction committed in the next, each a process of its own, 50 a second."""

from typing import Final

from tests.benchmarks.apart import apart, reactions, stores
from tests.benchmarks.b_latency import of
from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.rows import Claim, Goal, Round
from tests.benchmarks.servers import kafka, postgres

CAUSE: Final = (
    "a commit, a batch acknowledged by Kafka and a second commit follow one another, while two cores are shared by "
    "five services that all react, Kafka, PostgreSQL and the client"
)
WHAT: Final = (
    "act in one service to the reaction committed in the next, 50 acts a second, five processes on Kafka and PostgreSQL"
)

MEDIAN: Final = Claim("o", f"{WHAT}: median", "ms", Goal("ours", "≤", 25), CAUSE)
SLOWEST: Final = Claim("o-p99", f"{WHAT}: 99 of 100", "ms", Goal("ours", "≤", 100), CAUSE)
CLAIMS: Final = (MEDIAN, SLOWEST)


async def measure(bench: Bench) -> Measured:
    median: list[Round] = []
    slowest: list[Round] = []
    with folder() as place, kafka(place / "kafka") as address, postgres(dated=True) as server:
        async with apart(place / "town", address, stores(server)) as town:
            await reactions(town)
            for _ in bench.rounds("o: act to reaction"):
                middle, last = of(await reactions(town))
                median.append(Round(middle))
                slowest.append(Round(last))
    return {MEDIAN: median, SLOWEST: slowest}
