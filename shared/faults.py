"""Named points at which a fault run kills this process; in production nothing is armed and nothing happens."""

import os
import signal
from typing import Final, Literal, get_args

Point = Literal[
    "before-commit",
    "after-commit-before-answer",
    "before-bus-commit",
    "after-bus-commit",
    "between-effect-and-cursor",
    "in-ledger-ingest",
]
POINTS: Final[tuple[Point, ...]] = get_args(Point)

_armed: dict[str, int] = {}


def arm(text: str) -> None:
    """Kill this process with SIGKILL when a point is reached for the n-th time; `text` is `<point>:<n>`.

    Raises ValueError for a point that does not exist.
    """
    point, _, count = text.partition(":")
    if point not in POINTS or not count.isdigit() or int(count) < 1:
        raise ValueError(f"a fault is <point>:<n> with a point of {', '.join(POINTS)}; got {text!r}")
    _armed[point] = int(count)


def reached(point: Point) -> None:
    """Say that the code has come to `point`."""
    if point in _armed:
        _armed[point] -= 1
        if _armed[point] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
