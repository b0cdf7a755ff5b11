"""`python -m tests.faults [--kills 60] [--seed 1]`: kills at every point; exits 1 when anything is wrong."""

import asyncio
import os
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.faults import complaints
from tests.faults.local import kills, report
from tests.faults.local.campaign import Campaign, Round, undisturbed
from tests.faults.local.kills import KINDS
from tests.faults.people import Crowd

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
LEAST: Final = 5
"""Kills of each kind, at least."""

console = Console()


def main(
    count: Annotated[int, typer.Option("--kills", min=LEAST * len(KINDS), help="How often to kill.")] = 60,
    seed: Annotated[int, typer.Option(help="Decides which kills come when.")] = 1,
) -> None:
    """Kill Koploper at every point, several times, and look what is left."""
    began = time.monotonic()
    rounds = asyncio.run(_rounds(kills.some(count, seed)))
    found = report.rows(rounds)
    console.print(report.table(found))
    command = f"python -m tests.faults --kills {count} --seed {seed}"
    PAGE.write_text(report.page(found, rounds, command, time.monotonic() - began, os.cpu_count() or 1))
    wrong = [complaint for each in rounds for complaint in each.complaints]
    for complaint in wrong:
        console.print(complaint, markup=False, soft_wrap=True)
    console.print(f"{len(wrong)} complaints; figures in {PAGE}")
    sys.exit(1 if wrong else 0)


async def _rounds(left: deque[kills.Kill]) -> list[Round]:
    """A run without kills, and then as many folders as the kills need; gives the latter."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    rounds: list[Round] = []
    idle = 0
    with tempfile.TemporaryDirectory() as place, Progress(*columns, console=console) as progress:
        bar = progress.add_task("without kills", total=len(left))
        crowd = Crowd.of()
        quiet = Path(place) / "quiet"
        quiet.mkdir()
        expected = complaints.shape(await undisturbed(quiet, crowd), crowd)
        while left:
            progress.update(bar, description=f"folder {len(rounds) + 1}")
            crowd, before = Crowd.of(), len(left)
            data = Path(place) / str(len(rounds))
            each = await Campaign(data, crowd, left, lambda: progress.advance(bar)).run()
            idle = idle + 1 if len(left) == before else 0
            assert idle <= len(left), f"these never come to pass: {left}"
            left.rotate(-1)  # what did not come to pass in this folder may do so later in another
            each.complaints.extend(complaints.of_shapes(complaints.shape(each.found, crowd), expected))
            rounds.append(each)
    return rounds


if __name__ == "__main__":
    typer.run(main)
