"""Counting lifelines: per stage how many entered and stand there, how many went on, and how long it took.

One lifeline says one thing per stage (`Said`), which is added to every group it belongs to, and once to the total.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, get_args

from services.events.figures.lifeline import Lifeline, values
from services.events.figures.spread import Spread, spread
from services.events.journey.overview import Stage

Dimension = Literal["theme", "branch", "region", "origin", "policy"]
Origin = Literal["self-registered", "nominated-by-other", "approached"]
DIMENSIONS: Final[Sequence[Dimension]] = get_args(Dimension)
ORIGINS: Final[Sequence[Origin]] = get_args(Origin)
"""The ways in which an initiative came: each is in every figure, also where nobody came so."""
STAGES: Final[Sequence[Stage]] = get_args(Stage)
SPINE: Final[Sequence[Stage]] = STAGES[:5]
ENDS: Final[frozenset[Stage]] = frozenset(STAGES[5:])
NEXT: Final[Mapping[Stage, Stage]] = dict(pairwise(SPINE))
PLACE: Final[Mapping[Stage, int]] = {stage: SPINE.index(stage) if stage in SPINE else -1 for stage in STAGES}
"""How far along the spine a stage is; an end is nowhere on it."""
BEFORE: Final[Mapping[Stage, Stage]] = {after: before for before, after in NEXT.items()} | {
    "rejected": "submitted",
    "refused": "assessed",
    "withdrawn": "submitted",
}
"""From which stage on the lead time of a stage is counted."""
FIRST: Final[Stage] = "submitted"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: entered from `start` on and before `end` (times; None is open), by a dimension, of whom."""

    start: str | None = None
    end: str | None = None
    by: Dimension | None = None
    only: Mapping[Dimension, str] = field(default_factory=dict)

    def holds(self, time: str) -> bool:
        """Whether a time lies in the period."""
        return (self.start is None or self.start <= time) and (self.end is None or time < self.end)

    def is_about(self, life: Lifeline) -> bool:
        return all(value in values(life.row, dimension) for dimension, value in self.only.items())

    def groups(self, life: Lifeline) -> Sequence[str | None]:
        """The groups it counts in: one that has no value by this dimension counts in that of None."""
        if self.by is None:
            return ()
        return values(life.row, self.by) or (None,)


@dataclass(frozen=True, slots=True)
class Said:
    """What one lifeline says of one stage; working times in microseconds, None where there is none in the period."""

    entered: bool
    stands: bool
    reached: bool
    waiting: bool
    took: int | None
    took_from_first: int | None


@dataclass(slots=True)
class Tally:
    """Of one stage, over many lifelines."""

    entered: int = 0
    standing: int = 0
    reached: int = 0
    waiting: int = 0
    took: list[int] = field(default_factory=list)
    took_from_first: list[int] = field(default_factory=list)
    origins: Counter[str | None] = field(default_factory=Counter)

    def add(self, said: Said, origin: str | None) -> None:
        self.entered += said.entered
        self.origins[origin] += said.entered
        self.standing += said.stands
        self.reached += said.reached
        self.waiting += said.waiting
        if said.took is not None:
            self.took.append(said.took)
        if said.took_from_first is not None:
            self.took_from_first.append(said.took_from_first)


@dataclass(frozen=True, slots=True)
class Figure:
    """The figures of one stage; what a stage has none of is None."""

    stage: Stage
    entered: int
    entered_by_origin: Mapping[Origin, int]
    standing: int
    next: Stage | None
    reached: int | None
    waiting: int | None
    conversion: float | None
    lead_time: Spread | None
    since_submission: Spread | None


PerStage = Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Figures:
    """An answer: everything once, and per group; groups in the order of their names, that of nothing last."""

    total: PerStage
    groups: Mapping[str | None, PerStage]


def count(lives: Iterable[Lifeline], question: Question) -> Figures:
    """The figures of these lifelines."""
    total = _tallies()
    groups: dict[str | None, dict[Stage, Tally]] = {}
    if question.by == "origin":
        groups.update((origin, _tallies()) for origin in ORIGINS)
    for life in lives:
        if not question.is_about(life):
            continue
        counted = [total, *(groups.setdefault(name, _tallies()) for name in question.groups(life))]
        for stage, said in says(life, question):
            for each in counted:
                each[stage].add(said, life.row.get("origin"))
    ordered = sorted(groups, key=lambda name: (name is None, name or ""))
    return Figures(_figures(total), {name: _figures(groups[name]) for name in ordered})


def says(life: Lifeline, question: Question) -> Iterator[tuple[Stage, Said]]:
    """What a lifeline says, per stage it entered: of the last time it did, and backwards."""
    ended = life.entered[-1].stage in ENDS
    in_period = {each.stage for each in life.entered if question.holds(each.at)}
    furthest = -1
    told: set[Stage] = set()
    for index in range(len(life.entered) - 1, -1, -1):
        stage, at = life.entered[index]
        place = PLACE[stage]
        if stage not in told:
            told.add(stage)
            counts = stage in in_period
            reached = counts and stage in NEXT and furthest > place
            yield (
                stage,
                Said(
                    entered=counts,
                    stands=index == len(life.entered) - 1,
                    reached=reached,
                    waiting=counts and stage in NEXT and not reached and not ended,
                    took=_took(life, index) if question.holds(at) else None,
                    took_from_first=_took_from_first(life, index) if question.holds(at) else None,
                ),
            )
        furthest = max(furthest, place)


def _took(life: Lifeline, index: int) -> int | None:
    """From the last time that the stage before was entered, before this one was."""
    before = BEFORE.get(life.entered[index].stage)
    for start in range(index - 1, -1, -1):
        if life.entered[start].stage == before:
            return life.took(start, index)
    return None


def _took_from_first(life: Lifeline, index: int) -> int | None:
    """From the first time that it was submitted, to another stage than that."""
    if life.entered[index].stage == FIRST:
        return None
    for start in range(index):
        if life.entered[start].stage == FIRST:
            return life.took(start, index)
    return None


def _tallies() -> dict[Stage, Tally]:
    return {stage: Tally() for stage in STAGES}


def _figures(tallies: Mapping[Stage, Tally]) -> list[Figure]:
    return [_figure(stage, tally) for stage, tally in tallies.items()]


def _figure(stage: Stage, tally: Tally) -> Figure:
    goes_on = stage in NEXT
    return Figure(
        stage=stage,
        entered=tally.entered,
        entered_by_origin={origin: tally.origins[origin] for origin in ORIGINS},
        standing=tally.standing,
        next=NEXT.get(stage),
        reached=tally.reached if goes_on else None,
        waiting=tally.waiting if goes_on else None,
        conversion=float(round(Fraction(tally.reached, tally.entered), 4)) if goes_on and tally.entered else None,
        lead_time=spread(tally.took),
        since_submission=spread(tally.took_from_first),
    )
