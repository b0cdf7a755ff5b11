"""The reference data that come with the program, of which the first hold from a system's first start."""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from services.intake import commands, projections
from services.intake.reference import FIRST, Reference
from shared.service import Service

REFERENCES: Final = Path(__file__).parent / "references"


@cache
def first() -> Reference:
    return Reference.model_validate_json((REFERENCES / f"{FIRST}.json").read_bytes())


def in_force(connection: Connection) -> Reference:
    """What submissions are held to: what was activated last, or the first of all."""
    return projections.active_reference(connection) or first()


async def activate_first_reference(service: Service) -> None:
    """Have the first in force before anything is heard or asked; once they are, nothing happens.

    Raises ReferenceChanged when their file says something else than what was activated.
    """
    await service.handle(commands.ActivateReference(act=service.own_act(), reference=first()))
