"""What publication's reactions are made of."""

from typing import Any

from services.publication import events
from shared.heard import Foreign, Heard


class Happened(Foreign):
    """That it happened is all that is needed."""


def story_of(heard: Heard[Any]) -> events.InitiativeId:
    """The story that a fact is about."""
    return events.InitiativeId(heard.initiative_id)
