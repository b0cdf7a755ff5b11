"""`python -m tests.faults [--kills 60] [--seed 1] [--only NAME]…`: what is left of what breaks; exits 1 for complaints.

Without `--only` everything: `local`, and then each fault of the system apart. docs/reliability.md is written from it.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from tests.faults.apart import report as apart_report
from tests.faults.apart.faults import FAULTS
from tests.faults.apart.run import outcomes
from tests.faults.local import kills, report
from tests.faults.local.kills import KINDS
from tests.faults.local.run import rounds_of

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
LEAST: Final = 5
"""Kills of each kind, at least."""
LOCAL: Final = "local"
NAMES: Final = (LOCAL, *(fault.name for fault in FAULTS))

console = Console()


def main(
    count: Annotated[
        int, typer.Option("--kills", min=LEAST * len(KINDS), help="How often to kill `koploper up`.")
    ] = 60,
    seed: Annotated[int, typer.Option(help="Decides which faults come when.")] = 1,
    only: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(NAMES)}.")] = None,
) -> None:
    """Break Koploper in every way, several times, and look what is left."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what was started is ended first
    chosen = only or list(NAMES)
    if unknown := set(chosen) - set(NAMES):
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(NAMES)}")
    wrong = _local(count, seed) if LOCAL in chosen else []
    wrong += _apart([fault.name for fault in FAULTS if fault.name in chosen], seed)
    for complaint in wrong:
        console.print(complaint, markup=False, soft_wrap=True)
    console.print(f"{len(wrong)} complaints; figures in {PAGE}")
    sys.exit(1 if wrong else 0)


def _local(count: int, seed: int) -> list[str]:
    """Kill `koploper up`."""
    began = time.monotonic()
    rounds = asyncio.run(rounds_of(kills.some(count, seed), console))
    found = report.rows(rounds)
    console.print(report.table(found))
    command = f"python -m tests.faults --kills {count} --seed {seed}"
    page = report.page(found, rounds, command, time.monotonic() - began, os.cpu_count() or 1)
    _, _, apart = PAGE.read_text().partition(apart_report.TITLE)
    PAGE.write_text(f"{page}\n{apart_report.TITLE}{apart}" if apart else page)
    return [complaint for each in rounds for complaint in each.complaints]


def _apart(names: list[str], seed: int) -> list[str]:
    """Break the system apart in each of these ways."""
    if not names:
        return []
    with tempfile.TemporaryDirectory(prefix="koploper-faults-") as place:
        found = asyncio.run(outcomes([fault for fault in FAULTS if fault.name in names], Path(place), seed, console))
    console.print(apart_report.table(found))
    local, _, _ = PAGE.read_text().partition(apart_report.TITLE)
    PAGE.write_text(f"{local.rstrip()}\n\n{apart_report.section(apart_report.keep(found))}")
    return [f"{each.name}: {complaint}" for each in found for complaint in each.complaints]


if __name__ == "__main__":
    typer.run(main)
