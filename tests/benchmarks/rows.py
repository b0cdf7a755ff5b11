"""A row of the list: what is claimed, what each round gave, and whether the claim held."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal

LEAST_ROUNDS: Final = 5

Of = Literal["ours", "ratio"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What `of` must be: at least `limit`, or at most."""

    of: Of
    sign: Literal["≥", "≤"]
    limit: float

    def met(self, value: float) -> bool:
        return value >= self.limit if self.sign == "≥" else value <= self.limit

    def __str__(self) -> str:
        return f"{'' if self.of == 'ours' else 'ratio '}{self.sign} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One row before it is measured. `bound_by` says what it comes down to, told where the goal is not met."""

    id: str
    what: str
    unit: str
    goal: Goal | None
    bound_by: str


@dataclass(frozen=True, slots=True)
class Round:
    """What one round gave: ours and, measured in turn with it, what it is held against."""

    ours: float
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.baseline is None else self.ours / self.baseline


Row = dict[str, Any]


def row(claim: Claim, rounds: Sequence[Round]) -> Row:
    """The row as `docs/benchmarks.json` holds it: medians, and every round.

    The ratio is the median of the rounds' own ratios: what slows the machine for a while slows both sides of a round.
    Raises ValueError for fewer than five rounds.
    """
    if len(rounds) < LEAST_ROUNDS:
        raise ValueError(f"{claim.id}: a row needs {LEAST_ROUNDS} rounds at least, got {len(rounds)}")
    baselines = [each.baseline for each in rounds if each.baseline is not None]
    ratios = [each.ratio for each in rounds if each.ratio is not None]
    ours = median(each.ours for each in rounds)
    ratio = median(ratios) if ratios else None
    return {
        "id": claim.id,
        "what": claim.what,
        "ours": _short(ours),
        "baseline": _short(median(baselines)) if baselines else None,
        "unit": claim.unit,
        "ratio": None if ratio is None else _short(ratio),
        "goal": None if claim.goal is None else str(claim.goal),
        "met": claim.goal is None or claim.goal.met(_value(claim.goal, ours, ratio)),
        "rounds": [
            {"ours": _short(each.ours)} | ({} if each.baseline is None else {"baseline": _short(each.baseline)})
            for each in rounds
        ],
    }


def _value(goal: Goal, ours: float, ratio: float | None) -> float:
    if goal.of == "ours":
        return ours
    if ratio is None:
        raise ValueError("a goal for a ratio needs a baseline")
    return ratio


def _short(number: float) -> float:
    """As many digits as mean something."""
    return round(number, 3 if number < 10 else 1 if number < 1_000 else 0)
