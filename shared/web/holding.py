"""Letting one of several versions hold, such as a policy: decided on what holds until then, also among replicas."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from fastapi import Response
from sqlalchemy import Connection

from shared.decider import Command
from shared.errors import Stale
from shared.service import Service
from shared.web.desk import Desk

TRIES: Final = 5
"""How often it is decided anew on what holds, where others keep activating in the same moment."""

Holds = Callable[[Connection], str | None]
"""Which version holds; None where none does."""


class Replaced(Stale):
    """Another version held than the one that this was decided on."""


async def let_hold(
    desk: Desk, service: Service, holds: Holds, made: Callable[[str | None], Command], *, version: str, location: str
) -> Response:
    """Hand over the command that is `made` on the version that holds; anew, where another replica was first.

    So the second of two who activate the same sees that it holds already. Raises Replaced when others never stop.
    """
    for _ in range(TRIES - 1):
        try:
            return await _once(desk, service, holds, made, version, location)
        except Replaced:
            continue
    return await _once(desk, service, holds, made, version, location)


async def _once(
    desk: Desk, service: Service, holds: Holds, made: Callable[[str | None], Command], version: str, location: str
) -> Response:
    in_force = await asyncio.to_thread(_read, service, holds)
    still = partial(_still, holds, in_force)
    return await desk.give(made(in_force), resource=version, location=location, provided=still, on_rows=False)


def _read(service: Service, holds: Holds) -> str | None:
    with service.store.read() as connection:
        return holds(connection)


def _still(holds: Holds, in_force: str | None, connection: Connection) -> None:
    """Raise Replaced where another version holds by now, activated here or by another replica."""
    now = holds(connection)
    if now != in_force:
        raise Replaced(f"{now} holds since just now. Nothing was changed; send the same request again.")
