"""Drafts over HTTP: saved and resumed by whoever has the link, with anything missing; complete when it is submitted."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import Connection

from services.intake import drafts, keys, projections, shipped, words
from services.intake.api import submission
from services.intake.commands import Submit
from services.intake.keys import Key
from services.intake.reference import Reference
from shared import once
from shared.decider import admit
from shared.errors import Unknown
from shared.once import Done
from shared.service import Service
from shared.store.store import AnyRow
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acted, Acting, Desk, Id, VersionNeeded, act, created
from shared.web.listing import Shown
from shared.web.problems import Problem, counted, refusals

DEPTH: Final = 16
"""How many objects and lists may lie within one another; a submission has four."""
OF: Final = "draft"


def _shallow(content: dict[str, Any]) -> dict[str, Any]:
    level: list[Any] = [content]
    for _ in range(DEPTH):
        level = [part for each in level for part in (each.values() if isinstance(each, dict) else each)]
        level = [part for part in level if isinstance(part, dict | list)]
    if level:
        raise PydanticCustomError("too-deep", "objects and lists lie at most 16 deep in one another")
    return content


Content = Annotated[dict[str, Any], AfterValidator(_shallow)]
"""A submission so far: any JSON object. Anything may be missing, half typed or too much; it is kept as it is sent."""


async def _text(request: Request, _: Content) -> str:
    return (await request.body()).decode()


Typed = Annotated[str, Depends(_text)]
"""The same as it was sent, to the letter."""


class Submitting(Body):
    """Nothing: what is submitted is what the draft holds."""


class DraftMade(Acted):
    """A new draft with its key, and the link that has the key behind its `#`."""

    key: str
    link: str


class Wrong(Shown):
    """One thing that submitting would refuse."""

    in_: str = Field(alias="in")
    pointer: str
    code: str
    detail: str


class Draft(Shown):
    """A draft as it was saved last, with all that submitting it would find missing or wrong."""

    id: str
    version: int
    content: dict[str, Any]
    errors: list[Wrong]
    saved_at: str
    expires_at: str
    cleared_at: str | None = Field(
        description="When somebody was taken out of it who asked to be forgotten; null once it was saved since."
    )


def router(service: Service, term: timedelta) -> APIRouter:
    """The addresses of drafts, which are kept for `term` after they were saved last."""
    routes = new_router()

    @act(routes, "/drafts", "Begin a draft", DraftMade)
    async def begin(text: Typed, desk: Acting) -> Response:
        admit(desk.act.actor.role, Submit.roles)
        names = await asyncio.to_thread(drafts.named, text, service.person_key)
        done = await service.store.write(partial(_begin, desk, text, names, term))
        key = keys.made(service.secret, OF, done.resource)
        return created(done, key=key, link=f"{done.location}#{key}")

    @routes.get("/drafts/{id}", summary="Go on with a draft", tags=["drafts"], response_model=Draft)
    def draft(id: Id, key: Key = None) -> Response:
        service.must_be_open()
        with service.store.read() as connection:
            return _shown(_opened(service, connection, id, key), shipped.in_force(connection))

    @routes.put(
        "/drafts/{id}",
        summary="Save a draft",
        tags=["drafts"],
        response_model=Draft,
        responses=refusals(412, 413, 415, 428),
    )
    async def save(text: Typed, id: Id, seen: VersionNeeded, key: Key = None) -> Response:
        service.must_be_open()
        names = await asyncio.to_thread(drafts.named, text, service.person_key)

        def saved(connection: Connection) -> tuple[AnyRow, Reference]:
            row = _opened(service, connection, id, key)
            drafts.seen(row, seen)
            drafts.save(connection, row, text, names, service.clock.now(), term)
            return _opened(service, connection, id, key), shipped.in_force(connection)

        return await asyncio.to_thread(_shown, *await service.store.write(saved))

    @routes.delete("/drafts/{id}", summary="Throw a draft away", tags=["drafts"], status_code=204)
    async def throw_away(id: Id, key: Key = None) -> Response:
        service.must_be_open()

        def gone(connection: Connection) -> None:
            drafts.throw_away(connection, _opened(service, connection, id, key).id)

        await service.store.write(gone)
        return Response(status_code=204)

    @act(routes, "/drafts/{id}/submissions", "Submit a draft")
    async def submit(id: Id, _: Submitting, desk: Acting, key: Key = None) -> Response:
        admit(desk.act.actor.role, Submit.roles)
        found = await asyncio.to_thread(_to_submit, service, desk, id, key)
        if isinstance(found, Done):
            return created(found)
        row, reference = found
        drafts.seen(row, desk.expected)
        initiative = words.InitiativeId(row.id)
        complete = await asyncio.to_thread(_complete, row, reference)
        return await desk.give(
            submission.submit(desk, initiative, complete, reference),
            resource=initiative,
            location=submission.at(initiative),
            provided=partial(_unchanged, row, desk.act.now),
        )

    return routes


def _to_submit(service: Service, desk: Desk, id: UUID, key: str | None) -> tuple[AnyRow, Reference] | Done:
    """The draft and what it is held to, or what this request was answered before, when there was a draft still."""
    with service.store.read() as connection:
        if before := once.answered(connection, desk.once, desk.act.now):
            return before
        return _opened(service, connection, id, key), shipped.in_force(connection)


def _begin(desk: Desk, content: str, names: Collection[str], term: timedelta, connection: Connection) -> Done:
    """A new draft, or the one that this request made before."""
    if earlier := once.answered(connection, desk.once, desk.act.now):
        return earlier
    made = desk.new_id()
    drafts.begin(connection, made, desk.act.actor.id, content, names, desk.act.now, term)
    done = Done(made, 1, f"/intake/v1/drafts/{made}")
    if desk.once is not None:
        once.keep(connection, [(desk.once, done)], desk.act.now)
    return done


def _opened(service: Service, connection: Connection, id: UUID, key: str | None) -> AnyRow:
    """The draft that this key opens; raises Unknown, without telling those who do not have it what there is."""
    fits = keys.fits(key, service.secret, OF, str(id))
    row = drafts.find(connection, str(id), service.clock.now())
    if fits and row is not None:
        return row
    if fits and projections.is_known(connection, str(id)):
        raise Unknown(
            f"This draft was submitted, and is kept as the initiative {submission.at(str(id))}. "
            "Nothing was changed; send a revision to tell it anew."
        )
    raise Unknown(
        f"No draft opens here. Nothing was changed; look whether {keys.HEADER} holds all that stands behind the # of "
        "the link, and whether the draft was thrown away or left alone for too long, or went with whoever began it "
        "and asked to be forgotten."
    )


def _complete(row: AnyRow, reference: Reference) -> submission.Submission:
    """What a draft holds, as a submission; raises Problem with all that keeps it from being one."""
    found = submission.read(orjson.loads(row.content), reference)
    if isinstance(found, submission.Submission):
        return found
    count = counted(len(found))
    detail = f"{count} missing or wrong in this draft, see errors. It was kept as it is; mend it and submit it again."
    raise Problem(400, "invalid-input", detail, found)


def _unchanged(row: AnyRow, now: datetime, connection: Connection) -> None:
    """Raise Stale or Unknown when the draft is not any more what was read and made into a command.

    One that is gone because it was submitted is the decider's to refuse.
    """
    present = drafts.find(connection, row.id, now)
    if present is not None:
        drafts.seen(present, row.version)
    elif not projections.is_known(connection, row.id):
        raise Unknown("This draft was thrown away meanwhile. Nothing was submitted; begin another one.")
    drafts.unindex(connection, row.id)


def _shown(row: AnyRow, reference: Reference) -> Response:
    """The draft as it is kept, to the letter: its content is put in as it was sent."""
    found = submission.read(orjson.loads(row.content), reference)
    errors = [] if isinstance(found, submission.Submission) else [error.shown() for error in found]
    told = {
        "id": row.id,
        "version": row.version,
        "content": orjson.Fragment(row.content),
        "errors": errors,
        "savedAt": row.saved_at,
        "expiresAt": row.expires_at,
        "clearedAt": row.cleared_at,
    }
    return Response(orjson.dumps(told), headers={"ETag": f'"{row.version}"'}, media_type="application/json")
