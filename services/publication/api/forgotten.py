"""What an editor does when somebody was forgotten whom a story let people call."""

from fastapi import APIRouter, Response

from services.publication import commands
from services.publication.api.acting import on_story, story_of
from shared.service import Service
from shared.web.body import Body
from shared.web.body import router as new_router
from shared.web.desk import Acting, Id, act


class NamesCheck(Body):
    """Nothing: what is out does not name who was forgotten."""


def router(_: Service) -> APIRouter:
    """Its addresses."""
    routes = new_router()

    @act(routes, "/stories/{id}/names-checks", "Say that the article does not name who was forgotten")
    async def check(id: Id, _: NamesCheck, desk: Acting) -> Response:
        return await on_story(desk, commands.CheckForNames(act=desk.act, initiative_id=story_of(id)))

    return routes
