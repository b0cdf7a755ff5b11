"""Reading lifelines from the store, as they were when the ledger had come to some position: one after the other."""

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from orjson import loads
from sqlalchemy import Connection, bindparam, select, tuple_

from services.events.figures.lifeline import Lifeline, lifeline
from services.events.journey.stages import Mark
from services.events.projections import milestone
from shared.event import Readers
from shared.store.ready import Ready

PAGE: Final = 10_000
"""Milestones read at once: what is in memory of them at one time."""

_table: Final = milestone
_PAGE: Final = Ready(
    select(_table.c.initiative_id, _table.c.position, _table.c.time, _table.c.rank, _table.c.sequence, _table.c.told)
    .where(
        _table.c.sight == bindparam("sight"),
        tuple_(_table.c.initiative_id, _table.c.position) > tuple_(bindparam("initiative"), bindparam("behind")),
        _table.c.position <= bindparam("until"),
    )
    .order_by(_table.c.initiative_id, _table.c.position)
    .limit(PAGE)
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
    for initiative, rows in groupby(_milestones(connection, sight, until), key=itemgetter(0)):
        life = lifeline([Mark(time, rank, sequence, loads(told)) for _, _, time, rank, sequence, told in rows])
        if life is not None:
            yield initiative, life


def _milestones(connection: Connection, sight: Readers, until: int) -> Iterator[tuple[Any, ...]]:
    """Those of one initiative together."""
    initiative, position = "", 0
    while True:
        page = _PAGE.tuples(connection, sight=sight, initiative=initiative, behind=position, until=until)
        yield from page
        if len(page) < PAGE:
            return
        initiative, position, *_ = page[-1]
