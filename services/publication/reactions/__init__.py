"""What publication makes of the others' facts, and of its own."""

from typing import Any, Final

from services.publication.reactions.conflicts import CONFLICTS
from services.publication.reactions.forgetting import FORGETTING
from services.publication.reactions.noting import NOTES
from services.publication.reactions.seating import SEATING
from shared.heard import Reaction

REACTIONS: Final[tuple[Reaction[Any], ...]] = (*NOTES, *CONFLICTS, *SEATING, *FORGETTING)

__all__ = ["REACTIONS"]
