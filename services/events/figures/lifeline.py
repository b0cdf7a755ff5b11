"""One initiative as figures need it: the stages it came through, what it is about, when it waited for its submitter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.events.figures.days import worked
from services.events.figures.milestones import ANSWERED, ASKED, AWAY
from services.events.journey import overview, stages
from services.events.journey.overview import Row
from services.events.journey.stages import Entered, Mark

Wait = tuple[int, int]
"""From when until when, in working time."""
FOR_EVER: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Lifeline:
    """An initiative at some moment; it has entered one stage at least. `row` is its overview.

    `begins` are the working times at which the stages were entered.
    """

    row: Row
    entered: Sequence[Entered]
    begins: Sequence[int]
    waits: Sequence[Wait]

    def took(self, start: int, end: int) -> int:
        """The working time from one entering to another, without that in which it waited for its submitter."""
        begin, until = self.begins[start], self.begins[end]
        waited = sum(max(0, min(till, until) - max(since, begin)) for since, till in self.waits) if self.waits else 0
        return max(0, until - begin - waited)


def lifeline(marks: Sequence[Mark]) -> Lifeline | None:
    """What these marks (all of one initiative) come to; None where no stage was entered."""
    entered = stages.entered(marks)
    if not entered:
        return None
    waits = merged([*_questions(marks), *_absences(marks)])
    return Lifeline(stages.overview_of(marks), entered, [worked(each.at) for each in entered], waits)


def _questions(marks: Iterable[Mark]) -> Iterable[Wait]:
    """From each question to its first answer; one that nobody answered never ends."""
    asked: dict[Any, int] = {}
    answered: dict[Any, int] = {}
    for mark in marks:
        if ASKED in mark.told:
            asked[mark.told[ASKED]] = worked(mark.time)
        elif ANSWERED in mark.told:
            request, at = mark.told[ANSWERED], worked(mark.time)
            answered[request] = min(at, answered.get(request, at))
    return [(since, answered.get(request, FOR_EVER)) for request, since in asked.items()]


def _absences(marks: Iterable[Mark]) -> Iterable[Wait]:
    """From each invitation to come back later until what next made judging go on; several may overlap."""
    waits: list[Wait] = []
    till = FOR_EVER
    for mark in reversed(stages.in_order([mark for mark in marks if AWAY in mark.told])):
        if mark.told[AWAY]:
            waits.append((worked(mark.time), till))
        else:
            till = worked(mark.time)
    return waits


def merged(waits: Iterable[Wait]) -> list[Wait]:
    """The same time, each part of it once."""
    apart: list[Wait] = []
    for since, till in sorted(waits):
        if apart and since <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(till, apart[-1][1]))
        elif since < till:
            apart.append((since, till))
    return apart


def values(row: Row, dimension: str) -> Sequence[str]:
    """What an initiative is by a dimension: several themes or branches, one of the others, or nothing."""
    match dimension:
        case "theme":
            return _listed(row, "themes")
        case "branch":
            return _listed(row, "branches")
        case "region":
            return _one(overview.region(row))
        case "policy":
            return _one(row.get("policy_version"))
        case _:
            return _one(row.get(dimension))


def _listed(row: Mapping[str, Any], name: str) -> Sequence[str]:
    submitted: Sequence[str] | None = row.get(name)
    found = row.get(f"published_{name}", ()) if submitted is None else submitted
    return found if len(found) < 2 else sorted(set(found))


def _one(value: str | None) -> Sequence[str]:
    return () if value is None else (value,)
