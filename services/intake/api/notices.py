"""Notices over HTTP: what became of what somebody brought in, each step that is meant for them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import ColumnElement, Subquery, func, not_, select, true

from services.intake import projections, telling
from services.intake.api import found
from shared import shut
from shared.actor import Actor
from shared.service import Service
from shared.store.store import AnyRow
from shared.web.body import router as new_router
from shared.web.listing import Asked, Page, Shown, filtered, page
from shared.web.reader import Reader


class Notice(Shown):
    """A step, in the words for the part in which somebody hears of it; `title` only for those who may see it."""

    id: str
    part: telling.Part
    what: telling.Heard | telling.Word
    at: str
    initiative_id: str | None
    signal_id: str | None
    title: str | None
    organisation: str | None


class Notices(Asked):
    """Which notices; the newest first."""

    sort: Annotated[str | None, Field(max_length=50, description="A field, or -field for the reverse order.")] = "-at"
    initiative_id: UUID | None = None


def router(service: Service) -> APIRouter:
    """The address of notices."""
    routes = new_router()

    @routes.get("/notices", summary="What you are told of what you brought in", tags=["notices"])
    def notices(actor: Reader, asked: Annotated[Notices, Query()]) -> Page[Notice]:
        if actor is None:
            return Page(items=[], next=None)
        told = projections.notices(actor)
        open_ = shut.open_to(actor, func.coalesce(told.c.initiative_id, "")), _led_to_what_is_open(actor, told)
        chosen = filtered(
            select(told).where(*open_), (told.c.initiative_id, asked.initiative_id and str(asked.initiative_id))
        )
        with service.store.read() as connection:
            return page(connection, chosen, asked, fields={"at": told.c.at}, key=told.c.id, show=_notice)

    return routes


def _led_to_what_is_open(actor: Actor, told: Subquery) -> ColumnElement[bool]:
    """Also of a signal that is free again."""
    if shut.person(actor) is None:
        return true()
    closed = select(projections.signal.c.id).where(not_(found.open_to(actor)))
    return func.coalesce(told.c.signal_id, "").not_in(closed)


def _notice(row: AnyRow) -> Notice:
    return Notice(
        id=row.id,
        part=row.part,
        what=telling.in_words(row.part, row.step),
        at=row.at,
        initiative_id=row.initiative_id,
        signal_id=row.signal_id,
        title=None if row.part == "tipper" else row.title,
        organisation=row.organisation,
    )
