"""The spread figure, for everybody: now, or as it was at a past moment."""

from collections import defaultdict
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from services.publication import events
from services.publication import spread as figure
from services.publication.projections import queries
from shared.envelope import timestamp
from shared.service import Service
from shared.web.body import Time
from shared.web.body import router as new_router
from shared.web.listing import Moment, Shown
from shared.web.problems import Problem, WrongInput

DIGITS: Final = 4
"""To which a share is rounded."""


class Counted(Shown):
    """Of how many Koplopers, at how many of them others took over elements, the share of these, and how often."""

    koplopers: int
    taken_over: int
    share: float | None
    adoptions: int


class OfTheme(Counted):
    """The same for a theme; a Koploper with several counts with each."""

    theme: str


class OfRegion(Counted):
    """The same for a region."""

    region: str


class Benchmark(Shown):
    """What the research on the Koplopers before found, and whether those of now come up to it."""

    source: str
    share: float
    reached: bool | None


class Spread(Counted):
    """How far what Koplopers do has spread, of those that were out at this moment."""

    at: Moment
    benchmark: Benchmark
    by_form: dict[events.Form, int]
    by_theme: list[OfTheme]
    by_region: list[OfRegion]


class At(BaseModel):
    """When."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    at: Time | None = None


def router(service: Service) -> APIRouter:
    """The address of the spread figure."""
    routes = new_router()

    @routes.get("/spread", summary="How far what Koplopers do has spread", tags=["spread"])
    def spread(asked: Annotated[At, Query()]) -> Spread:
        at = timestamp(_past(service.clock.now(), asked.at))
        return _shown(at, figure.spread(_koplopers(service, at)))

    return routes


def _past(now: datetime, asked: datetime | None) -> datetime:
    """The moment asked for; raises Problem 400 for one that is still to come."""
    if asked is not None and asked > now:
        error = WrongInput(in_="query", pointer="/at", code="to-come", detail="name a moment that has been")
        raise Problem(400, "invalid-input", "What will have spread by then nobody knows yet.", [error])
    return asked or now


def _koplopers(service: Service, at: str) -> list[figure.Koploper]:
    with service.store.read() as connection:
        taken: dict[str, dict[events.Form, int]] = defaultdict(dict)
        for row in queries.adoptions_by(connection, at):
            taken[row.initiative_id][row.form] = row.times
        return [
            figure.Koploper(row.region, row.themes, taken.get(row.initiative_id, {}))
            for row in queries.out_at(connection, at)
        ]


def _shown(at: str, found: figure.Spread) -> Spread:
    whole = found.whole
    reached = None if whole.share is None else whole.share >= figure.PLATFORM31
    return Spread(
        at=at,
        **_counted(whole),
        benchmark=Benchmark(source="Platform31", share=round(float(figure.PLATFORM31), DIGITS), reached=reached),
        by_form=dict(found.by_form),
        by_theme=[OfTheme(theme=theme, **_counted(count)) for theme, count in found.by_theme.items()],
        by_region=[OfRegion(region=region, **_counted(count)) for region, count in found.by_region.items()],
    )


def _counted(count: figure.Count) -> dict[str, int | float | None]:
    return {
        "koplopers": count.koplopers,
        "taken_over": count.taken_over,
        "share": None if count.share is None else round(float(count.share), DIGITS),
        "adoptions": count.adoptions,
    }
