"""`/events/v1/initiatives/{id}/journey`: an initiative's journey, now or at any moment before."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi import Query as FromQuery
from sqlalchemy import Connection

from services.events import projections
from services.events.api.asked import When
from services.events.journey import deciding, erased, overview, telling
from services.events.ledger import entries, gaps, signals
from services.events.ledger.entries import Entry
from services.events.readers import Onlooker, Readership, Ties
from shared.envelope import timestamp
from shared.errors import Unknown
from shared.service import Service
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Shown
from shared.web.reader import Reader


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

    `position` is up to where the ledger was read for it, recorded there at `recordedAt`. `erased` are the references in
    its steps whose texts were erased by then (gewist).
    """

    position: int
    recorded_at: str | None
    initiative_id: str
    title: str | None
    stage: str | None
    origin: str | None
    stages: list[StageLived]
    steps: list[StepTold]
    erased: list[str]
    gaps: list[GapShown]


def router(service: Service, readership: Readership) -> APIRouter:
    """The journey's address."""
    routes = new_router()

    @routes.get("/initiatives/{id}/journey", summary="An initiative's journey", tags=["journeys"])
    def journey(id: Id, actor: Reader, asked: Annotated[When, FromQuery()]) -> JourneyTold:
        onlooker = Onlooker.of(actor)
        with service.store.read() as connection:
            newest = entries.size(connection)
            until = entries.size_when(connection, asked.at)
            recorded_at = entries.recorded_at(connection, until)
            ties = projections.ties(connection, onlooker)
            found = _found(connection, str(id), until, ties)
            missing = _missing(connection, str(id), ties) if until == newest else []
            sight = onlooker.sight_of(str(id), ties)
            told = telling.tell(found, readership, sight)
            if told is None:
                raise Unknown("Nothing that you may see is known of this initiative at that moment. Check the id.")
            gone = erased.refs(connection, [step.data for step in told.steps], until)
        return _journey(id, (until, recorded_at), told, gone, missing if sight == "office" else [])

    return routes


def _found(connection: Connection, initiative_id: str, until: int, ties: Ties) -> list[Entry]:
    """All that is told of an initiative, and of the signals that it was found by; nothing of signals that are shut."""
    told = [*entries.about(connection, initiative_id, until), *signals.told(connection, initiative_id, until)]
    return [each for each in told if each.envelope.stream not in ties.found]


def _missing(connection: Connection, initiative_id: str, ties: Ties) -> list[gaps.Gap]:
    """The gaps in all of that."""
    return [each for each in gaps.of_initiative(connection, initiative_id) if each.stream not in ties.found]


def _journey(
    id: UUID, at: tuple[int, str | None], told: telling.Journey, gone: list[str], missing: list[gaps.Gap]
) -> JourneyTold:
    return JourneyTold(
        position=at[0],
        recorded_at=at[1],
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
