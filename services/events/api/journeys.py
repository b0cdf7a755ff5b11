"""`/events/v1/journeys` and an initiative's journey, now or at any moment before."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi import Query as FromQuery
from pydantic import Field
from sqlalchemy import ColumnElement, Connection

from services.events import projections
from services.events.api.asked import PositionOrTime, Query
from services.events.journey import deciding, erased, overview, telling
from services.events.journey.overview import Stage
from services.events.ledger import entries, gaps, signals
from services.events.ledger.entries import Entry
from services.events.readers import Onlooker, Readership, Ties
from shared.envelope import timestamp
from shared.errors import Unknown
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, Shown, page
from shared.web.reader import Reader

Word = Annotated[str, Field(min_length=1, max_length=80)]


class Journeys(Asked):
    """Which journeys."""

    stage: Stage | None = None
    theme: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")] | None = None
    region: Word | None = None


class JourneyItem(Shown):
    """How far a journey is; what its reader may not know is null."""

    initiative_id: str
    title: str | None
    stage: str
    region: str | None
    origin: str | None
    policy_version: str | None
    entered_stage_at: str | None


class StageLived(Shown):
    """A stage, and when it was entered and left; null where the journey is now."""

    stage: str
    entered_at: str
    left_at: str | None


class StepTold(Shown):
    """What happened: who, when, under which policy, caused by what. Attributes are named as in the envelope.

    `seen`: where it was a decision, what its maker had before them, as far as it tells; the `submissionVersion` is read
    at `/initiatives/{id}/submissions/{version}`. Null where nothing was decided.
    """

    position: int
    recorded_at: str
    id: str
    source: str
    stream: str
    sequence: int
    type: str
    time: str
    actor: str
    policyversion: str | None
    causationid: str
    seen: dict[deciding.Name, int | str] | None
    data: dict[str, Any]


class GapShown(Shown):
    """A stream of which a number is missing: what comes behind it waits."""

    stream: str
    expected: int
    got: int


class JourneyTold(Shown):
    """A journey: where it stood, its stages, its steps in the order of causes and times, and what is missing.

    `erased` are the references in its steps whose texts were erased by then (gewist).
    """

    initiative_id: str
    title: str | None
    stage: str | None
    origin: str | None
    stages: list[StageLived]
    steps: list[StepTold]
    erased: list[str]
    gaps: list[GapShown]


class When(Query):
    """`at`: a position of the ledger, or a time, which means the largest position recorded by then."""

    at: PositionOrTime | None = None


def router(service: Service, readership: Readership) -> APIRouter:
    """The journeys' addresses."""
    routes = new_router()

    @routes.get("/journeys", summary="How far the journeys are", tags=["journeys"])
    def journeys(actor: Reader, asked: Annotated[Journeys, FromQuery()]) -> Page[JourneyItem]:
        table = projections.journey
        onlooker = Onlooker.of(actor)
        fields = {"initiativeId": table.c.initiative_id, "title": projections.sorted_title}
        with service.store.read() as connection:
            shown = projections.shown_journeys(onlooker, projections.ties(connection, onlooker))
            chosen = shown.where(*_named(asked))
            return page(connection, chosen, asked, fields=fields, key=table.c.initiative_id, show=_item)

    @routes.get("/initiatives/{id}/journey", summary="An initiative's journey", tags=["journeys"])
    def journey(id: Id, actor: Reader, asked: Annotated[When, FromQuery()]) -> JourneyTold:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            newest = entries.size(connection)
            until = entries.size_when(connection, asked.at)
            ties = projections.ties(connection, onlooker)
            found = _found(connection, str(id), until, ties)
            missing = gaps.of_initiative(connection, str(id)) if until == newest else []
            sight = onlooker.sight_of(str(id), ties)
            told = telling.tell(found, readership, sight)
            if told is None:
                raise Unknown("Nothing that you may see is known of this initiative at that moment. Check the id.")
            gone = erased.refs(connection, [step.data for step in told.steps], until)
        return _journey(id, told, gone, missing if sight == "office" else [])

    return routes


def _found(connection: Connection, initiative_id: str, until: int, ties: Ties) -> list[Entry]:
    """All that is told of an initiative, and of the signals that it was found by as far as those are not shut."""
    earlier = (
        each for each in signals.told(connection, initiative_id, until) if each.envelope.stream not in ties.found
    )
    return [*entries.about(connection, initiative_id, until), *earlier]


def _named(asked: Journeys) -> Iterator[ColumnElement[bool]]:
    """What is asked of them."""
    if asked.stage is not None:
        yield projections.is_at(asked.stage)
    if asked.region is not None:
        yield projections.is_in(asked.region)
    if asked.theme is not None:
        yield projections.has_theme(asked.theme)


def _item(row: AnyRow) -> JourneyItem:
    known = named(row)
    return JourneyItem(
        initiative_id=row.initiative_id,
        title=overview.title(known),
        stage=row.stage,
        region=overview.region(known),
        origin=row.origin,
        policy_version=row.policy_version,
        entered_stage_at=overview.entered_at(known),
    )


def _journey(id: UUID, told: telling.Journey, gone: list[str], missing: list[gaps.Gap]) -> JourneyTold:
    return JourneyTold(
        initiative_id=str(id),
        title=overview.title(told.row),
        stage=overview.stage(told.row),
        origin=told.row.get("origin"),
        stages=[StageLived(stage=each.stage, entered_at=each.entered_at, left_at=each.left_at) for each in told.stages],
        steps=[_step(each) for each in told.steps],
        erased=gone,
        gaps=[GapShown(stream=each.stream, expected=each.expected, got=each.got) for each in missing],
    )


def _step(step: telling.Step) -> StepTold:
    envelope = step.entry.envelope
    return StepTold(
        position=step.entry.position,
        recorded_at=step.entry.recorded_at,
        id=envelope.id,
        source=envelope.source,
        stream=envelope.stream,
        sequence=envelope.sequence,
        type=envelope.type,
        time=timestamp(envelope.time),
        actor=str(envelope.actor),
        policyversion=envelope.policyversion,
        causationid=envelope.causationid,
        seen=deciding.seen(envelope, step.data),
        data=dict(step.data),
    )
