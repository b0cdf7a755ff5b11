"""The schedule: what facts plan happens when its time has come, once, whoever rings, and whatever else cannot."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from shared import schedule
from shared.decider import Act
from shared.envelope import timestamp
from shared.errors import StoreAway
from shared.operations import with_operations
from shared.projection import Change, Projection
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Rebuild
from shared.schedule import Due, Schedule
from shared.store import schema
from shared.store.store import Store
from shared.testing.given import NOON, act, actor
from shared.testing.seeded import SeededIds
from shared.turn import Model, Recorded
from tests.toy import reading
from tests.toy.core import CORE, SERVICE, Count, Counted, count
from tests.toy.stand import Stand, standing

pytestmark = pytest.mark.usefixtures("on_both")

AGAIN: Final = "again"
HOUR: Final = timedelta(hours=1)


def planned(fact: Recorded) -> Iterable[Change]:
    """A note that is a number says how many are counted an hour later; any other count takes that off."""
    if isinstance(fact.event, Counted) and fact.event.note.isdigit():
        yield schedule.at(fact, AGAIN, fact.time + HOUR, {"by": int(fact.event.note)})
    elif isinstance(fact.event, Counted):
        yield schedule.off(fact, AGAIN)


def again(due: Due, given: Act) -> Count:
    return Count(act=given, name=due.subject, by=due.data["by"])


PLAN: Final = Projection("schedule", (schema.schedule,), planned)
MODEL: Final = Model(SERVICE, with_operations(CORE), (*reading.PROJECTIONS, PLAN))


def bell(stand: Stand) -> Schedule:
    """A process that rings for the stand's store."""
    stand.service.handle._model = MODEL
    return Schedule(stand.store, stand.handle, stand.clock, stand.ids, {AGAIN: again})


async def plan(stand: Stand, name: str, by: int) -> None:
    """Count one now, and plan `by` more."""
    stand.service.handle._model = MODEL
    await stand.handle(count(name, note=str(by), given=_now(stand)))


def _now(stand: Stand) -> Act:
    act_id = stand.ids.new()
    return Act(id=act_id, now=stand.clock.now(), actor=actor("editor"), correlation_id=act_id, causation_id=act_id)


async def all_due(stand: Stand, ringing: Schedule) -> datetime | None:
    """Ring until nothing is due; tells when something will be."""
    while (following := await ringing.ring()) is not None and following <= stand.clock.now():
        pass
    return following


def rows(stand: Stand) -> list[str]:
    return [row.stream for row in stand.rows(schema.schedule)]


async def test_it_happens_when_its_time_has_come(stand: Stand) -> None:
    """Not before; and then it tells when the next will."""
    await plan(stand, "a", 5)
    stand.clock.forward(HOUR / 2)
    await plan(stand, "b", 7)
    ringing = bell(stand)
    assert await all_due(stand, ringing) == NOON + HOUR
    assert stand.log() == [("tally-a", 1, 1), ("tally-b", 1, 1)]
    stand.clock.forward(HOUR / 2)
    assert await all_due(stand, ringing) == NOON + HOUR * 1.5
    assert stand.log("tally-a") == [("tally-a", 1, 1), ("tally-a", 2, 5)]
    stand.clock.forward(HOUR / 2)
    assert await all_due(stand, ringing) is None
    assert stand.log("tally-b")[-1] == ("tally-b", 2, 7)
    assert rows(stand) == []


async def test_a_later_fact_moves_it_or_takes_it_away(stand: Stand) -> None:
    """What the newest fact plans is what happens."""
    await plan(stand, "a", 5)
    await plan(stand, "b", 5)
    stand.clock.forward(HOUR / 2)
    await plan(stand, "a", 6)
    await stand.handle(count("b", given=_now(stand)))
    stand.clock.forward(HOUR / 2)
    await bell(stand).ring()
    assert rows(stand) == ["tally-a"]
    stand.clock.forward(HOUR / 2)
    await bell(stand).ring()
    assert stand.log("tally-a")[-1] == ("tally-a", 3, 6)
    assert stand.log("tally-b")[-1] == ("tally-b", 2, 1)


async def test_it_is_caused_by_what_planned_it(stand: Stand) -> None:
    """In its conversation, and under its own name: so the journey shows why."""
    await plan(stand, "a", 5)
    stand.clock.forward(HOUR)
    await bell(stand).ring()
    first, second = (MODEL.load(row.body) for row in stand.rows(schema.event))
    assert (second.causation, second.reaction, str(second.actor)) == (first.id, AGAIN, "system;id=toy")
    assert second.time == NOON + HOUR


async def test_two_that_ring_do_it_once(stand: Stand) -> None:
    """Replicas find the same rows due."""
    for name in "abcdef":
        await plan(stand, name, 5)
    stand.clock.forward(HOUR)
    replica = Stand(Store(stand.store.url, SERVICE), clock=stand.clock, ids=SeededIds(1))
    await asyncio.gather(bell(stand).ring(), bell(replica).ring())
    replica.store.close()
    assert sorted(stand.log()) == sorted((f"tally-{name}", *each) for name in "abcdef" for each in ((1, 1), (2, 5)))


async def test_many_are_due_at_once(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them happen, some at a time."""
    monkeypatch.setattr(schedule, "AT_ONCE", 2)
    for name in "abcde":
        await plan(stand, name, 5)
    stand.clock.forward(HOUR)
    assert await all_due(stand, bell(stand)) is None
    assert len(stand.log()) == 10


CANNOT: Final = {"refused": 1_001, "failed": 13, "left its row": 0}


@pytest.mark.parametrize(("said", "by"), CANNOT.items())
async def test_what_cannot_happen_keeps_nobody_else(stand: Stand, said: str, by: int) -> None:
    """It is told of, stays, and is tried again later, less and less often; the others go on."""
    await plan(stand, "a", by)
    await plan(stand, "b", 5)
    stand.clock.forward(HOUR)
    ringing = bell(stand)
    for wait in (*schedule.BACKOFF, schedule.BACKOFF[-1]):
        with capture_logs() as told:
            assert await all_due(stand, ringing) == stand.clock.now() + wait
            assert await all_due(stand, ringing) == stand.clock.now() + wait
        (error,) = [each["event"] for each in told if each["log_level"] == "error" and "what was due" in each["event"]]
        assert said in error
        stand.clock.forward(wait)
    assert stand.log("tally-b")[-1] == ("tally-b", 2, 5)
    assert rows(stand) == ["tally-a"]


async def test_what_is_mended_meanwhile_happens(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to start anything again."""
    await plan(stand, "a", 13)
    stand.clock.forward(HOUR)
    ringing = bell(stand)
    await all_due(stand, ringing)
    monkeypatch.setattr("tests.toy.core.UNLUCKY", 14)
    stand.clock.forward(schedule.BACKOFF[0])
    assert await all_due(stand, ringing) is None
    assert stand.log("tally-a")[-1] == ("tally-a", 2, 13)


async def test_a_row_whose_fact_is_not_there(stand: Stand) -> None:
    """Somebody wrote it past us: it is told of, and the others go on."""
    await plan(stand, "b", 5)
    row = {"stream": "tally-a", "name": AGAIN, "at": timestamp(NOON), "cause": "x", "data": {"by": 1}}
    with stand.store.transaction() as connection:
        connection.execute(schema.schedule.insert().values(row))
    stand.clock.forward(HOUR)
    with capture_logs() as told:
        await all_due(stand, bell(stand))
    assert "what was due failed" in [each["event"] for each in told]
    assert stand.log("tally-b")[-1] == ("tally-b", 2, 5)


async def test_of_one_stream_the_earliest_comes_first(stand: Stand) -> None:
    """Also when all have waited for long: what follows from one may plan the next."""
    await plan(stand, "a", 5)
    cause = stand.rows(schema.event)[0].id
    row = {"stream": "tally-a", "name": "later", "at": timestamp(NOON + HOUR * 2), "cause": cause, "data": {"by": 7}}
    with stand.store.transaction() as connection:
        connection.execute(schema.schedule.insert().values(row))
    stand.clock.forward(HOUR * 3)
    ringing = Schedule(stand.store, stand.handle, stand.clock, stand.ids, {AGAIN: again, "later": again})
    await ringing.ring()
    assert stand.log("tally-a")[1:] == [("tally-a", 2, 5)]
    await ringing.ring()
    assert stand.log("tally-a")[2:] == [("tally-a", 3, 7)]


async def test_a_row_that_stood_still_goes_on_when_a_fact_plans_anew(stand: Stand) -> None:
    """It is another row then."""
    await plan(stand, "a", 0)
    stand.clock.forward(HOUR)
    ringing = bell(stand)
    await ringing.ring()
    await plan(stand, "a", 5)
    stand.clock.forward(HOUR)
    await ringing.ring()
    assert stand.log("tally-a")[-1] == ("tally-a", 3, 5)


async def test_a_name_that_nobody_knows(stand: Stand) -> None:
    """A row of a newer version, say: told of, and kept."""
    await plan(stand, "a", 5)
    stand.clock.forward(HOUR)
    with capture_logs() as told:
        await Schedule(stand.store, stand.handle, stand.clock, stand.ids, {}).ring()
    assert [each["event"] for each in told if each["log_level"] == "error"] == ["what was due failed"]
    assert rows(stand) == ["tally-a"]


async def test_a_store_that_is_away(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is given up: it comes again."""
    await plan(stand, "a", 5)
    stand.clock.forward(HOUR)
    ringing = bell(stand)

    async def away(*_: Any, **__: Any) -> None:
        raise StoreAway("gone")

    with monkeypatch.context() as broken:
        broken.setattr(ringing, "_handle", away)
        with pytest.raises(StoreAway):
            await ringing.ring()
    await ringing.ring()
    assert stand.log("tally-a")[-1] == ("tally-a", 2, 5)


async def test_it_is_rebuilt_like_any_read_model(stand: Stand) -> None:
    """From the facts alone, whatever happened to it."""
    await plan(stand, "a", 5)
    await plan(stand, "b", 7)
    with stand.store.transaction() as connection:
        connection.execute(schema.schedule.delete().where(schema.schedule.c.stream == "tally-a"))
    rebuild = Rebuild(stand.store, ReadModel(PLAN, OwnEvents(MODEL)))
    found = await rebuild.run(MODEL, stand.ids, act("operator"), "a test", dry=False)
    assert (found.added, found.removed, found.changed) == (1, 0, 0)
    assert rows(stand) == ["tally-a", "tally-b"]


async def test_a_restart_loses_none(tmp_path: Path) -> None:
    """What was planned by a process that is gone."""
    with standing(tmp_path) as stand:
        await plan(stand, "a", 5)
    with standing(tmp_path, seed=1) as stand:
        stand.ids = SeededIds(2)
        stand.clock.forward(HOUR)
        await bell(stand).ring()
        assert stand.log("tally-a")[-1] == ("tally-a", 2, 5)
