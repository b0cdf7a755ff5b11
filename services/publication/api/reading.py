"""How stories are read: by everybody once they are out, with the writing of them by the office and the submitter."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import ColumnElement, Connection

from services.publication import events
from services.publication.api import fields
from services.publication.api.shown import State, Story, StoryItem, Waiting, WithdrawnConsent, written
from services.publication.projections import queries
from shared import vault
from shared.actor import Actor
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.vault import EVERYONE
from shared.web.body import router as new_router
from shared.web.desk import Id
from shared.web.listing import Asked, Page, filtered, item, page
from shared.web.purpose import Why
from shared.web.reader import Reader, seen_by, sight, sight_of, submitter_of


class Stories(Asked):
    """Which stories."""

    state: State | None = None
    theme: events.Theme | None = None
    region: str | None = None
    branch: events.Branch | None = None
    waiting: Waiting | None = None
    without_toolkit: Annotated[fields.Word | None, Field(description="Appointed, and not sent this edition.")] = None
    to_check: bool | None = None
    """Those of which an editor is to look whether they name somebody who was forgotten; only the office is told."""


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
            seen.where(*_named(asked), *_to_check(asked, actor, own)),
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
    async def story(id: Id, actor: Reader, response: Response, why: Why = None) -> Story:
        own, today = seen_by(actor, queries.submitter, queries.key), _today(service)
        waiting = queries.waiting(own, today).label("waiting")
        since = queries.waiting_since(own, today).label("waiting_since")

        def look() -> tuple[Story, list[str]]:
            with service.store.read() as connection:
                absent = "There is no such story that you may see. It is here for everybody once it is published."
                row = queries.one_story(connection, str(id), queries.visible(own), waiting, since)
                return _read(service, connection, item(row, response, absent), actor)

        shown, to_note = await asyncio.to_thread(look)
        if to_note:
            now = service.clock.now()
            await service.store.write(lambda connection: vault.note(connection, to_note, actor, now, why))
        return shown

    return routes


def _read(service: Service, connection: Connection, row: AnyRow, actor: Actor | None) -> tuple[Story, list[str]]:
    """A story as this reader may see it, and what of the vault is to be noted as shown.

    Raises Restored where it would show what may have been erased since the backup was made.
    """
    refs = _out(row)
    if refs:
        service.must_be_open()
    texts = queries.texts(connection, list(refs.values()))
    shown = Story.model_validate(_whole(connection, row, actor, texts))
    if actor is not None:
        return shown, list(texts)
    return shown, vault.unnoted(connection, list(texts), service.clock.now())


def _out(row: AnyRow) -> dict[str, str]:
    """The references of the contact details that are out with a story."""
    if row.state != "published":
        return {}
    return {name: each["ref"] for name, each in row.contact.items() if each is not None}


def also(connection: Connection, ref: str) -> Collection[str]:
    """What a contact person agreed to publish is for everybody, for as long as it is published."""
    return (EVERYONE,) if queries.is_out(connection, ref) else ()


def _today(service: Service) -> str:
    return service.clock.now().date().isoformat()


def _to_check(asked: Stories, actor: Actor | None, own: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """Nobody finds out this way what the item does not tell them."""
    if asked.to_check is not None and sight(actor) == "office":
        found = queries.to_check() & own
        yield found if asked.to_check else ~found


def _named(asked: Stories) -> Iterator[ColumnElement[bool]]:
    """The filters on lists of words."""
    if asked.theme is not None:
        yield queries.has_theme(asked.theme)
    if asked.branch is not None:
        yield queries.has_branch(asked.branch)


def _item(row: AnyRow) -> StoryItem:
    return StoryItem.model_validate(named(row))


def _whole(connection: Connection, row: AnyRow, actor: Actor | None, texts: Mapping[str, str]) -> dict[str, Any]:
    """A story as this reader may see it; `texts` are those of its contact details that are there still."""
    shown = _public(connection, row, texts)
    office = sight_of(connection, actor, row.id) == "office"
    if office or submitter_of(actor) == row.submitter:
        shown |= _party(connection, row)
    if office:
        return shown | {"motivation": row.motivation, "to_check_since": row.to_check_since}
    return shown | {"channels": [{**each, "failure": None} for each in shown["channels"]]}


def _public(connection: Connection, row: AnyRow, texts: Mapping[str, str]) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in StoryItem.model_fields}
    shown |= {name: getattr(row, name) for name in ("reason", "nominated", "appointed", "corrected_at")}
    if row.state == "published":
        out = {name: getattr(row, name) for name in ("intro", "body", "published_version")}
        shown |= out | {"contact": _contact(_out(row), texts)}
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


def _contact(out: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Any]:
    """What the contact person let be published, and that some of it was erased; else what is not there is absent."""
    erased = any(ref not in texts for ref in out.values())
    return {name: texts.get(ref) for name, ref in out.items()} | {"erased": erased or None}


def _party(connection: Connection, row: AnyRow) -> dict[str, Any]:
    """What the initiative's own people see besides: how the article is written, and where they are invited."""
    return {
        "submission_version": row.newest_version,
        "submitter": row.submitter,
        "opened_at": row.opened_at,
        "suspended": row.suspended,
        "reopened_at": row.reopened_at,
        "consent_withdrawn": _withdrawn(row),
        "drafts": [written(each) for each in queries.drafts(connection, row.id)],
        "channels": [named(each) for each in queries.channels_of(connection, row.id)],
        "toolkits": [named(each) for each in queries.toolkits(connection, row.id)],
        "invitations": [named(each) for each in queries.invitations_of(connection, row.id)],
    }
