"""(v) `koploper verify` of a million entries: against one SHA-256 of each, and what it keeps in memory."""

from typing import Final

from tests.benchmarks.bench import Bench, Measured, answer_of, folder
from tests.benchmarks.journeys import MANY
from tests.benchmarks.rows import Claim, Goal, Round

FEW: Final = MANY // 10
CAUSE: Final = "two SHA-256 in the tree, and six attributes that are read out of each envelope's JSON"

RATIO: Final = Claim(
    "v",
    "`koploper verify` of 1,000,000 entries, one core; against one hashlib.sha256 of each",
    "s",
    Goal("ratio", "≤", 8),
    CAUSE,
)
SECONDS: Final = Claim("v-seconds", "the same, by itself", "s", Goal("ours", "≤", 10), CAUSE)
MEMORY: Final = Claim(
    "v-memory",
    "memory of its process at 1,000,000 entries; against 100,000",
    "MB",
    None,
    "of each entry an id of eight bytes, so that every cause can be found",
)
CLAIMS: Final = (RATIO, SECONDS, MEMORY)


async def measure(bench: Bench) -> Measured:
    found: dict[Claim, list[Round]] = {claim: [] for claim in CLAIMS}
    with folder() as place:
        with bench.busy("v: a million entries", 2) as told:
            for name, initiatives in (("many", MANY), ("few", FEW)):
                await answer_of("verifying", "write", place / name, initiatives)
                told(1)
        for _ in bench.rounds("v: verified and hashed", 5):
            many = await answer_of("verifying", "verify", place / "many", MANY)
            hashed = await answer_of("verifying", "hash", place / "many", MANY)
            few = await answer_of("verifying", "verify", place / "few", FEW)
            found[RATIO].append(Round(many["seconds"], hashed["seconds"]))
            found[SECONDS].append(Round(many["seconds"]))
            found[MEMORY].append(Round(many["megabytes"], few["megabytes"]))
    return found
