"""How long something took, of many: the middle one, the mean, and how far they lie apart; in working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.events.figures.days import DAY_LONG


@dataclass(frozen=True, slots=True)
class Spread:
    """In working days, to a hundredth. `p90`: nine in ten took no longer (the nearest rank)."""

    count: int
    median: float
    mean: float
    p90: float
    min: float
    max: float


def spread(took: Sequence[int]) -> Spread | None:
    """Of at least one working time in microseconds; None of none."""
    if not took:
        return None
    ordered = sorted(took)
    count = len(ordered)
    middle = Fraction(ordered[(count - 1) // 2] + ordered[count // 2], 2)
    return Spread(
        count=count,
        median=_days(middle),
        mean=_days(Fraction(sum(ordered), count)),
        p90=_days(ordered[-(-count * 9 // 10) - 1]),
        min=_days(ordered[0]),
        max=_days(ordered[-1]),
    )


def _days(microseconds: Fraction | int) -> float:
    """Rounded exactly, so that who counts the same in another way finds the same."""
    return float(round(Fraction(microseconds) / DAY_LONG, 2))
