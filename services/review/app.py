"""Where review is put together; the only place."""

from pathlib import Path
from typing import Final

from services.review.api import acts, clearances
from services.review.decider import CORE
from services.review.projections import PROJECTIONS
from services.review.reactions import REACTIONS
from services.review.settings import Settings
from services.review.timers import TIMERS
from shared.heard import reacting, topics
from shared.turn import Model
from shared.web.app import Part, Surroundings, assemble

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
MODEL: Final = Model("review", CORE, PROJECTIONS)


def build(settings: Settings, around: Surroundings) -> Part:
    """Review, ready to be started."""
    return assemble(
        MODEL,
        settings.store_url,
        MIGRATIONS,
        around,
        effects=reacting(REACTIONS),
        topics=topics(REACTIONS),
        routers=[acts.router, clearances.router],
        timers=TIMERS,
        description="Have all required ministries cleared it, under which policy and for which version.",
    )
