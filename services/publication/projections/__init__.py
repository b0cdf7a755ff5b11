"""Publication's read models: stories with their drafts and what followed, meetings with who is invited."""

from typing import Final

from services.publication.projections.channels import CHANNELS
from services.publication.projections.conflicts import CONFLICTS
from services.publication.projections.meetings import MEETINGS
from services.publication.projections.stories import STORIES
from services.publication.projections.tables import tables
from shared.projection import Projection
from shared.turn import Recorded

PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (*STORIES, *CHANNELS, *MEETINGS, *CONFLICTS)

__all__ = ["PROJECTIONS", "tables"]
