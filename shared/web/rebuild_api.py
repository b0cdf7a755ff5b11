"""`/<service>/v1/projections`: an operator sees the read models, and has one rebuilt beside the live one."""

import asyncio
import json
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy import Connection

from shared import once, rebuilding
from shared.errors import NotNow, Unknown, Wrong, WrongInput
from shared.once import Done
from shared.read_model import ReadModel
from shared.rebuild import Rebuild
from shared.rebuilding import Rebuilds
from shared.samples import Kind, Value
from shared.service import Service
from shared.store.store import AnyRow
from shared.unfinished import Unfinished
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act, created
from shared.web.listing import Shown, Whole
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be
from shared.web.reason import Reason


class RebuildRunning(NotNow):
    """One rebuild at a time."""

    rule = "rebuild-running"


class RebuildAsked(Body):
    """`dryRun`: only tell the difference; without it the reason becomes part of the ledger."""

    dry_run: bool = False
    reason: Reason | None = None


class ReadModelItem(Shown):
    """A read model by name, the tables it fills, and of how many facts it is made."""

    name: str
    tables: list[str]
    facts: int


class ReadModels(Whole[ReadModelItem]):
    """All of them."""


class SampleItem(Shown):
    """A row that differs, by its key; of one that changed each differing column as it was and as it becomes."""

    kind: Kind
    table: str
    key: dict[str, Value]
    was: dict[str, Value]
    becomes: dict[str, Value]


class Found(Shown):
    """What a rebuild found: how many rows differ, with a few of them; and what it took."""

    added: int
    removed: int
    changed: int
    events: int
    seconds: float
    samples: list[SampleItem] = Field(default_factory=list)


State = Literal["running", "done", "failed"]


class Progress(Shown):
    """How far a rebuild is, as every replica tells, and once it is done what it found.

    `resumed` of the `events` were read by one that was broken off; the rest took `seconds`.
    """

    state: State
    events: int
    total: int
    resumed: int
    seconds: float
    per_second: float | None = None
    seconds_left: float | None = None
    difference: Found | None = None
    error: str | None = None


def router(service: Service) -> APIRouter:
    """The read models of `service`."""
    routes = new_router()
    rebuilds = service.rebuilds
    starting = asyncio.Lock()

    @routes.get("/projections", summary="The read models", tags=["projections"], responses=refusals(401, 403))
    def projections(actor: Reader) -> ReadModels:
        must_be(actor, "operator", "auditor")
        with service.store.read() as connection:
            return ReadModels(items=[_listed(connection, model) for model in service.read_models.values()])

    @act(routes, "/projections/{name}/rebuilds", "Rebuild a read model")
    async def rebuild(name: str, body: RebuildAsked, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        if name not in service.read_models:
            known = ", ".join(service.read_models)
            raise Unknown(f"There is no read model {name} in {service.name}; there are {known}. Nothing was changed.")
        if body.reason is None and not body.dry_run:
            missing = Wrong(
                "/reason", "missing", "A sentence of at most 200 characters; it becomes part of the ledger."
            )
            raise WrongInput("Say why it is rebuilt. Nothing was changed.", [missing])
        done = Done(desk.act.id, 0, f"/{service.name}/v1/projections/{name}/rebuilds/{desk.act.id}")
        begin = partial(_begin, desk, done, name)
        async with starting:  # what was begun here is known as ours before anybody looks at it again
            try:
                before = await service.store.write(begin)
            except RebuildRunning:
                if not await rebuilds.gave_up():
                    raise
                before = await service.store.write(begin)
            if before:
                return created(before)
            _run(service, rebuilds, name, body, desk)
        return created(done)

    @routes.get(
        "/projections/{name}/rebuilds/{id}",
        summary="How far a rebuild is",
        tags=["projections"],
        responses=refusals(401, 403),
    )
    async def progress(name: str, id: Id, actor: Reader) -> Progress:
        must_be(actor, "operator", "auditor")
        found = await rebuilds.find(str(id))
        if found is None or found.projection != name:
            raise Unknown(f"No such rebuild of {name} is known; the last {rebuilding.KEPT} of a service are.")
        return _told(found)

    return routes


def _listed(connection: Connection, model: ReadModel[Any]) -> ReadModelItem:
    tables = [table.name for table in model.projection.tables]
    return ReadModelItem(name=model.projection.name, tables=tables, facts=model.source.count(connection))


def _begin(desk: Desk, done: Done, name: str, connection: Connection) -> Done | None:
    """The answer this request was given before; else it is remembered that it is `done`, unless one is running."""
    if before := once.answered(connection, desk.once, desk.act.now):
        return before
    if not rebuilding.begin(connection, desk.act.id, name):
        raise RebuildRunning("A read model is being rebuilt here. Nothing was changed; wait until that is done.")
    if desk.once is not None:
        once.keep(connection, [(desk.once, done)], desk.act.now)
    return None


def _run(service: Service, rebuilds: Rebuilds, name: str, body: RebuildAsked, desk: Desk) -> None:
    unfinished = Unfinished(desk.act.id, name, service.made_by)
    rebuild = Rebuild(service.store, service.read_models[name], unfinished=unfinished)
    note = partial(rebuilds.note, desk.act.id)
    work = rebuild.run(service.model, service.ids, desk.act, body.reason or "", dry=body.dry_run, note=note)
    service.begin(rebuilds.run(desk.act.id, rebuild, work), f"rebuilds {name}")


def _told(row: AnyRow) -> Progress:
    found = None if row.found is None else Found.model_validate(json.loads(row.found))
    resumed, seconds = row.resumed or 0, row.seconds or 0.0
    return progress_of(row.state, row.events, row.total, resumed, seconds, found, row.error)


def progress_of(
    state: State, events: int, total: int, resumed: int, seconds: float, found: Found | None, error: str | None
) -> Progress:
    """How far a rebuild is, with its pace and how long it takes still; `seconds` is what took all but `resumed`."""
    pace = (events - resumed) / seconds if seconds else None
    return Progress(
        state=state,
        events=events,
        total=total,
        resumed=resumed,
        seconds=seconds,
        per_second=pace,
        seconds_left=(total - events) / pace if pace and state == rebuilding.RUNNING else None,
        difference=found,
        error=error,
    )
