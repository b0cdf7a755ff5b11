"""Reading milestones from the store, and lifelines of them, as they were when the ledger had come to some position: one
initiative after the other.
"""

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from orjson import loads
from sqlalchemy import Connection, Integer, bindparam, select, tuple_

from services.events.figures.lifeline import Lifeline, lifeline
from services.events.figures.milestones import TITLES
from services.events.journey.stages import Mark
from services.events.projections import milestone
from shared.event import Readers
from shared.store.ready import Ready

FEW: Final = 4_000
PAGE: Final = 10_000
"""Milestones read at once, first and at most: who wants a few journeys reads few; what is in memory at one time."""

_table: Final = milestone
_PAGE: Final = Ready(
    select(
        *(_table.c.initiative_id, _table.c.position, _table.c.time, _table.c.rank, _table.c.sequence, _table.c.told),
        *(_table.c[name] for name in TITLES),
    )
    .where(
        _table.c.sight == bindparam("sight"),
        tuple_(_table.c.initiative_id, _table.c.position) > tuple_(bindparam("initiative"), bindparam("behind")),
        _table.c.position <= bindparam("until"),
    )
    .order_by(_table.c.initiative_id, _table.c.position)
    .limit(bindparam("limit", type_=Integer))
)


def lives(connection: Connection, sight: Readers, until: int, shut: Collection[str] = ()) -> Iterator[Lifeline]:
    """Every initiative that had entered a stage by position `until`, as `sight` may see it.

    Of those in `shut` only what everybody sees.
    """
    for initiative, life in _all(connection, sight, until):
        if initiative not in shut:
            yield life
    for initiative, life in _all(connection, "public", until) if shut else ():
        if initiative in shut:
            yield life


def _all(connection: Connection, sight: Readers, until: int) -> Iterator[tuple[str, Lifeline]]:
    for initiative, marks in told(connection, sight, until):
        life = lifeline(marks)
        if life is not None:
            yield initiative, life


def told(connection: Connection, sight: Readers, until: int, behind: str = "") -> Iterator[tuple[str, list[Mark]]]:
    """What was told up to position `until` of each initiative whose id comes behind `behind`, in the order of ids."""
    for initiative, rows in groupby(_milestones(connection, sight, until, behind), key=itemgetter(0)):
        yield (
            initiative,
            [Mark(time, rank, sequence, _told(*told)) for _, _, time, rank, sequence, *told in rows],
        )


def _told(said: str, title: str | None, published_title: str | None) -> dict[str, Any]:
    told: dict[str, Any] = loads(said)
    if title is not None:
        told["title"] = title
    if published_title is not None:
        told["published_title"] = published_title
    return told


def _milestones(connection: Connection, sight: Readers, until: int, behind: str) -> Iterator[tuple[Any, ...]]:
    """Those of one initiative together."""
    initiative, position, limit = behind, until, FEW
    while True:
        page = _PAGE.tuples(connection, sight=sight, initiative=initiative, behind=position, until=until, limit=limit)
        yield from page
        if len(page) < limit:
            return
        initiative, position, *_ = page[-1]
        limit = min(2 * limit, PAGE)
