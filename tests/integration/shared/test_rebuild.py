"""Rebuilding a read model beside the live one: the difference, the swap, and what happens meanwhile."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import column, insert, inspect, table, update

from shared import read_model as read_models
from shared import rebuild as rebuilds
from shared.errors import StoreAway
from shared.operations import ProjectionRebuilt
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Difference, Rebuild
from shared.store import schema
from shared.store.store import Store
from shared.testing.given import act
from shared.turn import Recorded, Turn
from tests.toy import reading
from tests.toy.core import count
from tests.toy.stand import MODEL, Stand

pytestmark = pytest.mark.usefixtures("on_both")

OPERATOR = act("operator")
TALLIES = ReadModel(reading.PROJECTIONS[0], OwnEvents(MODEL))
COUNTS = ReadModel(reading.PROJECTIONS[1], OwnEvents(MODEL))


async def rebuilt(stand: Stand, read_model: ReadModel[Recorded] = TALLIES, *, dry: bool = False) -> Difference:
    return await Rebuild(stand.store, read_model).run(MODEL, stand.ids, OPERATOR, "a test", dry=dry)


def paged(monkeypatch: pytest.MonkeyPatch, facts: int, pages: int) -> None:
    """So many facts are read at once, and what so many pages come to is written at once."""
    monkeypatch.setattr(read_models, "_AFTER", read_models._after(facts))
    monkeypatch.setattr(rebuilds, "PAGES", pages)


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One fact is read, and what it comes to written, before the next."""
    paged(monkeypatch, 1, 1)


def found(difference: Difference) -> tuple[int, int, int, int]:
    return difference.added, difference.removed, difference.changed, difference.events


def tallies(stand: Stand) -> list[tuple[str, int]]:
    return [(row.name, row.version) for row in stand.rows(reading.tally)]


def acts(stand: Stand) -> list[ProjectionRebuilt]:
    facts = (MODEL.load(row.body).event for row in stand.rows(schema.event))
    return [fact for fact in facts if isinstance(fact, ProjectionRebuilt)]


def shadows(stand: Stand) -> list[str]:
    with stand.store.read() as connection:
        return [name for name in inspect(connection).get_table_names() if "__" in name]


@pytest.fixture
async def spoiled(stand: Stand) -> Stand:
    """Three tallies, of which the table lost one, has one wrong, and holds one that never was."""
    for name in "abc":
        await stand.handle(count(name))
    with stand.store.transaction() as connection:
        connection.execute(reading.tally.delete().where(reading.tally.c.name == "a"))
        connection.execute(update(reading.tally).where(reading.tally.c.name == "b").values(seen=[99]))
        connection.execute(insert(reading.tally).values(name="z", version=9))
    return stand


async def test_a_read_model_that_is_right_has_no_difference(stand: Stand) -> None:
    """Rebuilding changes nothing then, and says so; JSON columns compare by what they hold."""
    for name in "aab":
        await stand.handle(count(name))
    for read_model in (TALLIES, COUNTS):
        assert found(await rebuilt(stand, read_model))[:3] == (0, 0, 0)
    assert tallies(stand) == [("a", 2), ("b", 1)]


async def test_the_difference_is_told_and_made_good(spoiled: Stand) -> None:
    """Rows that lack are added, strange ones removed, wrong ones changed; who did it why is a fact."""
    difference = await rebuilt(spoiled)
    assert found(difference) == (1, 1, 1, 3)
    assert difference.seconds > 0
    assert tallies(spoiled) == [("a", 1), ("b", 1), ("c", 1)]
    assert [row.seen for row in spoiled.rows(reading.tally)] == [[1], [1], [1]]
    assert acts(spoiled) == [
        ProjectionRebuilt(projection="tallies", events=3, added=1, removed=1, changed=1, reason="a test")
    ]
    assert not shadows(spoiled)
    assert found(await rebuilt(spoiled))[:3] == (0, 0, 0)


async def test_a_dry_run_only_tells(spoiled: Stand) -> None:
    """All stays as it was, and there is no act to be recorded."""
    before = spoiled.rows(reading.tally)
    assert found(await rebuilt(spoiled, dry=True)) == (1, 1, 1, 3)
    assert found(await Rebuild(spoiled.store, TALLIES).compare()) == (1, 1, 1, 3)
    assert spoiled.rows(reading.tally) == before
    assert not acts(spoiled)
    assert not shadows(spoiled)


async def test_who_waits_for_facts_hears_of_the_act(stand: Stand) -> None:
    """It is sent like all facts; a dry run is none."""
    told: list[int] = []
    stand.store.on_append(lambda: told.append(len(acts(stand))))
    await rebuilt(stand, dry=True)
    assert told == []
    await rebuilt(stand)
    assert told == [1]


@pytest.mark.parametrize("events", range(4, 10))
async def test_many_pages(stand: Stand, monkeypatch: pytest.MonkeyPatch, events: int) -> None:
    """Wherever a page ends, and what is written at once, every fact is in it."""
    paged(monkeypatch, 2, 2)
    for number in range(events):
        await stand.handle(count("abc"[number % 3]))
    for model in (TALLIES, COUNTS):
        assert found(await rebuilt(stand, model, dry=True)) == (0, 0, 0, events)


async def test_what_comes_meanwhile_is_in_it(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that are written while it runs, up to the last moment, are neither lost nor counted as a difference."""
    one_by_one(monkeypatch)
    rebuild = Rebuild(spoiled.store, TALLIES)
    names = iter("abdef")
    read: Callable[[], Any] = rebuild._read

    def busy() -> Any:
        if (name := next(names, None)) is not None:
            turn = Turn(MODEL, spoiled.ids)
            with spoiled.store.transaction() as connection:
                turn.read(connection, [f"tally-{name}"])
                turn.decide(count(name))
                turn.write(connection)
        return read()

    monkeypatch.setattr(rebuild, "_read", busy)
    difference = await rebuild.run(MODEL, spoiled.ids, OPERATOR, "a test", dry=False)
    assert (difference.events, rebuild.total) == (8, 3)
    assert tallies(spoiled) == [("a", 2), ("b", 2), ("c", 1), ("d", 1), ("e", 1), ("f", 1)]


async def test_acts_go_on_while_it_runs(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands given during a rebuild are answered, and what they did is there after it."""
    one_by_one(monkeypatch)
    running = asyncio.ensure_future(rebuilt(spoiled))
    done = await asyncio.gather(*(spoiled.handle(count("d")) for _ in range(20)))
    await running
    assert [each.version for each in done] == list(range(1, 21))
    assert tallies(spoiled) == [("a", 1), ("b", 1), ("c", 1), ("d", 20)]


@pytest.mark.parametrize("rests", [True, False])
async def test_a_comparison_waits_for_a_quiet_moment(
    spoiled: Stand, monkeypatch: pytest.MonkeyPatch, rests: bool
) -> None:
    """It is counted while others write; where they never pause it is counted between them."""
    rebuild = Rebuild(spoiled.store, TALLIES)
    looks = 0
    at_rest = rebuild._counts_at_rest

    def count_looks() -> Any:
        nonlocal looks
        looks += 1
        return at_rest() if rests and looks > 2 else None

    monkeypatch.setattr(rebuild, "_counts_at_rest", count_looks)
    assert found(await rebuild.compare()) == (1, 1, 1, 3)
    assert looks == (3 if rests else rebuilds.LOOKS)


async def test_a_moment_with_new_facts_is_not_quiet(stand: Stand) -> None:
    """What was not read yet is no difference: it is read first."""
    rebuild = Rebuild(stand.store, TALLIES)
    await rebuild._build()
    await stand.handle(count("a"))
    assert rebuild._counts_at_rest() is None
    await rebuild._follow()
    assert rebuild._counts_at_rest() == (0, 0, 0)
    await stand.store.write(rebuild._drop)


async def test_facts_that_change_nothing_are_passed_over(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stretch of facts that mean nothing to this read model does not end its reading."""
    one_by_one(monkeypatch)
    await rebuilt(stand)
    await rebuilt(stand)
    await stand.handle(count("a"))
    assert found(await rebuilt(stand)) == (0, 0, 0, 3)


async def test_the_swap_and_the_act_are_one(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the act cannot be recorded the live rows stay as they were, and nothing is left beside them."""
    before = spoiled.rows(reading.tally)

    def away(*given: Any) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr(rebuilds, "record", away)
    with pytest.raises(StoreAway):
        await rebuilt(spoiled)
    assert spoiled.rows(reading.tally) == before
    assert not shadows(spoiled)


async def test_a_killed_rebuild_leaves_nothing_to_the_next(spoiled: Stand) -> None:
    """What a process left behind when it died is made away with, whatever stood in it."""
    killed = Rebuild(spoiled.store, TALLIES)
    await killed._build()
    (left,) = shadows(spoiled)
    assert left.startswith("tally__shadow")
    with spoiled.store.transaction() as connection:
        connection.execute(insert(table(left, column("name"), column("version"))).values(name="ghost", version=1))
    assert found(await rebuilt(spoiled)) == (1, 1, 1, 3)
    assert not shadows(spoiled)


async def test_a_rebuild_that_is_broken_off_cleans_up(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its service stops it ends at once, leaving live rows and no others."""
    reached = asyncio.Event()

    async def for_ever(*given: Any) -> None:
        reached.set()
        await asyncio.Event().wait()

    rebuild = Rebuild(spoiled.store, TALLIES)
    monkeypatch.setattr(rebuild, "_follow", for_ever)
    task = spoiled.service.begin(rebuild.run(MODEL, spoiled.ids, OPERATOR, "a test", dry=False), "rebuilds")
    await reached.wait()
    await spoiled.service.stop()
    assert task.cancelled()
    assert not shadows(spoiled)
    assert len(tallies(spoiled)) == 3


async def test_facts_that_cannot_be_read_fail_the_rebuild_only(spoiled: Stand) -> None:
    """The live read model stays as it was, with nothing beside it."""
    with spoiled.store.transaction() as connection:
        connection.execute(update(schema.event).where(schema.event.c.position == 2).values(body=b"unreadable"))
    before = spoiled.rows(reading.tally)
    with pytest.raises(ValueError, match="line 1"):
        await rebuilt(spoiled)
    assert spoiled.rows(reading.tally) == before
    assert not shadows(spoiled)


async def test_two_replicas_may_rebuild_at_once(spoiled: Stand) -> None:
    """Neither touches the other's rows, and what was left by one that is gone is made away with."""
    if not spoiled.store.shared:
        return
    with spoiled.store.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE tally__shadow_1 (name text)")
    other = Store(spoiled.store.url, "toy")
    slow = Rebuild(other, TALLIES)
    await slow._build()
    assert found(await rebuilt(spoiled)) == (1, 1, 1, 3)
    assert len(shadows(spoiled)) == 1
    with other.transaction() as connection:
        assert slow._counts(connection) == (0, 0, 0)
        slow._drop(connection)
    assert not shadows(spoiled)
    other.close()
