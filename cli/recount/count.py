"""Counting initiatives: the answer to a question, in the shape in which the ledger answers it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any, Final

from cli.recount import days
from cli.recount.journeys import Initiative, Raw, initiatives
from cli.recount.walk import Visit

SPINE: Final = ("submitted", "assessed", "cleared", "published", "nominated")
ENDS: Final = ("rejected", "refused", "withdrawn")
BEFORE: Final[Mapping[str, str]] = {
    "assessed": "submitted",
    "cleared": "assessed",
    "published": "cleared",
    "nominated": "published",
    "rejected": "submitted",
    "refused": "assessed",
    "withdrawn": "submitted",
}
PUBLIC: Final = ("published", "nominated", "withdrawn")
ORIGINS: Final = {
    "self-registered": "selfRegistered",
    "nominated-by-other": "nominatedByOther",
    "approached": "approached",
}


@dataclass(frozen=True)
class Asked:
    """The question: the days from and to, by what, of whom; and whether the public asks."""

    from_: date | None = None
    to: date | None = None
    by: str | None = None
    only: Mapping[str, str] = field(default_factory=dict)
    public: bool = False

    def holds(self, visit: Visit) -> bool:
        after = self.from_ is None or visit.at >= days.midnight(self.from_)
        return after and (self.to is None or visit.at < days.midnight(self.to + timedelta(days=1)))


def recount(events: Iterable[Raw], asked: Asked) -> Mapping[str, Any]:
    """`total` and `groups` of the answer, from all events that were known."""
    chosen = [
        each
        for each in initiatives(events, public=asked.public)
        if all(value in each.is_[dimension] for dimension, value in asked.only.items())
    ]
    names = {name for each in chosen for name in _names(each, asked.by)} | set(ORIGINS if asked.by == "origin" else ())
    return {
        "total": _stages(chosen, asked),
        "groups": [
            {"key": name, "stages": _stages([each for each in chosen if name in _names(each, asked.by)], asked)}
            for name in sorted(names, key=lambda name: (name is None, name or ""))
        ],
    }


def _names(initiative: Initiative, dimension: str | None) -> Sequence[str | None]:
    """The groups an initiative is in: that of None where it is nothing by this dimension."""
    return () if dimension is None else (tuple(initiative.is_[dimension]) or (None,))


def _stages(chosen: Sequence[Initiative], asked: Asked) -> list[Mapping[str, Any]]:
    return [_stage(stage, chosen, asked) for stage in (PUBLIC if asked.public else (*SPINE, *ENDS))]


def _stage(stage: str, chosen: Sequence[Initiative], asked: Asked) -> Mapping[str, Any]:
    cohort = [each for each in chosen if any(visit.stage == stage and asked.holds(visit) for visit in each.visits)]
    goes_on = stage in SPINE[:-1]
    reached = [each for each in cohort if goes_on and _went_on(each, stage)]
    waiting = [each for each in cohort if not _went_on(each, stage) and each.visits[-1].stage not in ENDS]
    timed = [each for each in chosen if (last := _last(each, stage)) is not None and asked.holds(each.visits[last])]
    return {
        "stage": stage,
        "entered": len(cohort),
        "enteredByOrigin": None if asked.public else _by_origin(cohort),
        "standing": sum(each.visits[-1].stage == stage for each in chosen),
        "next": SPINE[SPINE.index(stage) + 1] if goes_on else None,
        "reached": len(reached) if goes_on else None,
        "waiting": len(waiting) if goes_on else None,
        "conversion": float(round(Fraction(len(reached), len(cohort)), 4)) if goes_on and cohort else None,
        "leadTime": _spread(_since_the_stage_before(each, stage) for each in timed),
        "sinceSubmission": _spread(_since_submission(each, stage) for each in timed),
    }


def _by_origin(cohort: Sequence[Initiative]) -> Mapping[str, int]:
    return {shown: sum(origin in each.is_["origin"] for each in cohort) for origin, shown in ORIGINS.items()}


def _last(initiative: Initiative, stage: str) -> int | None:
    """Where among its visits the last one to a stage is."""
    return max((number for number, visit in enumerate(initiative.visits) if visit.stage == stage), default=None)


def _went_on(initiative: Initiative, stage: str) -> bool:
    """Whether it came further along the spine after it last came to this stage."""
    last = _last(initiative, stage) or 0
    further = SPINE[SPINE.index(stage) + 1 :] if stage in SPINE else ()
    return any(visit.stage in further for visit in initiative.visits[last + 1 :])


def _since_the_stage_before(initiative: Initiative, stage: str) -> Fraction | None:
    last = _last(initiative, stage) or 0
    starts = [visit for visit in initiative.visits[:last] if visit.stage == BEFORE.get(stage)]
    return _took(initiative, starts[-1].at, initiative.visits[last].at) if starts else None


def _since_submission(initiative: Initiative, stage: str) -> Fraction | None:
    last = _last(initiative, stage) or 0
    starts = [visit for visit in initiative.visits[:last] if visit.stage == "submitted"]
    return _took(initiative, starts[0].at, initiative.visits[last].at) if starts and stage != "submitted" else None


def _took(initiative: Initiative, start: datetime, end: datetime) -> Fraction:
    return days.working_days(start, end, initiative.stopped)


def _spread(found: Iterable[Fraction | None]) -> Mapping[str, Any] | None:
    took = sorted(each for each in found if each is not None)
    if not took:
        return None
    nine_in_ten = next(each for each in took if sum(other <= each for other in took) * 10 >= len(took) * 9)
    of = {"median": median(took), "mean": sum(took) / len(took), "p90": nine_in_ten, "min": took[0], "max": took[-1]}
    return {"count": len(took), **{name: float(round(Fraction(value), 2)) for name, value in of.items()}}
