"""Where assessment is put together; the only place."""

from pathlib import Path
from typing import Final

from services.assessment.api import acts, declarations, dossiers, policies
from services.assessment.commands import ActivatePolicy
from services.assessment.decider import CORE
from services.assessment.policy import Policy
from services.assessment.projections import PROJECTIONS
from services.assessment.reactions import REACTIONS
from services.assessment.settings import Settings
from services.assessment.timers import TIMERS
from shared.heard import reacting, topics
from shared.service import Service
from shared.turn import Model
from shared.web.app import Part, Surroundings, assemble

MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
POLICIES: Final = Path(__file__).parent / "policies"
MODEL: Final = Model("assessment", CORE, PROJECTIONS)
FIRST: Final = "2019-03"
"""The policy that a new system starts with."""


def build(settings: Settings, around: Surroundings) -> Part:
    """Assessment, ready to be started."""
    return assemble(
        MODEL,
        settings.store_url,
        MIGRATIONS,
        around,
        effects=reacting(REACTIONS),
        topics=topics(REACTIONS),
        routers=[acts.router, declarations.router, dossiers.router, policies.router],
        description="Whether an initiative meets the criteria, and under which policy.",
        at_start=activate_first_policy,
        timers=TIMERS,
        vault_first=declarations.before_reading,
    )


async def activate_first_policy(service: Service) -> None:
    """Have the first policy in force before anything is heard; once it is, nothing happens.

    Raises PolicyChanged when its file says something else than what was activated.
    """
    policy = Policy.model_validate_json((POLICIES / f"{FIRST}.json").read_bytes())
    await service.handle(ActivatePolicy(act=service.own_act(), policy=policy))
