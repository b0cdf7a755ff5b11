"""One fault after the other, with progress."""

import os
import time
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from tests.faults import complaints
from tests.faults.apart.fault import Fault, Outcome, Say, suffer
from tests.faults.apart.load import FEW
from tests.faults.complaints import Shape
from tests.faults.local.campaign import undisturbed
from tests.faults.people import Crowd


async def outcomes(faults: Sequence[Fault], place: Path, seed: int, console: Console) -> list[Outcome]:
    """Suffer them all; what needs more rights than we have is left out, with a line."""
    found = []
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task("without faults")
        expected = await without_faults(place)
        for fault in faults:
            if fault.needs_root and os.geteuid():
                console.print(f"{fault.name} is left out: only root can mount a small file system.")
                continue
            progress.reset(bar, description=fault.name)
            outcome = await _one(fault, place / fault.name, seed, expected, partial(_show, progress, bar, fault.name))
            console.print(f"{fault.name}: {outcome.faults} times, {len(outcome.complaints)} complaints")
            found.append(outcome)
    return found


def _show(progress: Progress, bar: TaskID, name: str, said: str) -> None:
    """On a terminal in the line that moves, else a line each."""
    if progress.console.is_terminal:
        progress.update(bar, description=f"{name}: {said}")
    else:
        progress.console.print(f"{name}: {said}", markup=False, highlight=False, soft_wrap=True)


async def _one(fault: Fault, folder: Path, seed: int, expected: Shape, say: Say) -> Outcome:
    """Suffer one; a run that breaks off is a complaint, and the next one begins."""
    began = time.monotonic()
    try:
        return await suffer(fault, folder, seed, expected, say)
    except Exception:  # noqa: BLE001 - it is told as a complaint, with its traceback
        wrong = [f"it broke off: {traceback.format_exc()}"]
        seconds = time.monotonic() - began
        return Outcome(fault.name, fault.what, fault.recovery, seed, 0, 0, 0, 0, 0, [], seconds, wrong)


async def without_faults(folder: Path) -> Shape:
    """What the streams of these people hold when nothing is broken, on one machine's own bus and files."""
    crowd = Crowd.of(*FEW)
    return complaints.of_people(complaints.shape(await undisturbed(folder, crowd), crowd), crowd)
