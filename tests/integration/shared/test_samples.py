"""The few rows that a rebuild shows of what differs."""

from typing import Any

import pytest
from sqlalchemy import insert, update

from shared import samples
from shared.rebuild import Rebuild
from shared.samples import LENGTH, MOST, Sample
from shared.testing.given import act
from tests.integration.shared.test_rebuild import TALLIES
from tests.toy import reading
from tests.toy.core import count
from tests.toy.stand import MODEL, Stand

pytestmark = pytest.mark.usefixtures("on_both")


async def shown(stand: Stand) -> tuple[Sample, ...]:
    found = await Rebuild(stand.store, TALLIES).run(MODEL, stand.ids, act("operator"), "a test", dry=True)
    return found.samples


def spoil(stand: Stand, *statements: Any) -> None:
    with stand.store.transaction() as connection:
        for each in statements:
            connection.execute(each)


async def test_each_kind_is_shown_by_its_key(stand: Stand) -> None:
    """Of a row that changed only the columns that differ, as they were and as they become."""
    for name in "abc":
        await stand.handle(count(name))
    table = reading.tally
    spoil(
        stand,
        table.delete().where(table.c.name == "a"),
        update(table).where(table.c.name == "b").values(seen=[99], note=None),
        insert(table).values(name="z", version=9),
    )
    assert await shown(stand) == (
        Sample("added", "tally", {"name": "a"}, {}, {}),
        Sample("removed", "tally", {"name": "z"}, {}, {}),
        Sample("changed", "tally", {"name": "b"}, {"note": None, "seen": "[99]"}, {"note": "", "seen": "[1]"}),
    )


async def test_where_nothing_differs_nothing_is_shown(stand: Stand) -> None:
    """Nor is it looked for."""
    await stand.handle(count("a"))
    assert await shown(stand) == ()


async def test_there_are_few_and_they_are_short(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows and columns differ, and whatever stands in them."""
    monkeypatch.setattr(samples, "COLUMNS", 1)
    for number in range(MOST + 3):
        await stand.handle(count(f"t{number}", note="x" * 300))
    spoil(
        stand,
        update(reading.tally).values(note="y" * 400, version=7),
        *(insert(reading.tally).values(name=f"z{number}{'z' * 300}") for number in range(MOST + 2)),
    )
    found = await shown(stand)
    assert [sample.kind for sample in found] == ["removed"] * MOST + ["changed"] * MOST
    assert all(len(sample.was) == len(sample.becomes) == 1 for sample in found if sample.kind == "changed")
    values = [value for each in found for part in (each.key, each.was, each.becomes) for value in part.values()]
    assert max(len(str(value)) for value in values) == LENGTH
