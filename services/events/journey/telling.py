"""Telling a journey: from an initiative's entries to steps, stages and where it stands, as somebody may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.events.journey import overview, stages
from services.events.journey.layout import lay_out
from services.events.journey.overview import Row, Stage
from services.events.journey.stages import Entered, Mark
from services.events.ledger.entries import Entry
from services.events.readers import Readership
from shared.event import Readers


@dataclass(frozen=True, slots=True)
class Step:
    """An entry, and what may be seen of its data."""

    entry: Entry
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lived:
    """A stage and when it was entered and left; not left is where the journey is."""

    stage: Stage
    entered_at: str
    left_at: str | None


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey up to some position. `row` is its overview, column for column what the read model holds."""

    row: Row
    stages: Sequence[Lived]
    steps: Sequence[Step]


def tell(entries: Sequence[Entry], readership: Readership, sight: Readers) -> Journey | None:
    """The journey that these entries (all about one initiative) make; None when `sight` may see nothing of it."""
    steps = [
        Step(entry, data) for entry in lay_out(entries) if (data := readership.data(entry.envelope, sight)) is not None
    ]
    if not steps:
        return None
    marks = [Mark.of(step.entry.envelope, overview.columns(step.entry.envelope, step.data, sight)) for step in steps]
    return Journey(stages.overview_of(marks), _lived(stages.entered(marks)), steps)


def _lived(entered: Sequence[Entered]) -> list[Lived]:
    left = (each.at for each in entered[1:])
    return [Lived(each.stage, each.at, next(left, None)) for each in entered]
