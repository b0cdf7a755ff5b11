"""`/<service>/v1/projections`: an operator sees the read models, and has one rebuilt beside the live one."""

import asyncio
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Response
from sqlalchemy import Connection

from shared import once
from shared.errors import NotNow, Unknown
from shared.once import Done
from shared.rebuild import Difference, Rebuild
from shared.service import Service
from shared.web.body import Body, Line
from shared.web.body import router as new_router
from shared.web.desk import Acting, Desk, Id, act, created
from shared.web.listing import Shown
from shared.web.problems import refusals
from shared.web.reader import Reader, must_be

WHY = "An operator asked for it"


class RebuildRunning(NotNow):
    """One rebuild at a time."""

    rule = "rebuild-running"


class RebuildAsked(Body):
    """`dryRun`: only tell the difference."""

    dry_run: bool = False
    reason: Line = WHY


class ReadModelItem(Shown):
    """A read model by name, and the tables it fills."""

    name: str
    tables: list[str]


class ReadModels(Shown):
    """All of them."""

    items: list[ReadModelItem]
    next: None = None


class Progress(Shown):
    """How far a rebuild is, and once it is done what it found."""

    state: Literal["running", "done", "failed"]
    events: int
    total: int
    difference: dict[str, float] | None = None
    error: str | None = None


@dataclass
class _Running:
    rebuild: Rebuild[Any]
    task: "asyncio.Task[Difference]"

    def progress(self) -> Progress:
        events, total = self.rebuild.events, self.rebuild.total
        if not self.task.done():
            return Progress(state="running", events=events, total=total)
        if failure := self.task.exception():
            return Progress(state="failed", events=events, total=total, error=str(failure))
        return Progress(state="done", events=events, total=total, difference=asdict(self.task.result()))


def router(service: Service) -> APIRouter:
    """The read models of `service`."""
    routes = new_router()
    running: dict[str, _Running] = {}
    starting = asyncio.Lock()

    @routes.get("/projections", summary="The read models", tags=["projections"], responses=refusals(401, 403))
    def projections(actor: Reader) -> ReadModels:
        must_be(actor, "operator", "auditor")
        items = [
            ReadModelItem(name=name, tables=[table.name for table in model.projection.tables])
            for name, model in service.read_models.items()
        ]
        return ReadModels(items=items)

    @act(routes, "/projections/{name}/rebuilds", "Rebuild a read model")
    async def rebuild(name: str, body: RebuildAsked, desk: Acting) -> Response:
        must_be(desk.act.actor, "operator")
        if name not in service.read_models:
            known = ", ".join(service.read_models)
            raise Unknown(f"There is no read model {name} in {service.name}; there are {known}. Nothing was changed.")
        done = Done(desk.act.id, 0, f"/{service.name}/v1/projections/{name}/rebuilds/{desk.act.id}")
        async with starting:  # of two that come at once the second finds the first one running
            busy = any(not each.task.done() for each in running.values())
            if before := await service.store.write(partial(_begin, desk, done, busy)):
                return created(before)
            begun = Rebuild(service.store, service.read_models[name])
            work = begun.run(service.model, service.ids, desk.act, body.reason, dry=body.dry_run)
            running.clear()
            running[desk.act.id] = _Running(begun, service.begin(work, f"rebuilds {name}"))
        return created(done)

    @routes.get(
        "/projections/{name}/rebuilds/{id}",
        summary="How far a rebuild is",
        tags=["projections"],
        responses=refusals(401, 403),
    )
    def progress(name: str, id: Id, actor: Reader) -> Progress:
        must_be(actor, "operator", "auditor")
        found = running.get(str(id))
        if found is None:
            raise Unknown(f"No such rebuild of {name} is known since this process started.")
        return found.progress()

    return routes


def _begin(desk: Desk, done: Done, busy: bool, connection: Connection) -> Done | None:
    """The answer this request was given before; else it is remembered that it is `done`, unless one is running."""
    before = once.answered(connection, desk.once, desk.act.now)
    if before is None and busy:
        raise RebuildRunning("A read model is being rebuilt here. Nothing was changed; wait until that is done.")
    if before is None and desk.once is not None:
        once.keep(connection, [(desk.once, done)], desk.act.now)
    return before
