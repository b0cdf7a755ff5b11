"""How an article came to be: its drafts, who agreed to them, and what changed from one to another."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import Connection

from services.publication.api.shown import ComparedDraft, DraftItem, written
from services.publication.projections import queries
from shared.actor import Actor
from shared.difference import Part, difference
from shared.errors import Unknown
from shared.service import Service
from shared.store.store import AnyRow
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, page
from shared.web.problems import Problem, WrongInput
from shared.web.reader import Reader, seen_by

COMPARED: Final = ("title", "intro", "body")
MOST: Final = 1_000_000
"""The largest version that may be asked for."""

Version = Annotated[int, Path(ge=1, le=MOST, description="The version that was answered when the draft was saved.")]


class Against(BaseModel):
    """What a draft is compared with."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    against: Annotated[
        int | None, Field(ge=1, le=MOST, description="Another draft of the story; without it the one before.")
    ] = None


def router(service: Service) -> APIRouter:
    """The addresses where drafts are read, by the office and by the initiative's own people."""
    routes = new_router()

    @routes.get("/stories/{id}/drafts", summary="The drafts of a story", tags=["stories"])
    def drafts(id: Id, actor: Reader, asked: Annotated[Asked, Query()]) -> Page[DraftItem]:
        with service.store.read() as connection:
            _must_be_own(connection, str(id), actor)
            by = {"draftVersion": queries.draft_number}
            chosen = queries.written(str(id))
            return page(connection, chosen, asked, fields=by, key=queries.draft_number, show=_item)

    @routes.get("/stories/{id}/drafts/{version}", summary="A draft, and what changed in it", tags=["stories"])
    def draft(id: Id, version: Version, actor: Reader, asked: Annotated[Against, Query()]) -> ComparedDraft:
        with service.store.read() as connection:
            _must_be_own(connection, str(id), actor)
            row = queries.one_draft(connection, str(id), version)
            if row is None:
                raise Unknown("There is no such draft of this story. Look in the list of its drafts.")
            return _compared(row, _other(connection, row, asked.against))

    return routes


def _must_be_own(connection: Connection, initiative_id: str, actor: Actor | None) -> None:
    seen = queries.written_for(seen_by(actor, queries.submitter, queries.key))
    if queries.one_story(connection, initiative_id, seen) is None:
        raise Unknown(
            "There is no such story whose drafts you may see. They are for the office and for who submitted the "
            "initiative; what is published is in the story itself."
        )


def _other(connection: Connection, draft: AnyRow, against: int | None) -> AnyRow | None:
    """The draft that another is compared with; raises Problem 400 for one that is not there."""
    if against is None:
        return queries.draft_before(connection, draft.initiative_id, draft.draft_version)
    found = queries.one_draft(connection, draft.initiative_id, against)
    if found is None:
        error = WrongInput(in_="query", pointer="/against", code="no-such-draft", detail="name a draft of this story")
        raise Problem(400, "invalid-input", f"There is no draft {against} of this story to compare with.", [error])
    return found


def _item(row: AnyRow) -> DraftItem:
    return DraftItem.model_validate(written(row))


def _compared(row: AnyRow, other: AnyRow | None) -> ComparedDraft:
    shown = written(row)
    if other is not None:
        changes = {name: _parts(getattr(other, name), getattr(row, name)) for name in COMPARED}
        shown |= {"against": other.draft_version, "changes": changes}
    return ComparedDraft.model_validate(shown)


def _parts(before: str, after: str) -> Sequence[dict[str, str]]:
    return [_part(each) for each in difference(before, after)]


def _part(part: Part) -> dict[str, str]:
    return {"kind": part.kind, "text": part.text}
