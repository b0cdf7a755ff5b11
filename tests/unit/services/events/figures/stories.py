"""What happened to initiatives, told by Amsterdam's clock, as figures are counted from it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.events.figures import milestones
from services.events.figures.counting import Figure, Figures, Question, count
from services.events.figures.days import begin_of
from services.events.figures.lifeline import Lifeline, lifeline
from services.events.journey.overview import Stage
from services.events.journey.stages import Mark
from shared.envelope import timestamp
from tests.unit.services.events.facts import MET, NOT_MET, SUBMITTED, Facts

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
Step = tuple[str, str] | tuple[str, str, Mapping[str, Any]]
"""When (`04-16 09:00` of 2019), what (a type without its version, or one of `SAID`), and its data."""
SAID: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "submitted": ("initiative-submitted", SUBMITTED),
    "met": ("criteria-assessed", MET),
    "not-met": ("criteria-assessed", NOT_MET),
    "cleared": ("ministry-cleared", {}),
    "published": ("article-published", {}),
    "nominated": ("koploper-nominated", {}),
    "withdrawn": ("initiative-withdrawn", {}),
}


def utc(when: str) -> str:
    """A moment of 2019 by Amsterdam's clock, as events have it."""
    return timestamp(datetime.strptime(f"2019-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=AMSTERDAM))


def marks(*steps: Step) -> list[Mark]:
    """What these steps, told of one initiative, say that figures are counted from."""
    facts = Facts()
    made = []
    for when, what, *more in steps:
        type_, data = SAID.get(what, (what, {}))
        envelope = facts(f"{type_}.v1", {**data, **(more[0] if more else {})}, time=utc(when))
        told = milestones.told(envelope, envelope.data, "office")
        if told:
            made.append(Mark.of(envelope, told))
    return made


def life(*steps: Step) -> Lifeline:
    """The lifeline of these steps."""
    made = lifeline(marks(*steps))
    assert made is not None
    return made


def counted(lives: Sequence[Lifeline], first: str | None = None, last: str | None = None, **more: Any) -> Figures:
    """Figures of a period of 2019, its first and last day (`04-01`)."""
    start = None if first is None else begin_of(date.fromisoformat(f"2019-{first}"))
    end = None
    if last is not None:
        end = begin_of(date.fromisoformat(f"2019-{last}") + timedelta(days=1))
    return count(lives, Question(start=start, end=end, **more))


def of(figures: Figures, stage: Stage, group: str | None = None) -> Figure:
    """The figures of one stage, of a group or (without one) in total."""
    return next(each for each in (figures.groups[group] if group else figures.total) if each.stage == stage)
