"""What the long run found, as figures: a table for the screen, and a page for docs/."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from rich.table import Table

from tests.faults.local.campaign import Life, Round
from tests.faults.local.kills import AFTER_ACKNOWLEDGEMENT, AT_ANY_MOMENT, KINDS

HEADINGS: Final = (
    "Killed",
    "kills",
    "restarts",
    "acts",
    "events",
    "duplicates dropped",
    "seconds to answer again: median",
    "most",
)
SPOKEN: Final = {
    "before-commit": "before the commit of acts",
    "after-commit-before-answer": "after that commit, before the answer",
    "before-bus-commit": "before the commit on the bus",
    "after-bus-commit": "after that commit, before the relay's cursor",
    "between-effect-and-cursor": "between a reaction's effect and the group's cursor",
    "in-ledger-ingest": "in the ledger's ingest, before its commit",
    AFTER_ACKNOWLEDGEMENT: "from outside, after the n-th acknowledgement",
    AT_ANY_MOMENT: "from outside, at any moment, also while it starts",
}
PAGE: Final = """# Reliability: nothing lost, nothing twice

Made by `make faults`, which is `{command}`; the seed decides which faults come when. `make test` runs
small ones.

## In one process

A real `koploper up` on a port and a folder of its own is killed with SIGKILL, started again, and killed again, while
the people of the demo set do their acts over HTTP beside one another. Who gets no answer sends the same request again,
with the same `Idempotency-Key`.

{table}

`acts` were acknowledged and `events` decided by the processes that were killed so; `duplicates dropped` were received a
second time by the process that came after, and had no effect. {rounds} folders took all {kills} kills: {acts} acts,
{events} events, {sent} messages on the bus, {seconds:.0f} seconds on {cores} cores.

In the end, of each folder: {verdict}

- every acknowledged act is in its service's store under the version that was answered, and happened once; who asks the
  same again under the same key gets the same answer;
- the ledger holds the events of all stores, each once and byte for byte, in each stream's order without a hole, at
  positions without a hole;
- every service handled every event of every topic it hears, nothing waits, the relays have sent all;
- every text that an event names is in a vault with that digest, and no vault holds a text that no event names;
- every read model equals one rebuilt from its facts;
- every stream holds the facts, and every journey stands at the stage, of a run without kills.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """All kills of one kind."""

    kind: str
    killed: Sequence[Life]
    after: Sequence[Life]

    @property
    def cells(self) -> tuple[str, ...]:
        waits = [life.until_ready for life in self.after if life.until_ready is not None]
        times = (f"{median(waits):.1f}", f"{max(waits):.1f}") if waits else ("–", "–")
        counts = (
            len(self.killed),
            len(self.after),
            sum(life.acts for life in self.killed),
            sum(life.events for life in self.killed),
            sum(life.duplicates for life in self.after),
        )
        return SPOKEN[self.kind], *map(str, counts), *times


def rows(rounds: Iterable[Round]) -> list[Row]:
    """A row for each kind of kill."""
    pairs = [pair for each in rounds for pair in pairwise(each.lives)]
    return [
        Row(kind, *zip(*found, strict=True)) if found else Row(kind, (), ())
        for kind in KINDS
        for found in [[pair for pair in pairs if pair[0].killed and pair[0].kill and pair[0].kill.point == kind]]
    ]


def table(found: Sequence[Row]) -> Table:
    """For the screen."""
    shown = Table(*HEADINGS)
    for row in found:
        shown.add_row(*row.cells)
    return shown


def page(found: Sequence[Row], rounds: Sequence[Round], command: str, seconds: float, cores: int) -> str:
    """For docs/reliability.md."""
    lines = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), *(row.cells for row in found)]
    wrong = sum(len(each.complaints) for each in rounds)
    return PAGE.format(
        command=command,
        table="\n".join(f"| {' | '.join(line)} |" for line in lines),
        rounds=len(rounds),
        kills=sum(len(row.killed) for row in found),
        acts=sum(len(each.ending.acts) for each in rounds),
        events=sum(len(each.found.stored) for each in rounds),
        sent=sum(each.found.sent for each in rounds),
        seconds=seconds,
        cores=cores,
        verdict=f"**{wrong} complaints**." if wrong else "no complaints.",
    )
