"""The versions of a submission over HTTP: who told what when, and what changed from one to another."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from services.intake import differences, events, projections, words
from services.intake.api.initiatives import seen
from services.intake.reference import FIRST
from shared.actor import Actor
from shared.difference import Kind
from shared.errors import Unknown
from shared.event import Kept
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, Shown, page
from shared.web.problems import Problem, WrongInput
from shared.web.reader import Reader

Number = Annotated[int, Path(ge=1, le=10**6, description="Which version, from 1.")]


class VersionItem(Shown):
    """A version in the list; `changed` are the fields that it told anew, of the first none."""

    number: int
    at: str
    by: str
    submission_digest: str | None
    changed: list[str]


class Part(Shown):
    """A stretch of a text, or an item of a list: in both versions, or in one only."""

    kind: Kind
    text: str


class Change(Shown):
    """A field that says something else than before; of contact persons there are no parts, the vault has them."""

    field: str
    before: Any
    after: Any
    parts: list[Part]


class Version(VersionItem):
    """All that a version said, and what changed since the one before it, or since the one that was asked."""

    title: str
    summary: str
    novelty: str
    result: str
    effects: list[words.Effect]
    organisations: list[events.Organisation]
    region: str
    themes: list[words.Theme]
    branches: list[words.Branch]
    reference_version: str = FIRST
    criteria: dict[words.Criterion, str]
    contact: Kept
    contacts: list[Kept]
    changes: list[Change]


class Since(BaseModel):
    """Since which earlier version; without it the one before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Annotated[int | None, Field(ge=1, description="Compare with this earlier version.")] = None


def router(service: Service) -> APIRouter:
    """The addresses of versions: who sees an initiative sees how it came to say what it says."""
    routes = new_router()

    @routes.get("/initiatives/{id}/versions", summary="The versions of a submission", tags=["initiatives"])
    def versions(id: Id, actor: Reader, asked: Annotated[Asked, Query()]) -> Page[VersionItem]:
        number = projections.told_version.c.number
        with service.store.read() as connection:
            _see(connection, str(id), actor)
            chosen = projections.versions(str(id))
            return page(connection, chosen, asked, fields={"number": number}, key=number, show=_item)

    @routes.get(
        "/initiatives/{id}/versions/{number}",
        summary="A version of a submission, and what changed in it",
        tags=["initiatives"],
    )
    def version(id: Id, number: Number, actor: Reader, asked: Annotated[Since, Query()]) -> Version:
        if asked.since is not None and asked.since >= number:
            raise _not_before(number)
        with service.store.read() as connection:
            _see(connection, str(id), actor)
            told = projections.told_up_to(connection, str(id), number)
        if not told:
            raise Unknown(f"There is no version {number} of this submission. See its versions for those there are.")
        earlier = told[(asked.since or max(number - 1, 1)) - 1]
        found = [Change.model_validate(each, from_attributes=True) for each in _changes(earlier, told[-1])]
        return Version.model_validate({**_told(told[-1].row), **told[-1].whole, "changes": found})

    return routes


def _changes(earlier: projections.Told, later: projections.Told) -> list[differences.Changed]:
    return differences.changes(earlier.whole, later.whole)


def _see(connection: Connection, initiative: str, actor: Actor | None) -> None:
    if projections.one(connection, initiative, seen(actor)) is None:
        raise Unknown("There is no such initiative that you may see. Check the id, and who you are.")


def _item(row: AnyRow) -> VersionItem:
    return VersionItem.model_validate(_told(row))


def _told(row: AnyRow) -> dict[str, Any]:
    changed = [] if row.number == 1 else [name for name in projections.TOLD if name in row.said]
    return {**named(row), "changed": changed}


def _not_before(number: int) -> Problem:
    detail = f"since names a version before {number}; give an earlier one, or leave it out"
    error = WrongInput(in_="query", pointer="/since", code="since", detail=detail)
    return Problem(400, "invalid-input", "A version is compared with an earlier one, see errors.", [error])
