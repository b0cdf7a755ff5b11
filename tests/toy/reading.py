"""The toy's read models: each tally's sum, and each count."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text

from shared.projection import Change, Projection, Put
from shared.turn import Recorded
from tests.toy.core import Counted

tables: Final = MetaData()
tally: Final = Table(
    "tally",
    tables,
    Column("name", Text, primary_key=True),
    Column("version", Integer),
    Column("note", Text),
    Column("seen", JSON),
)
counted: Final = Table("counted", tables, Column("id", Text, primary_key=True), Column("by", Integer))


def _tally(fact: Recorded) -> Iterable[Change]:
    if isinstance(fact.event, Counted):
        values = {"version": fact.version, "note": fact.event.note, "seen": [fact.event.by]}
        yield Put(tally, {"name": fact.subject}, values)


def _counted(fact: Recorded) -> Iterable[Change]:
    if isinstance(fact.event, Counted):
        yield Put(counted, {"id": fact.id}, {"by": fact.event.by})


PROJECTIONS: Final[tuple[Projection[Recorded], ...]] = (
    Projection("tallies", (tally,), _tally),
    Projection("counts", (counted,), _counted),
)
