"""How far the journeys were when the ledger had come to some position: from milestones, by the rules of the present.

Who sees which of them is what holds now: what is shut to somebody today, is so of the past too.
"""

from collections.abc import Iterator
from heapq import merge
from typing import NamedTuple

from sqlalchemy import Connection

from services.events.figures import reading
from services.events.journey import overview, stages, telling
from services.events.journey.overview import Row, Stage
from services.events.ledger import entries
from services.events.readers import Onlooker, Readership, Ties
from shared.event import Readers


class Stood(NamedTuple):
    """How far an initiative was; `row` is its overview, column for column what the read model held."""

    initiative_id: str
    stage: Stage
    row: Row


def journeys(
    connection: Connection, readership: Readership, onlooker: Onlooker, ties: Ties, until: int, behind: str = ""
) -> Iterator[Stood]:
    """The journeys that an onlooker sees, as far as they were at position `until`, in the order of their ids; those
    whose id comes behind `behind`.

    One's own, and those that are shut to somebody, are few: they are told from their entries, as another sight.
    """
    sight: Readers = "party" if onlooker.person is not None else "public"
    apart = sorted(each for each in (ties.shut if onlooker.person is None else ties.own) if each > behind)

    def told_apart() -> Iterator[tuple[str, Row]]:
        for initiative in apart:
            told = telling.tell(entries.about(connection, initiative, until), readership, sight)
            if told is not None:
                yield initiative, told.row

    def others() -> Iterator[tuple[str, Row]]:
        shown_apart = frozenset(apart)
        for initiative, marks in reading.told(connection, onlooker.sight, until, behind):
            if initiative not in shown_apart:
                yield initiative, stages.overview_of(marks)

    for initiative, row in merge(told_apart(), others(), key=lambda each: each[0]):
        stage = overview.stage(row)
        if stage is not None:
            yield Stood(initiative, stage, row)
