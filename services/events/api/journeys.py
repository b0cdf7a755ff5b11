"""`/events/v1/journeys` and an initiative's journey, now or at any moment before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter
from fastapi import Query as FromQuery
from pydantic import Field
from sqlalchemy import ColumnElement, Connection

from services.events import past, projections
from services.events.api.asked import PositionOrTime, When
from services.events.journey import deciding, erased, overview, telling
from services.events.journey.overview import Stage
from services.events.ledger import entries, gaps, signals
from services.events.ledger.entries import Entry
from services.events.past import Stood
from services.events.readers import Onlooker, Readership, Ties
from shared.envelope import timestamp
from shared.errors import Unknown
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, Shown, page
from shared.web.page_of import page_of
from shared.web.reader import Reader

Word = Annotated[str, Field(min_length=1, max_length=80)]
_FIELDS: Final = {"initiativeId": projections.journey.c.initiative_id, "title": projections.sorted_title}
"""What the list can be sorted by."""


class Journeys(Asked):
    """Which journeys, and (`at`: a position of the ledger, or a time) as they stood when; without it, now."""

    at: PositionOrTime | None = None
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


def router(service: Service, readership: Readership) -> APIRouter:
    """The journeys' addresses."""
    routes = new_router()

    @routes.get("/journeys", summary="How far the journeys are", tags=["journeys"])
    def journeys(actor: Reader, asked: Annotated[Journeys, FromQuery()]) -> Page[JourneyItem]:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            ties = projections.ties(connection, onlooker)
            if asked.at is not None:
                until = entries.size_when(connection, asked.at)
                return _past(asked, partial(past.journeys, connection, readership, onlooker, ties, until))
            chosen = projections.shown_journeys(onlooker, ties).where(*_named(asked))
            return page(connection, chosen, asked, fields=_FIELDS, key=projections.journey.c.initiative_id, show=_now)

    @routes.get("/initiatives/{id}/journey", summary="An initiative's journey", tags=["journeys"])
    def journey(id: Id, actor: Reader, asked: Annotated[When, FromQuery()]) -> JourneyTold:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            newest = entries.size(connection)
            until = entries.size_when(connection, asked.at)
            ties = projections.ties(connection, onlooker)
            found = _found(connection, str(id), until, ties)
            missing = _missing(connection, str(id), ties) if until == newest else []
            sight = onlooker.sight_of(str(id), ties)
            told = telling.tell(found, readership, sight)
            if told is None:
                raise Unknown("Nothing that you may see is known of this initiative at that moment. Check the id.")
            gone = erased.refs(connection, [step.data for step in told.steps], until)
        return _journey(id, told, gone, missing if sight == "office" else [])

    return routes


def _found(connection: Connection, initiative_id: str, until: int, ties: Ties) -> list[Entry]:
    """All that is told of an initiative, and of the signals that it was found by; nothing of signals that are shut."""
    told = [*entries.about(connection, initiative_id, until), *signals.told(connection, initiative_id, until)]
    return [each for each in told if each.envelope.stream not in ties.found]


def _missing(connection: Connection, initiative_id: str, ties: Ties) -> list[gaps.Gap]:
    """The gaps in all of that."""
    return [each for each in gaps.of_initiative(connection, initiative_id) if each.stream not in ties.found]


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
