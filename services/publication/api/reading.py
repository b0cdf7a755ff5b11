"""How stories are read: by everybody once they are out, with the writing of them by the office and the submitter."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import ColumnElement, Connection

from services.publication import events
from services.publication.api import fields
from services.publication.api.shown import State, Story, StoryItem, Waiting, WithdrawnConsent, approvals
from services.publication.projections import queries
from shared.actor import Actor
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.vault import EVERYONE
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, filtered, item, page
from shared.web.reader import Reader, seen_by, sight_of, submitter_of


class Stories(Asked):
    """Which stories."""

    state: State | None = None
    theme: events.Theme | None = None
    region: str | None = None
    branch: events.Branch | None = None
    waiting: Waiting | None = None
    without_toolkit: Annotated[fields.Word | None, Field(description="Appointed, and not sent this edition.")] = None


CARRYING: Final = {"published", "to-correct"}
"""How far a channel is by which a story that is out can be read."""


def router(service: Service) -> APIRouter:
    """The addresses where stories are read."""
    routes = new_router()

    @routes.get("/stories", summary="The stories you may see", tags=["stories"])
    def stories(actor: Reader, asked: Annotated[Stories, Query()]) -> Page[StoryItem]:
        own, today = seen_by(actor, queries.submitter, queries.key), _today(service)
        waiting, since = queries.waiting(own, today), queries.waiting_since(own, today)
        seen = queries.stories(queries.visible(own), waiting.label("waiting"), since.label("waiting_since"))
        chosen = filtered(
            seen.where(*_named(asked)),
            (queries.state, asked.state),
            (queries.region, asked.region),
            (waiting, asked.waiting),
        )
        if asked.without_toolkit is not None:
            chosen = chosen.where(queries.without_toolkit(own, asked.without_toolkit))
        fields = {"publishedAt": queries.out_since, "title": queries.shown_title, "waitingSince": since}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=fields, key=queries.key, show=_item)

    @routes.get("/stories/{id}", summary="A story", tags=["stories"], response_model_exclude_none=True)
    def story(id: Id, actor: Reader, response: Response) -> Story:
        with service.store.read() as connection:
            absent = "There is no such story that you may see. It is here for everybody once it is published."
            own, today = seen_by(actor, queries.submitter, queries.key), _today(service)
            waiting = queries.waiting(own, today).label("waiting")
            since = queries.waiting_since(own, today).label("waiting_since")
            row = item(queries.one_story(connection, str(id), queries.visible(own), waiting, since), response, absent)
            return Story.model_validate(_whole(connection, row, actor))

    return routes


def also(connection: Connection, ref: str) -> Collection[str]:
    """What a contact person agreed to publish is for everybody, for as long as it is published."""
    return (EVERYONE,) if queries.is_out(connection, ref) else ()


def _today(service: Service) -> str:
    return service.clock.now().date().isoformat()


def _named(asked: Stories) -> Iterator[ColumnElement[bool]]:
    """The filters on lists of words."""
    if asked.theme is not None:
        yield queries.has_theme(asked.theme)
    if asked.branch is not None:
        yield queries.has_branch(asked.branch)


def _item(row: AnyRow) -> StoryItem:
    return StoryItem.model_validate(named(row))


def _whole(connection: Connection, row: AnyRow, actor: Actor | None) -> dict[str, Any]:
    """A story as this reader may see it."""
    shown = _public(connection, row)
    office = sight_of(connection, actor, row.id) == "office"
    if office or submitter_of(actor) == row.submitter:
        shown |= _party(connection, row)
    if office:
        return shown | {"motivation": row.motivation}
    return shown | {"channels": [{**each, "failure": None} for each in shown["channels"]]}


def _public(connection: Connection, row: AnyRow) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in StoryItem.model_fields}
    shown |= {name: getattr(row, name) for name in ("reason", "nominated", "appointed", "corrected_at")}
    if row.state == "published":
        out = {name: getattr(row, name) for name in ("intro", "body", "published_version")}
        shown |= out | {"contact": _contact(connection, row.contact)}
    return shown | {
        "withdrawn_at": row.taken_back_at or row.withdrawn_at,
        "appearances": [named(each) for each in queries.appearances(connection, row.id)],
        "adoptions": [named(each) for each in queries.adoptions(connection, row.id)],
        "channels": [_carrying(each) for each in queries.channels_of(connection, row.id) if each.state in CARRYING],
    }


def _withdrawn(row: AnyRow) -> dict[str, str | None] | None:
    """What the contact person let be published before, and does not any more."""
    since = {name: getattr(row, f"{name}_withdrawn_at") for name in WithdrawnConsent.model_fields}
    return since if any(since.values()) else None


def _carrying(channel: AnyRow) -> dict[str, Any]:
    """Where else the story can be read."""
    return {name: getattr(channel, name) for name in ("channel", "link", "published_at")}


def _contact(connection: Connection, kept: Mapping[str, Any]) -> dict[str, str | None]:
    """What the vault holds of the contact person; what they did not agree to, or was erased, is not there."""
    refs = {name: each["ref"] for name, each in kept.items() if each is not None}
    texts = queries.texts(connection, list(refs.values()))
    return {name: texts.get(ref) for name, ref in refs.items()}


def _party(connection: Connection, row: AnyRow) -> dict[str, Any]:
    """What the initiative's own people see besides: how the article is written, and where they are invited."""
    return {
        "submission_version": row.newest_version,
        "submitter": row.submitter,
        "opened_at": row.opened_at,
        "suspended": row.suspended,
        "reopened_at": row.reopened_at,
        "consent_withdrawn": _withdrawn(row),
        "drafts": [{**named(each), "approvals": approvals(each)} for each in queries.drafts(connection, row.id)],
        "channels": [named(each) for each in queries.channels_of(connection, row.id)],
        "toolkits": [named(each) for each in queries.toolkits(connection, row.id)],
        "invitations": [named(each) for each in queries.invitations_of(connection, row.id)],
    }
