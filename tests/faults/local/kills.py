"""Which kills a run is given: seeded, and as many of each kind."""

from collections import deque
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Final

from shared.faults import POINTS

AFTER_ACKNOWLEDGEMENT: Final = "after-acknowledgement"
"""From outside, as soon as somebody got the n-th answer."""
AT_ANY_MOMENT: Final = "at-any-moment"
"""From outside, so many seconds after the start: while it starts, or whatever it does then."""
KINDS: Final = (*POINTS, AFTER_ACKNOWLEDGEMENT, AT_ANY_MOMENT)
LATEST: Final = 8
LONGEST: Final = 3.0


@dataclass(frozen=True, slots=True)
class Kill:
    """A SIGKILL at `point` when it is reached for the `nth` time, or after so many `seconds`."""

    point: str
    nth: int = 0
    seconds: float = 0.0

    @property
    def fault(self) -> str | None:
        """What the process is told at its start, when it kills itself."""
        return f"{self.point}:{self.nth}" if self.point in POINTS else None


def some(count: int, seed: int) -> deque[Kill]:
    """`count` kills of all kinds in turn, shuffled."""
    chance = Random(seed)
    chosen = [
        Kill(kind, seconds=chance.uniform(0, LONGEST))
        if kind == AT_ANY_MOMENT
        else Kill(kind, chance.randint(1, LATEST))
        for kind in islice(cycle(KINDS), count)
    ]
    chance.shuffle(chosen)
    return deque(chosen)
