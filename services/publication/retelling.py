"""What older stores tell wrongly: why an article is gone, where that became otherwise and no fact said so."""

import asyncio
from typing import Final

from sqlalchemy import and_, or_, select

from services.publication import commands, events
from services.publication.projections.tables import story
from shared.service import Service
from shared.store.store import Store

_GONE: Final = select(story.c.id).where(
    story.c.state == "withdrawn",
    or_(
        story.c.reason.in_(sorted(events.UNDONE)),
        and_(
            story.c.reason == "withdrawn-by-editor",
            or_(story.c.reopened_at.is_not(None), story.c.withdrawn_at.is_not(None)),
        ),
    ),
)


async def tell_anew(service: Service) -> None:
    """Have the notice of each article that is gone tell why; of one that does already nothing is said.

    Looked at are those only that wait, or waited once and were told otherwise: few, whatever the store holds.
    """
    gone = await asyncio.to_thread(_gone, service.store)
    asked = (commands.TellAnew(act=service.own_act(), initiative_id=each) for each in gone)
    await asyncio.gather(*(service.handle(command) for command in asked))


def _gone(store: Store) -> list[events.InitiativeId]:
    with store.read() as connection:
        return [events.InitiativeId(row.id) for row in connection.execute(_GONE)]
