"""Comparing a read model with its facts while others write."""

import asyncio
from collections.abc import Iterator
from typing import Final

import pytest
from sqlalchemy import Connection, inspect, update

from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import LOOKS, Rebuild
from shared.turn import Recorded
from tests.toy import reading
from tests.toy.core import count
from tests.toy.stand import MODEL, Stand

NEVER_PAUSES: Final = LOOKS + 1


class Busy:
    """A stand's facts; the first `times` that their end is reached, just then another one comes."""

    def __init__(self, stand: Stand, times: int) -> None:
        self._stand = stand
        self._times = times
        self._facts = OwnEvents(MODEL)
        self._loop = asyncio.get_running_loop()

    def count(self, connection: Connection) -> int:
        return self._facts.count(connection)

    def after(self, connection: Connection, position: int) -> Iterator[tuple[int, Recorded]]:
        found = list(self._facts.after(connection, position))
        if not found and self._times:
            self._times -= 1
            asyncio.run_coroutine_threadsafe(self._stand.handle(count("a")), self._loop).result()
        return iter(found)


@pytest.mark.parametrize("times", [0, 1, 2, NEVER_PAUSES])
async def test_facts_that_come_meanwhile_are_no_difference(stand: Stand, times: int) -> None:
    """What came while the read model was rebuilt is read too, however often; nothing is left behind."""
    for name in "abc":
        await stand.handle(count(name))
    found = await Rebuild(stand.store, ReadModel(reading.PROJECTIONS[0], Busy(stand, times)), "checked").compare()
    assert (found.added, found.removed, found.changed, found.events) == (0, 0, 0, 3 + times)
    with stand.store.read() as connection:
        assert not [name for name in inspect(connection).get_table_names() if "__" in name]


@pytest.mark.parametrize("times", [0, NEVER_PAUSES])
async def test_a_difference_is_told_and_left(stand: Stand, times: int) -> None:
    """Comparing tells how many rows differ, and changes none; nor does it write an operator's act."""
    await stand.handle(count("b"))
    with stand.store.transaction() as connection:
        connection.execute(update(reading.tally).values(note="another"))
    found = await Rebuild(stand.store, ReadModel(reading.PROJECTIONS[0], Busy(stand, times))).compare()
    assert (found.added, found.removed, found.changed) == (0, 0, 1)
    assert "another" in [row.note for row in stand.rows(reading.tally)]
    assert len(stand.log()) == 1 + times
