"""What all acts on stories share: which story is meant, and how they are answered."""

from typing import Final

from fastapi import Response

from services.publication import commands
from services.publication.events import InitiativeId
from shared.handle import Provided
from shared.web.desk import Desk, Id

OFFICE: Final = ("editor", "adviser")
"""Who reads why an editor took an article back or could not do what was to be done, and what a contact person lets be
published before it is."""


def story_of(id: Id) -> InitiativeId:
    return InitiativeId(str(id))


async def on_story(desk: Desk, command: commands.OnStory, provided: Provided | None = None) -> Response:
    """Hand over a command about a story, which is what the answer names."""
    at = f"/publication/v1/stories/{command.initiative_id}"
    return await desk.give(command, resource=command.initiative_id, location=at, provided=provided, on_rows=False)
