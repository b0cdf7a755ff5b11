"""(a) Commands per second through `handle`, against one `save` or one insert at a time."""

from pathlib import Path
from typing import Final

from tests.benchmarks.bench import Bench, Measured, folder
from tests.benchmarks.counting import counting
from tests.benchmarks.others import EventSourcing, Inserts
from tests.benchmarks.rows import Claim, Goal, Round

COMMANDS: Final = 8_000
SINGLE: Final = 4_000
WARM: Final = 800
CAUSE: Final = (
    "sixteen commands cost some 1.9 ms of one core: 0.4 ms of statements that every group needs, 60 µs of Python per "
    "command on the writer's thread and 20 µs on the loop; the sync of the disk is shared by all sixteen"
)

LIBRARY: Final = Claim(
    "a",
    "commands through `handle`, with idempotency and a read model, 16 at once; against `save` of `eventsourcing`",
    "1/s",
    Goal("ratio", "≥", 1.5),
    CAUSE,
)
RAW: Final = Claim(
    "a-raw", "the same; against bare inserts of one row each (sqlite3, synchronous=FULL)", "1/s", None, CAUSE
)
CLAIMS: Final = (LIBRARY, RAW)


async def measure(bench: Bench) -> Measured:
    with folder() as place:
        return await _measure(bench, place)


async def _measure(bench: Bench, place: Path) -> Measured:
    library: list[Round] = []
    raw: list[Round] = []
    with EventSourcing(place) as theirs, Inserts(place) as bare:
        async with counting(place / "ours") as ours:
            await ours.per_second(WARM)
            theirs.per_second(WARM)
            for _ in bench.rounds("a: commands/s", 7):
                commands = await ours.per_second(COMMANDS)
                library.append(Round(commands, theirs.per_second(SINGLE)))
                raw.append(Round(commands, bare.per_second(SINGLE)))
    return {LIBRARY: library, RAW: raw}
