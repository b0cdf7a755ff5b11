"""Where intake is put together; the only place."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from services.intake import drafts, projections, shipped, terms, upgrading
from services.intake.api import (
    confirmations,
    initiatives,
    notices,
    persons,
    references,
    registers,
    signals,
    tips,
    versions,
)
from services.intake.api import drafts as draft_api
from services.intake.decider import CORE
from services.intake.forgetting import forgets
from services.intake.in_force import InForce
from services.intake.reactions import REACTIONS
from services.intake.settings import Settings
from services.intake.timers import TIMERS
from shared.heard import reacting, topics
from shared.service import Service
from shared.turn import Model
from shared.web.app import Part, Surroundings, assemble

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
MODEL: Final = Model("intake", CORE, projections.PROJECTIONS, forgets)


async def _start(service: Service) -> None:
    await shipped.activate_first_reference(service)
    await upgrading.index_approached(service)
    await terms.give_older(service)


def build(settings: Settings, around: Surroundings) -> Part:
    """Intake, ready to be started."""
    in_force = InForce()
    return assemble(
        replace(MODEL, refreshed=in_force.refreshed),
        settings.store_url,
        MIGRATIONS,
        around,
        effects=reacting(REACTIONS),
        topics=topics(REACTIONS),
        routers=[
            signals.router,
            tips.router,
            notices.router,
            partial(initiatives.router, in_force=in_force),
            versions.router,
            confirmations.router,
            partial(draft_api.router, term=settings.draft_term),
            registers.router,
            persons.router,
            references.router,
        ],
        timers=TIMERS,
        vault_also=confirmations.also,
        rows_about=persons.rows,
        vault_beside=projections.found_by,
        jobs={"drafts": drafts.sweeping},
        at_reopen=drafts.forget_again,
        at_start=_start,
        description="How initiatives are found, and what a complete submission is, of whom, and where it came from.",
    )
