"""How figures are answered: in JSON a stage within its group, in a file a row for each."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from services.events.figures.counting import Dimension, Figure, Figures, Origin
from services.events.journey.overview import Stage
from shared.web.listing import Moment, Shown

TOTAL: Final = "total"


class SpreadShown(Shown):
    """How long it took, of `count`, in working days without those in which it waited for its submitter."""

    count: int
    median: float
    mean: float
    p90: float
    min: float
    max: float


class OriginsShown(Shown):
    """How many came in which way; whose way is not known (to whoever asks) is in none."""

    self_registered: int
    nominated_by_other: int
    approached: int


class FigureShown(Shown):
    """A stage. Of those that `entered` it in the period, `reached` is how many came further since, and `waiting` how
    many may yet: they stand in no end. `standing` is how many are there, whenever they came.

    `leadTime` is from the stage before, `sinceSubmission` from the first submission; of those for which the period
    holds the last time that they entered. What a stage has none of is null.
    """

    stage: Stage
    entered: int
    entered_by_origin: OriginsShown | None
    standing: int
    next: Stage | None
    reached: int | None
    waiting: int | None
    conversion: float | None
    lead_time: SpreadShown | None
    since_submission: SpreadShown | None


class GroupShown(Shown):
    """The initiatives that have this value; null holds those that have none."""

    key: str | None
    stages: list[FigureShown]


class FiguresShown(Shown):
    """Figures as known when the ledger had come to `position`.

    An initiative with two themes or branches counts in the groups of both, and in `total` once: so groups may add up to
    more than the total.
    """

    position: int
    recorded_at: Moment | None
    from_: Annotated[date | None, Field(alias="from")]
    to: date | None
    by: Dimension | None
    total: list[FigureShown]
    groups: list[GroupShown]


class FigureRow(Shown):
    """A stage of a group (or of `total`) as a row of a file; lead times are in working days."""

    by: str
    key: str | None
    stage: Stage
    entered: int
    entered_self_registered: int | None
    entered_nominated_by_other: int | None
    entered_approached: int | None
    standing: int
    reached: int | None
    waiting: int | None
    conversion: float | None
    lead_time_count: int | None
    lead_time_median: float | None
    lead_time_mean: float | None
    lead_time_p90: Annotated[float | None, Field(alias="leadTimeP90")]
    lead_time_min: float | None
    lead_time_max: float | None
    since_submission_count: int | None
    since_submission_median: float | None
    since_submission_mean: float | None
    since_submission_p90: Annotated[float | None, Field(alias="sinceSubmissionP90")]
    since_submission_min: float | None
    since_submission_max: float | None
    position: int
    from_: Annotated[date | None, Field(alias="from")]
    to: date | None


def shown(
    figures: Figures, known: Collection[Stage], *, origins: bool
) -> dict[str, list[FigureShown] | list[GroupShown]]:
    """`total` and `groups` of an answer, of the stages that its reader knows of; `origins`: and of those."""

    def stages(found: Collection[Figure]) -> list[FigureShown]:
        return [_shown(each, origins=origins) for each in found if each.stage in known]

    groups = [GroupShown(key=key, stages=stages(each)) for key, each in figures.groups.items()]
    return {"total": stages(figures.total), "groups": groups}


def _shown(figure: Figure, *, origins: bool) -> FigureShown:
    by_origin = {_attribute(name): number for name, number in figure.entered_by_origin.items()}
    return FigureShown.model_validate(asdict(figure) | {"entered_by_origin": by_origin if origins else None})


def _attribute(origin: Origin) -> str:
    return origin.replace("-", "_")


def rows(answer: FiguresShown) -> Iterator[FigureRow]:
    """The same as rows: what is in total, then group by group."""
    for stage in answer.total:
        yield _row(answer, TOTAL, None, stage)
    for group in answer.groups:
        for stage in group.stages:
            yield _row(answer, answer.by or "", group.key, stage)


def _row(answer: FiguresShown, by: str, key: str | None, figure: FigureShown) -> FigureRow:
    asked = {"by": by, "key": key, "position": answer.position, "from_": answer.from_, "to": answer.to}
    flat = _flat("lead_time", SpreadShown, figure.lead_time)
    flat |= _flat("since_submission", SpreadShown, figure.since_submission)
    flat |= _flat("entered", OriginsShown, figure.entered_by_origin)
    return FigureRow.model_validate({**asked, **figure.model_dump(), **flat})


def _flat(name: str, of: type[Shown], found: Shown | None) -> dict[str, float | None]:
    """Each of its parts as a column; None of what is not there."""
    said: Mapping[str, float] = {} if found is None else found.model_dump()
    return {f"{name}_{each}": said.get(each) for each in of.model_fields}
