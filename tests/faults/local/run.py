"""The long run of kills: as many folders as they need."""

import tempfile
from collections import deque
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.faults import complaints
from tests.faults.local.campaign import Campaign, Round, undisturbed
from tests.faults.local.kills import AT_ANY_MOMENT, Kill
from tests.faults.people import Crowd


async def rounds_of(left: deque[Kill], console: Console) -> list[Round]:
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
            if idle and left[0].point == AT_ANY_MOMENT:  # this machine was done by then
                left[0] = replace(left[0], seconds=left[0].seconds / 2)
            assert idle <= len(left), f"these never come to pass: {left}"
            left.rotate(-1)  # what did not come to pass in this folder may do so later in another
            each.complaints.extend(complaints.of_shapes(complaints.shape(each.found, crowd), expected))
            rounds.append(each)
    return rounds
