"""What followed on a story: podia, elements that others took over, and the toolkit that a Koploper is sent."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import ColumnElement

from services.publication import commands, events
from services.publication.api import fields
from services.publication.api.acting import on_story, story_of
from services.publication.api.shown import RecordedAdoption, RecordedAppearance
from services.publication.projections import queries
from services.publication.projections.tables import adoption, appearance
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Day, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act
from shared.web.listing import Asked, Page, filtered, page


class Appearance(Body):
    """Where the Koploper was seen or heard."""

    kind: events.Podium = Field(examples=["podcast"])
    title: fields.Title
    link: fields.Link | None = None
    date: Day


class Adoption(Body):
    """Who took over which element, and how."""

    by: fields.Title
    element: fields.Title
    form: events.Form
    result: Paragraph | None = None


class Toolkit(Body):
    """Which edition of the communication toolkit the Koploper was sent, and how."""

    edition: fields.Word = Field(examples=["2019-1"])
    how: events.Sending


class AppearanceItem(RecordedAppearance):
    """An appearance in the list of all; `koploper` is the title of its story."""

    id: str
    initiative_id: str
    koploper: str
    recorded_at: str


class AdoptionItem(RecordedAdoption):
    """An element taken over, in the list of all; `koploper` is the title of its story."""

    id: str
    initiative_id: str
    koploper: str
    recorded_at: str


class OfKoplopers(Asked):
    """Of which Koplopers."""

    initiative_id: fields.InitiativeRef | None = None
    theme: events.Theme | None = None
    region: str | None = None


class Appearances(OfKoplopers):
    """Which appearances: of a kind, and from one day until another, both included."""

    kind: events.Podium | None = None
    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None


class Adoptions(OfKoplopers):
    """Which adoptions."""

    form: events.Form | None = None


def router(service: Service) -> APIRouter:
    """The addresses of what followed on stories."""
    routes = new_router()

    @act(routes, "/stories/{id}/appearances", "Record that a Koploper was on a podium")
    async def record_appearance(id: Id, body: Appearance, desk: Acting) -> Response:
        return await on_story(
            desk,
            commands.RecordAppearance(
                act=desk.act,
                initiative_id=story_of(id),
                kind=body.kind,
                title=body.title,
                link=body.link,
                date=body.date,
            ),
        )

    @act(routes, "/stories/{id}/adoptions", "Record that an element was taken over")
    async def record_adoption(id: Id, body: Adoption, desk: Acting) -> Response:
        return await on_story(
            desk,
            commands.RecordAdoption(
                act=desk.act,
                initiative_id=story_of(id),
                by=body.by,
                element=body.element,
                form=body.form,
                result=body.result,
            ),
        )

    @act(routes, "/stories/{id}/toolkits", "Record that a Koploper was sent the communication toolkit")
    async def record_toolkit(id: Id, body: Toolkit, desk: Acting) -> Response:
        command = commands.RecordToolkit(act=desk.act, initiative_id=story_of(id), edition=body.edition, how=body.how)
        return await on_story(desk, command)

    @routes.get("/appearances", summary="Where Koplopers were seen or heard", tags=["appearances"])
    def appearances(asked: Annotated[Appearances, Query()]) -> Page[AppearanceItem]:
        chosen = queries.every_appearance().where(*_of(asked, appearance.c.initiative_id))
        chosen = filtered(chosen, (appearance.c.kind, asked.kind))
        if asked.from_ is not None:
            chosen = chosen.where(appearance.c.date >= asked.from_.isoformat())
        if asked.until is not None:
            chosen = chosen.where(appearance.c.date <= asked.until.isoformat())
        by = {"date": appearance.c.date, "title": appearance.c.title, "recordedAt": appearance.c.recorded_at}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=by, key=appearance.c.id, show=_appearance)

    @routes.get("/adoptions", summary="What others took over of Koplopers", tags=["adoptions"])
    def adoptions(asked: Annotated[Adoptions, Query()]) -> Page[AdoptionItem]:
        chosen = queries.every_adoption().where(*_of(asked, adoption.c.initiative_id))
        chosen = filtered(chosen, (adoption.c.form, asked.form))
        by = {"recordedAt": adoption.c.recorded_at, "by": adoption.c.by, "element": adoption.c.element}
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields=by, key=adoption.c.id, show=_adoption)

    return routes


def _of(asked: OfKoplopers, initiative: ColumnElement[str]) -> Iterator[ColumnElement[bool]]:
    """The filters on the Koploper."""
    if asked.initiative_id is not None:
        yield initiative == str(asked.initiative_id)
    if asked.theme is not None:
        yield queries.has_theme(asked.theme)
    if asked.region is not None:
        yield queries.region == asked.region


def _appearance(row: AnyRow) -> AppearanceItem:
    return AppearanceItem.model_validate(named(row))


def _adoption(row: AnyRow) -> AdoptionItem:
    return AdoptionItem.model_validate(named(row))
