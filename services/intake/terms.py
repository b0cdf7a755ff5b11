"""How long persons are known of what ends now, and of what ended before there were terms."""

import asyncio

from services.intake import commands, projections, words
from shared.envelope import moment
from shared.service import Service
from shared.store.store import AnyRow


async def of_now(service: Service) -> int:
    """How many days persons are known of what ends now."""
    return await asyncio.to_thread(_days, service)


async def give_older(service: Service) -> None:
    """Give what was set aside before there were terms the term of now, counted from then.

    What has one is passed by, so it may be done at each start.
    """
    days = await of_now(service)
    for row in await asyncio.to_thread(_without, service):
        await service.handle(
            commands.SetSignalTerm(
                act=service.own_act(),
                signal_id=words.SignalId(row.id),
                since=moment(row.set_aside["at"]),
                retention_days=days,
            )
        )


def _days(service: Service) -> int:
    with service.store.read() as connection:
        return projections.retention_days(connection, None)


def _without(service: Service) -> list[AnyRow]:
    with service.store.read() as connection:
        return list(projections.without_term(connection))
