"""`/events/v1/figures`: figures about all journeys, now or at any moment before; `docs/figures.md` defines each."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, get_args

from fastapi import APIRouter, Request, Response
from fastapi import Query as FromQuery
from pydantic import Field, ValidationInfo, field_validator

from services.events import projections
from services.events.api.asked import Day, PositionOrTime, Query
from services.events.api.figures_shown import FigureRow, FiguresShown, rows, shown
from services.events.figures import counting, days
from services.events.figures.counting import Dimension, Origin, Question
from services.events.figures.reading import lives
from services.events.journey.overview import Stage
from services.events.ledger import entries
from services.events.readers import Onlooker
from shared.errors import Forbidden
from shared.event import Readers
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.export.accept import wanted
from shared.web.export.cells import columns
from shared.web.export.endpoint import FILES, VARY, answer
from shared.web.listing import Wanted
from shared.web.problems import refusals
from shared.web.reader import Reader

Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
Word = Annotated[str, Field(min_length=1, max_length=80)]
By = Literal["theme", "branch", "region", "origin", "policy", "none"]

STAGES: Final[Mapping[Readers, frozenset[Stage]]] = {
    "public": frozenset({"published", "nominated", "withdrawn"}),
    "office": frozenset(get_args(Stage)),
}
"""The stages that a sight knows of. The public counts what stands on the site anyway, so no number tells it more."""
OF_THE_OFFICE: Final[frozenset[Dimension]] = frozenset({"origin", "policy"})


class NotPublic(Forbidden):
    """Something is asked about initiatives that only the office knows of them."""

    rule = "not-public"


class Asked(Query, Wanted):
    """Which figures: of those who entered from `from` up to and with `to` (days in Amsterdam), as known at `at`."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    by: By = "none"
    at: PositionOrTime | None = None
    theme: Key | None = None
    branch: Key | None = None
    region: Word | None = None
    origin: Origin | None = None
    policy: Word | None = None

    @field_validator("to")
    @classmethod
    def _in_order(cls, to: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("from_")
        if to is not None and begins is not None and to < begins:
            raise ValueError("the period ends before it begins: give a day that is not before `from`")
        return to

    @property
    def question(self) -> Question:
        asked: dict[Dimension, str | None] = {
            "theme": self.theme,
            "branch": self.branch,
            "region": self.region,
            "origin": self.origin,
            "policy": self.policy,
        }
        return Question(
            start=None if self.from_ is None else days.begin_of(self.from_),
            end=None if self.to is None else days.begin_of(self.to + timedelta(days=1)),
            by=None if self.by == "none" else self.by,
            only={dimension: value for dimension, value in asked.items() if value is not None},
        )


def router(service: Service) -> APIRouter:
    """The figures' address."""
    routes = new_router()
    told: dict[str, Any] = {
        "summary": "Figures about all journeys",
        "tags": ["figures"],
        "responses": {**refusals(403), **FILES},
    }

    @routes.get("/figures", response_model=FiguresShown, **told)
    def figures(actor: Reader, asked: Annotated[Asked, FromQuery()], request: Request, response: Response) -> Any:
        found = _figures(service, Onlooker.of(actor), asked)
        if (form := wanted(asked, request)) != "json":
            return answer(form, request, columns(FigureRow), [list(rows(found))])
        response.headers.update(VARY)
        return found

    return routes


def _figures(service: Service, onlooker: Onlooker, asked: Asked) -> FiguresShown:
    sight: Readers = "office" if onlooker.sight == "office" else "public"
    question = asked.question
    if sight == "public" and not OF_THE_OFFICE.isdisjoint({question.by, *question.only}):
        raise NotPublic("Where an initiative came from, and its policy, is for the office. Ask by something else.")
    with service.store.read() as connection:
        position = entries.size_when(connection, asked.at)
        recorded_at = entries.recorded_at(connection, position)
        shut = projections.ties(connection, onlooker).shut
        found = counting.count(lives(connection, sight, position, shut), question)
    said: dict[str, Any] = shown(found, STAGES[sight], origins=sight == "office")
    return FiguresShown(
        position=position, recorded_at=recorded_at, from_=asked.from_, to=asked.to, by=question.by, **said
    )
