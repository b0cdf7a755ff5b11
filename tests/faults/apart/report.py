"""What the faults of the system apart came to: a table for the screen, and a section of docs/reliability.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table

from tests.faults.apart.fault import Outcome
from tests.faults.apart.faults import FAULTS

KEPT: Final = Path(__file__).parents[3] / "docs" / "reliability.json"
TITLE: Final = "## Apart, on Apache Kafka and PostgreSQL"
HEADINGS: Final = (
    "Fault",
    "times",
    "acts",
    "events",
    "messages",
    "duplicates dropped",
    "seconds to recover: median",
    "most",
    "complaints",
)
SECTION: Final = """{title}

For each fault a new system: `koploper serve` of every service, a process each (of some two), an Apache Kafka broker
and a PostgreSQL with a database and a role per service. The people of five initiatives act, wave after wave, until what
is done to the system is done; then nobody acts any more, and all that is under way has to arrive.

{table}

{what}

`events` were stored and `messages` are on Kafka's topics in the end; `duplicates dropped` were received more than once,
and had no effect. {faults} faults in {towns} systems, {seconds:.0f} seconds in all. A row may be of a run of its own,
and seconds depend on what else the machine did. {lacking}

In the end, of each system: the same as above, and every process that is told to stop ends with 0 (within 10 s
where only one does). {verdict}
"""


def kept() -> list[Outcome]:
    """What earlier runs found."""
    return [Outcome(**each) for each in json.loads(KEPT.read_text())] if KEPT.exists() else []


def keep(found: Iterable[Outcome]) -> list[Outcome]:
    """Put newer outcomes in the place of older ones of the same fault; gives all, in the order of the faults."""
    all_ = {each.name: each for each in (*kept(), *found)}
    rows = [all_[fault.name] for fault in FAULTS if fault.name in all_]
    KEPT.write_text(json.dumps([asdict(each) for each in rows], indent=2) + "\n")
    return rows


def table(found: Sequence[Outcome]) -> Table:
    """For the screen."""
    shown = Table(*HEADINGS)
    for each in found:
        shown.add_row(*_cells(each))
    return shown


def section(found: Sequence[Outcome]) -> str:
    """For docs/reliability.md."""
    lines = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), *map(_cells, found)]
    wrong = sum(len(each.complaints) for each in found)
    lacking = [f"`{fault.name}`" for fault in FAULTS if fault.name not in {each.name for each in found}]
    return SECTION.format(
        title=TITLE,
        table="\n".join(f"| {' | '.join(line)} |" for line in lines),
        what="\n".join(f"- `{each.name}`: {each.what}. Recovered: {each.recovery}." for each in found),
        faults=sum(each.faults for each in found),
        towns=len(found),
        lacking=f"Without figures: {', '.join(lacking)}." if lacking else "",
        seconds=sum(each.seconds for each in found),
        verdict=f"**{wrong} complaints**." if wrong else "No complaints.",
    )


def _cells(each: Outcome) -> tuple[str, ...]:
    times = (f"{median(each.recovered):.1f}", f"{max(each.recovered):.1f}") if each.recovered else ("–", "–")
    counts: Mapping[str, int] = {name: getattr(each, name) for name in COUNTS}
    return f"`{each.name}`", *map(str, counts.values()), *times, str(len(each.complaints))


COUNTS: Final = ("faults", "acts", "events", "messages", "duplicates")
