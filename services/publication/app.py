"""Where publication is put together; the only place."""

from pathlib import Path
from typing import Final

from services.publication.api import (
    agenda,
    channels,
    drafts,
    following,
    forgotten,
    meetings,
    reading,
    spread,
    stories,
)
from services.publication.decider import CORE
from services.publication.forgetting import forgets
from services.publication.projections import PROJECTIONS
from services.publication.public.outlet import OUTLET
from services.publication.reactions import REACTIONS
from services.publication.retelling import tell_anew
from services.publication.settings import Settings
from services.publication.upgrading import index_addresses
from shared.heard import reacting, topics
from shared.service import Service
from shared.turn import Model
from shared.web.app import Part, Surroundings, assemble

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
MODEL: Final = Model("publication", CORE, PROJECTIONS, forgets)


def build(settings: Settings, around: Surroundings) -> Part:
    """Publication, ready to be started."""
    return assemble(
        MODEL,
        settings.store_url,
        MIGRATIONS,
        around,
        effects=reacting(REACTIONS),
        topics=topics(REACTIONS),
        routers=[
            stories.router,
            drafts.router,
            channels.router,
            following.router,
            reading.router,
            meetings.router,
            agenda.router,
            spread.router,
            forgotten.router,
        ],
        description="Is the story out, is the Koploper invited and named.",
        vault_also=reading.also,
        outlets=[OUTLET],
        at_start=_bring_up_to_date,
    )


async def _bring_up_to_date(service: Service) -> None:
    """What an older version left; once it is done, nothing happens."""
    await index_addresses(service)
    await tell_anew(service)
