"""What an upgrade leaves to be made once the service runs: milestones of what the ledger had before there were any, or
before they told how an initiative is called. Also what a replica of before wrote while others were upgraded already.
"""

import asyncio
from functools import partial
from typing import Final

from sqlalchemy import Connection, exists, select

from services.events.figures import milestones
from services.events.ledger.schema import entry
from services.events.projections import FIGURES, journey, milestone
from shared import rebuilding
from shared.envelope import Envelope, open_
from shared.rebuild import Rebuild
from shared.service import Service
from shared.unfinished import Unfinished

WHY: Final = "Figures and past journeys of what the ledger had before there were any"

PAGE: Final = 200
"""Facts that are in memory at once while a title is looked for."""
TITLED: Final = ("initiative-submitted", "initiative-revised", "article-published", "article-corrected")
_counted: Final = exists().where(
    milestone.c.sight == "office",
    milestone.c.initiative_id == journey.c.initiative_id,
    milestone.c.time <= journey.c.submitted_at,
)
_UNCOUNTED: Final = (
    select(journey.c.initiative_id)
    .where(journey.c.sight == "office", journey.c.submitted_at.is_not(None), ~_counted)
    .limit(1)
)
_UNTITLED: Final = (
    select(entry.c.body)
    .where(entry.c.type.in_([f"nl.koploper.{name}.v1" for name in TITLED]))
    .where(
        milestone.c.sight == "office",
        milestone.c.initiative_id == entry.c.initiative_id,
        milestone.c.position == entry.c.position,
        *(milestone.c[name].is_(None) for name in milestones.TITLES),
    )
)
"""Facts that may tell how their initiative is called, of which a milestone does not."""


async def make_figures(service: Service) -> None:
    """Begin to rebuild them where an initiative's submission is none of them, or one lacks a title that its fact tells.

    The service answers and hears meanwhile. What is broken off goes on at the next start.
    """
    service.begin(_make(service), f"makes {FIGURES}")


async def _make(service: Service) -> None:
    act = service.own_act()
    begin = partial(_begun, act.id)
    if not await asyncio.to_thread(_looked, service):
        return
    begun = await service.store.write(begin) or (await service.rebuilds.gave_up() and await service.store.write(begin))
    if not begun:
        return
    unfinished = Unfinished(act.id, FIGURES, service.made_by)
    rebuild = Rebuild(service.store, service.read_models[FIGURES], unfinished=unfinished)
    note = partial(service.rebuilds.note, act.id)
    work = rebuild.run(service.model, service.ids, act, WHY, dry=False, note=note)
    await service.rebuilds.run(act.id, rebuild, work)


def _looked(service: Service) -> bool:
    with service.store.read() as connection:
        return _lacking(connection)


def _lacking(connection: Connection) -> bool:
    if connection.execute(_UNCOUNTED).first() is not None:
        return True
    with connection.execution_options(yield_per=PAGE).execute(_UNTITLED) as found:
        return any(_tells_a_title(open_(body)) for (body,) in found)


def _tells_a_title(envelope: Envelope) -> bool:
    told = milestones.told(envelope, envelope.data, "office")
    return any(told.get(name) is not None for name in milestones.TITLES)


def _begun(id: str, connection: Connection) -> bool:
    """Looks once more: another replica may have made them meanwhile."""
    return _lacking(connection) and rebuilding.begin(connection, id, FIGURES)
