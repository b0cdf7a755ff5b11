"""Reminders and escalation by the schedule: time is moved, and nobody waits for it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.actor import Role
from shared.store import schema
from shared.testing.running import Running, by, running
from shared.testing.seeded import SeededIds
from shared.testing.until import until
from shared.turn import Recorded
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.review.journeys import (
    ALL,
    CHECKED,
    CLEARED,
    OPEN,
    assessment,
    closure,
    happen,
    policy,
    reversal,
    revision,
    seen,
    submission,
    taken_back,
    verdict,
    withdrawal,
)

OCW: Role = "ministry-ocw"
SZW: Role = "ministry-szw"


async def pass_(now: Running, days: float) -> None:
    """Let days pass, and what is due by then happen."""
    now.clock.forward(timedelta(days=days))
    while (following := await now.service("review").schedule.ring()) is not None and following <= now.clock.now():
        pass
    await now.settled()


async def reminders(now: Running) -> list[tuple[int, list[str]]]:
    return [(each["day"], each["ministries"]) for each in (await seen(now))["reminders"]]


def facts(now: Running) -> list[Recorded]:
    """All that review recorded, in order."""
    service = now.service("review")
    with service.store.read() as connection:
        rows = connection.execute(schema.event.select().order_by(schema.event.c.position)).all()
    return [service.model.load(row.body) for row in rows]


def planned(now: Running) -> list[tuple[str, str]]:
    """What is to come, by its name and day."""
    table = schema.schedule
    with now.service("review").store.read() as connection:
        rows = connection.execute(table.select().order_by(table.c.at)).all()
    return [(row.name, row.at[:10]) for row in rows]


async def test_who_has_not_answered_is_reminded_on_the_policys_days(running: Run) -> None:
    """On days 7 and 14, and not an hour before; on day 28 it is the advisers' to see to."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED)
        await pass_(now, 6.95)
        assert await reminders(now) == []
        await pass_(now, 0.05)
        assert await reminders(now) == [(7, list(ALL))]
        await happen(now, verdict("ministry-vws"))
        await pass_(now, 7)
        assert await reminders(now) == [(7, list(ALL)), (14, [OCW, SZW])]
        assert (await seen(now))["escalatedAt"] is None
        await pass_(now, 14)
        assert (await seen(now))["escalatedAt"] == "2019-04-29T12:00:00.000000Z"
        assert planned(now) == []


async def test_reminders_start_again_when_a_verdict_is_taken_back(running: Run) -> None:
    """The days of the policy count from then on; only who has to answer is reminded."""
    async with running(builders.review) as now:
        await happen(now, *CLEARED)
        assert planned(now) == []
        await pass_(now, 100)
        await happen(now, taken_back(OCW))
        assert planned(now) == [("remind", "2019-07-17"), ("escalate", "2019-08-07")]
        await pass_(now, 7)
        assert await reminders(now) == [(7, [OCW])]
        await pass_(now, 21)
        assert (await seen(now))["escalatedAt"] is not None
        await happen(now, verdict(OCW))
        assert planned(now) == []


async def test_nobody_is_reminded_while_an_assessment_is_taken_back(running: Run) -> None:
    """And from the day on which it is met after all the policy's days count anew."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-vws"))
        await pass_(now, 6)
        await happen(now, reversal())
        assert planned(now) == []
        await pass_(now, 30)
        assert await reminders(now) == []
        await happen(now, assessment())
        await pass_(now, 6)
        assert await reminders(now) == []
        await pass_(now, 1)
        assert await reminders(now) == [(7, [OCW, SZW])]


async def test_an_adviser_finds_what_was_escalated(running: Run) -> None:
    """The list can be asked for it."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        for asked, found in (("true", 0), ("false", 1)):
            answer = await now.http.get(f"/review/v1/clearances?escalated={asked}", headers=by("adviser"))
            assert len(answer.json()["items"]) == found
        await pass_(now, 28)
        answer = await now.http.get("/review/v1/clearances?escalated=true", headers=by("adviser"))
        assert [each["escalatedAt"][:10] for each in answer.json()["items"]] == ["2019-04-29"]


async def test_after_a_long_silence_each_is_said_once(running: Run) -> None:
    """When nobody was there for a month, day 7, 14 and 28 all say so now; none is lost, none comes twice."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        await pass_(now, 40)
        assert [day for day, _ in await reminders(now)] == [7, 14]
        assert (await seen(now))["escalatedAt"][:10] == "2019-05-11"
        assert [fact.event.day for fact in facts(now)[-3:]] == [7, 14, 28]  # type: ignore[attr-defined]
        await pass_(now, 40)
        assert [day for day, _ in await reminders(now)] == [7, 14]


@pytest.mark.parametrize(
    "end",
    [
        CLEARED[len(CHECKED) :],
        (closure(),),
        (withdrawal(),),
        (revision(),),
        (assessment(2, "not-met"),),
    ],
    ids=["cleared", "closed", "withdrawn", "suspended", "rejected"],
)
async def test_nobody_is_reminded_of_what_is_over(running: Run, end: Any) -> None:
    """Nothing stands in the schedule any more."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED)
        assert planned(now) == [("remind", "2019-04-08"), ("escalate", "2019-04-29")]
        await happen(now, *end)
        assert planned(now) == []


async def test_a_new_round_has_its_own_days(running: Run) -> None:
    """They count from its own request, not from the first."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        await pass_(now, 8)
        await happen(now, revision(), assessment(2))
        assert planned(now) == [("remind", "2019-04-16"), ("escalate", "2019-05-07")]
        assert await reminders(now) == []
        await pass_(now, 7)
        assert [day for day, _ in await reminders(now)] == [7]


async def test_a_restart_loses_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was planned before it comes after it, by itself."""
    async with running(tmp_path, builders.review) as now:
        await happen(now, *OPEN)
        clock = now.clock
    clock.forward(timedelta(days=7))
    monkeypatch.setattr("shared.service.IDLE", 0.01)
    async with running(tmp_path, builders.review, clock=clock, ids=SeededIds(1)) as now:
        service = now.service("review")
        await until(lambda: planned(now)[0] == ("remind", "2019-04-15"))
        assert await reminders(now) == [(7, list(ALL))]
        clock.forward(timedelta(days=7))
        await until(lambda: planned(now) == [("escalate", "2019-04-29")])
        assert service.name == "review"


async def test_a_reminder_belongs_to_the_journey(running: Run) -> None:
    """Review itself sends it, caused by the request, and in its conversation."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        await pass_(now, 7)
        request = next(fact for fact in facts(now) if fact.event.event_type.endswith("clearance-requested.v1"))
        reminder = facts(now)[-1]
        assert reminder.event.event_type == "nl.koploper.reminder-sent.v1"
        assert (reminder.causation, reminder.reaction, str(reminder.actor)) == (
            request.id,
            "remind",
            "system;id=review",
        )


async def test_whenever_a_row_stands_its_command_says_something(running: Run) -> None:
    """A revision before the request suspends the round from its start: nothing is planned then, so nothing sticks."""
    async with running(builders.review) as now:
        await happen(now, submission(), revision(), assessment(), policy())
        assert (await seen(now))["state"] == "suspended"
        assert planned(now) == []
        await happen(now, assessment(2))
        assert planned(now) == [("remind", "2019-04-08"), ("escalate", "2019-04-29")]
