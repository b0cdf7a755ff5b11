"""What an upgrade leaves to be made once the service runs: milestones of what the ledger had before there were any, or
before they told how an initiative is called. Also what a replica of before wrote while others were upgraded already.
"""

from functools import partial
from typing import Final

from sqlalchemy import Connection, exists, or_, select

from services.events.projections import FIGURES, journey, milestone
from shared import rebuilding
from shared.rebuild import Rebuild
from shared.service import Service
from shared.unfinished import Unfinished

WHY: Final = "Figures and past journeys of what the ledger had before there were any"

_counted: Final = exists().where(
    milestone.c.sight == "office",
    milestone.c.initiative_id == journey.c.initiative_id,
    milestone.c.time <= journey.c.submitted_at,
    or_(milestone.c.title.is_not(None), journey.c.title.is_(None)),
)
_UNCOUNTED: Final = (
    select(journey.c.initiative_id)
    .where(journey.c.sight == "office", journey.c.submitted_at.is_not(None), ~_counted)
    .limit(1)
)


async def make_figures(service: Service) -> None:
    """Begin to rebuild them where an initiative's submission is none of them; once it is, nothing happens.

    The service answers and hears meanwhile. What is broken off goes on at the next start.
    """
    service.begin(_make(service), f"makes {FIGURES}")


async def _make(service: Service) -> None:
    act = service.own_act()
    begin = partial(_begun, act.id)
    if not await service.store.write(_lacking):
        return
    begun = await service.store.write(begin) or (await service.rebuilds.gave_up() and await service.store.write(begin))
    if not begun:
        return
    unfinished = Unfinished(act.id, FIGURES, service.made_by)
    rebuild = Rebuild(service.store, service.read_models[FIGURES], unfinished=unfinished)
    note = partial(service.rebuilds.note, act.id)
    work = rebuild.run(service.model, service.ids, act, WHY, dry=False, note=note)
    await service.rebuilds.run(act.id, rebuild, work)


def _lacking(connection: Connection) -> bool:
    return connection.execute(_UNCOUNTED).first() is not None


def _begun(id: str, connection: Connection) -> bool:
    """Looks once more: another replica may have made them meanwhile."""
    return _lacking(connection) and rebuilding.begin(connection, id, FIGURES)
