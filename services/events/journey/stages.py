"""Which stages an initiative came through, in which order: for its journey, and for the figures about all of them.

What moves a journey follows by its time. At one and the same time it follows the services along the spine, and within
a stream always the stream's own order, also where a clock went back. So the same facts give the same stages, however
they arrived, and whatever else was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from services.events.journey import overview
from services.events.journey.overview import Row, Stage
from shared.envelope import Envelope, timestamp

_ALONG: Final = ("intake", "assessment", "review", "publication")
_BY_TIME: Final = itemgetter(0, 1, 2)
_BY_STREAM: Final = itemgetter(1, 2)


class Mark(NamedTuple):
    """What one fact says of its initiative: when, by the service at this `rank` along the spine, and what."""

    time: str
    rank: int
    sequence: int
    told: Mapping[str, Any]

    @classmethod
    def of(cls, envelope: Envelope, told: Mapping[str, Any]) -> "Mark":
        return cls(timestamp(envelope.time), rank(envelope.service), envelope.sequence, told)


class Entered(NamedTuple):
    """A stage, and since when by the time of the fact that made it so."""

    stage: Stage
    at: str


def rank(service: str) -> int:
    """Where a service stands along the spine; one that is not on it comes last."""
    return _ALONG.index(service) if service in _ALONG else len(_ALONG)


def overview_of(marks: Iterable[Mark]) -> Row:
    """The overview that these marks (all of one initiative) come to."""
    row: dict[str, Any] = {}
    for mark in sorted(marks, key=_BY_STREAM):
        row.update(mark.told)
    return row


def entered(marks: Iterable[Mark]) -> Sequence[Entered]:
    """Each stage as it was entered, in order."""
    row: dict[str, Any] = {}
    found: list[Entered] = []
    for mark in in_order([mark for mark in marks if not mark.told.keys() <= overview.NO_STAGE]):
        row.update(mark.told)
        now = overview.standing(row)
        if now is not None and (not found or found[-1] != now):
            found.append(Entered(*now))
    return found


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """By time, a stream's time never going back."""
    by_time = sorted(marks, key=_BY_TIME)
    last: dict[int, int] = {}
    for mark in by_time:
        if mark.sequence < last.get(mark.rank, 0):
            return _by_held_time(by_time)
        last[mark.rank] = mark.sequence
    return by_time


def _by_held_time(marks: Iterable[Mark]) -> list[Mark]:
    """The same where the time of a stream does go back: it is held at the latest there was."""
    held: dict[int, str] = {}
    placed = []
    for mark in sorted(marks, key=_BY_STREAM):
        time = held[mark.rank] = max(mark.time, held.get(mark.rank, ""))
        placed.append((time, mark.rank, mark.sequence, mark))
    return [each[-1] for each in sorted(placed, key=_BY_TIME)]
