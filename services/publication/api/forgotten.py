"""Whom stories let people call: as whom an address is known here, and what an editor does when one was forgotten."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.publication import commands
from services.publication.api import fields
from services.publication.api.acting import on_story, story_of
from shared.service import Service
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act
from shared.web.persons_api import known_as


class NamesCheck(Body):
    """Nothing: what is out does not name who was forgotten."""


class Address(Body):
    """The address by which somebody is looked for; it is not kept."""

    email: fields.Email = Field(examples=["anna@example.org"])


def router(service: Service) -> APIRouter:
    """Its addresses."""
    routes = new_router()

    @act(routes, "/persons", "Look under which id somebody with this address is known here")
    async def look_up(body: Address, desk: Acting) -> Response:
        return await known_as(service, desk, body.email)

    @act(routes, "/stories/{id}/names-checks", "Say that the article does not name who was forgotten")
    async def check(id: Id, _: NamesCheck, desk: Acting) -> Response:
        return await on_story(desk, commands.CheckForNames(act=desk.act, initiative_id=story_of(id)))

    return routes
