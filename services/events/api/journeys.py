"""`/events/v1/journeys`: how far the journeys are, now or at any moment before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter
from fastapi import Query as FromQuery
from pydantic import Field
from sqlalchemy import ColumnElement, Connection

from services.events import past, projections
from services.events.api.asked import PLAIN, PositionOrTime
from services.events.journey import overview
from services.events.journey.overview import Stage
from services.events.ledger import entries
from services.events.past import Stood
from services.events.readers import Onlooker, Readership
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import router as new_router
from shared.web.listing import Asked, Page, Shown, page, wrong
from shared.web.page_of import page_of
from shared.web.reader import Reader

Word = Annotated[str, Field(min_length=1, max_length=80)]
_FIELDS: Final = {"initiativeId": projections.journey.c.initiative_id, "title": projections.sorted_title}
"""What the list can be sorted by."""
_OF: Final = "."
"""Stands in the cursor of a past list behind the position that it is of."""


class Journeys(Asked):
    """Which journeys, and (`at`: a position of the ledger, or a time) as they stood when; without it, now."""

    at: PositionOrTime | None = None
    stage: Stage | None = None
    theme: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")] | None = None
    region: Word | None = None

    @property
    def at_once(self) -> bool:
        """In another order than that of ids all of a past list is read for any page of it."""
        return self.at is not None and self.sort not in {None, "initiativeId"}


class JourneyItem(Shown):
    """How far a journey is; what its reader may not know is null."""

    initiative_id: str
    title: str | None
    stage: str
    region: str | None
    origin: str | None
    policy_version: str | None
    entered_stage_at: str | None


class JourneysPage(Page[JourneyItem]):
    """A page of the list as it stood at `position`, recorded there at `recordedAt`; with `at` all pages are of one."""

    position: int
    recorded_at: str | None


def router(service: Service, readership: Readership) -> APIRouter:
    """The journeys' address."""
    routes = new_router()

    @routes.get("/journeys", summary="How far the journeys are", tags=["journeys"])
    def journeys(actor: Reader, asked: Annotated[Journeys, FromQuery()]) -> JourneysPage:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            ties = projections.ties(connection, onlooker)
            if asked.at is not None:
                until, asked = _at(connection, asked)
                found = _past(asked, partial(past.journeys, connection, readership, onlooker, ties, until))
                following = found.next and f"{until}{_OF}{found.next}"
            else:
                until = entries.size(connection)
                chosen = projections.shown_journeys(onlooker, ties).where(*_named(asked))
                key = projections.journey.c.initiative_id
                found = page(connection, chosen, asked, fields=_FIELDS, key=key, show=_now)
                following = found.next
            recorded_at = entries.recorded_at(connection, until)
        return JourneysPage(items=found.items, next=following, position=until, recorded_at=recorded_at)

    return routes


def _at(connection: Connection, asked: Journeys) -> tuple[int, Journeys]:
    """As of which position, and what is asked of then: a page behind another is of the same, whatever came meanwhile.

    Raises Problem 400 for a cursor that is not of a past list, or of one of later than `at`.
    """
    until = entries.size_when(connection, asked.at)
    if asked.cursor is None:
        return until, asked
    position, of, cursor = asked.cursor.partition(_OF)
    if not of or not PLAIN.fullmatch(position) or int(position) > until:
        raise wrong("cursor", "give the next of an earlier page")
    return int(position), asked.model_copy(update={"cursor": cursor})


def _named(asked: Journeys) -> Iterator[ColumnElement[bool]]:
    """What is asked of them."""
    if asked.stage is not None:
        yield projections.is_at(asked.stage)
    if asked.region is not None:
        yield projections.is_in(asked.region)
    if asked.theme is not None:
        yield projections.has_theme(asked.theme)


def _past(asked: Journeys, read: Callable[[str], Iterable[Stood]]) -> Page[JourneyItem]:
    """A page of the list as it was at `at`."""
    fits = partial(_fits, asked)
    fields: Mapping[str, Callable[[Stood], str]] = {"initiativeId": _id_of, "title": _title_of}
    return page_of(lambda behind: filter(fits, read(behind)), asked, fields=fields, show=_then)


def _fits(asked: Journeys, stood: Stood) -> bool:
    """The same as `_named`, of what is in memory."""
    return (
        (asked.stage is None or asked.stage == stood.stage)
        and (asked.region is None or asked.region == overview.region(stood.row))
        and (asked.theme is None or asked.theme in overview.themes(stood.row))
    )


def _id_of(stood: Stood) -> str:
    return stood.initiative_id


def _title_of(stood: Stood) -> str:
    return overview.title(stood.row) or ""


def _now(row: AnyRow) -> JourneyItem:
    return _item(row.initiative_id, row.stage, named(row))


def _then(stood: Stood) -> JourneyItem:
    return _item(stood.initiative_id, stood.stage, stood.row)


def _item(initiative_id: str, stage: Stage, row: overview.Row) -> JourneyItem:
    return JourneyItem(
        initiative_id=initiative_id,
        title=overview.title(row),
        stage=stage,
        region=overview.region(row),
        origin=row.get("origin"),
        policy_version=row.get("policy_version"),
        entered_stage_at=overview.entered_at(row),
    )
