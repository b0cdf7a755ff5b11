"""Channels: what each says of a story, what was done on it, and what is still to do."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.publication import commands, events
from services.publication.api import fields
from services.publication.api.acting import OFFICE, on_story, story_of
from services.publication.api.shown import ChannelItem, ChannelState
from services.publication.projections import queries
from services.publication.projections.tables import channel as table
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.body import Body, Paragraph
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act
from shared.web.listing import Asked, Page, filtered, page
from shared.web.reader import Reader, seen_by, sight


class Plan(Body):
    """What a channel is to say of the story."""

    channel: events.Channel
    text: fields.ChannelText


class WentOut(Body):
    """Where it can be read, when that is known."""

    link: fields.Link | None = Field(default=None, examples=["https://example.nl/nieuwsbrief/12"])


class Failure(Body):
    """Why it could not be done; only the office reads it."""

    reason: Paragraph


class TakenOff(Body):
    """Nothing: the story is not on the channel any more, or will not go there."""


class Channels(Asked):
    """Which channels."""

    state: ChannelState | None = None
    channel: events.Channel | None = None
    initiative_id: fields.InitiativeRef | None = None


def router(service: Service) -> APIRouter:
    """The addresses of channels."""
    routes = new_router()

    @act(routes, "/stories/{id}/channels", "Write what a channel is to say")
    async def plan(id: Id, body: Plan, desk: Acting) -> Response:
        return await on_story(
            desk,
            commands.PlanChannel(act=desk.act, initiative_id=story_of(id), channel=body.channel, text=body.text),
        )

    @act(routes, "/stories/{id}/channels/{channel}/publications", "Record that a channel carries the story")
    async def record_out(id: Id, channel: events.Channel, body: WentOut, desk: Acting) -> Response:
        return await on_story(
            desk,
            commands.RecordChannelOut(act=desk.act, initiative_id=story_of(id), channel=channel, link=body.link),
        )

    @act(routes, "/stories/{id}/channels/{channel}/failures", "Record that it could not be done")
    async def record_failure(id: Id, channel: events.Channel, body: Failure, desk: Acting) -> Response:
        return await on_story(
            desk,
            commands.RecordChannelFailure(
                act=desk.act, initiative_id=story_of(id), channel=channel, reason=desk.seal(body.reason, OFFICE)
            ),
        )

    @act(routes, "/stories/{id}/channels/{channel}/withdrawals", "Record that a channel does not carry the story")
    async def record_withdrawn(
        id: Id,
        channel: events.Channel,
        body: TakenOff,  # noqa: ARG001 - it must be {}
        desk: Acting,
    ) -> Response:
        return await on_story(
            desk, commands.RecordChannelWithdrawn(act=desk.act, initiative_id=story_of(id), channel=channel)
        )

    @routes.get("/channels", summary="Channels, and what is still to do on them", tags=["channels"])
    def channels(actor: Reader, asked: Annotated[Channels, Query()]) -> Page[ChannelItem]:
        chosen = filtered(
            queries.channels(queries.written_for(seen_by(actor, queries.submitter, queries.key))),
            (queries.channel_state, asked.state),
            (table.c.channel, asked.channel),
            (table.c.initiative_id, asked.initiative_id and str(asked.initiative_id)),
        )
        by = {"changedAt": table.c.changed_at, "title": queries.shown_title}
        for_office = sight(actor) == "office"
        with service.store.read() as connection:
            return page(
                connection, chosen, asked, fields=by, key=queries.channel_key, show=lambda row: _item(row, for_office)
            )

    return routes


def _item(row: AnyRow, for_office: bool) -> ChannelItem:
    shown = named(row)
    return ChannelItem.model_validate(shown if for_office else shown | {"failure": None})
