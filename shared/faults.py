"""Named points at which a fault run kills this process, or has a reaction fail.

In production nothing is armed and nothing happens.
"""

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

BUG: Final = "fail-reaction"

_armed: dict[str, int] = {}
_failing: set[tuple[str, str]] = set()


class InjectedBug(Exception):
    """A reaction that was told to fail."""


def arm(text: str) -> None:
    """Arm a fault: `<point>:<n>`, or `fail-reaction:<reaction>:<stream>`.

    The first kills this process with SIGKILL when the point is reached for the n-th time; the second has a reaction
    fail whenever it hears of that stream. Raises ValueError for anything else.
    """
    point, _, rest = text.partition(":")
    if point == BUG and all(rest.partition(":")):
        reaction, _, stream = rest.partition(":")
        _failing.add((reaction, stream))
        return
    if point not in POINTS or not rest.isdigit() or int(rest) < 1:
        raise ValueError(
            f"a fault is <point>:<n> with a point of {', '.join(POINTS)}, or {BUG}:<reaction>:<stream>; got {text!r}"
        )
    _armed[point] = int(rest)


def reached(point: Point) -> None:
    """Say that the code has come to `point`."""
    if point in _armed:
        _armed[point] -= 1
        if _armed[point] == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def reacting(reaction: str, stream: str) -> None:
    """Say that a reaction is to answer an event of `stream`; raises InjectedBug where that is armed."""
    if (reaction, stream) in _failing:
        raise InjectedBug(f"{reaction} was told to fail on {stream}")
