"""Which stories were out at a moment, as what, and what others had taken over by then."""

from typing import Final

from sqlalchemy import Connection, func, select

from services.publication.projections.tables import adoption, showing
from shared.store.store import AnyRow

_later: Final = showing.alias("later")


def out_at(connection: Connection, at: str) -> list[AnyRow]:
    """The stories that were out at this moment, with region and themes as they were published then."""
    is_later = (
        _later.c.initiative_id == showing.c.initiative_id,
        _later.c.sequence > showing.c.sequence,
        _later.c.since <= at,
    )
    chosen = select(showing.c.initiative_id, showing.c.region, showing.c.themes).where(
        showing.c.since <= at, showing.c.region.is_not(None), ~select(_later).where(*is_later).exists()
    )
    return list(connection.execute(chosen))


def adoptions_by(connection: Connection, at: str) -> list[AnyRow]:
    """How often elements of each story had been taken over by this moment, by form.

    What was recorded of one adoption more than once (its result, later) is one adoption.
    """
    told = (
        select(adoption.c.initiative_id, adoption.c.form, adoption.c.by, adoption.c.element)
        .where(adoption.c.recorded_at <= at)
        .distinct()
        .subquery()
    )
    chosen = select(told.c.initiative_id, told.c.form, func.count().label("times"))
    return list(connection.execute(chosen.group_by(told.c.initiative_id, told.c.form)))
