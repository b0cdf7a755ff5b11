"""What came in and went out: what failed, never came, was not sent, or lies in the future."""

from datetime import timedelta
from unittest.mock import ANY

import pytest

from shared.doctor.finding import Finding
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.shared.doctor.patient import found, names, spoil
from tests.integration.submissions import KETENSTAGE

ASSESSED = {"outcome": "met", "submissionVersion": 1}


async def test_what_failed_is_found(now: Running) -> None:
    """All that failed or could not be read is one finding, which shows the first."""
    initiative = f"initiative-{uuid(7)}"
    await now.announce("assessment", "criteria-assessed.v1", {"outcome": "perhaps"}, stream=initiative)
    await now.announce("assessment", "criteria-assessed.v1", ASSESSED, stream=initiative)
    await now.announce("assessment", "criteria-assessed.v1", ASSESSED, stream=initiative, source="urn:nld:elsewhere")
    await now.settled()
    [finding] = await found(now)
    assert (finding.check, finding.subject) == ("events-parked", f"{initiative} 1")
    assert finding.detail.startswith("parked: 1 failed, 1 quarantine; this is the first, since 2019-04-01T12:00")


async def test_what_could_not_be_read_is_placed_on_the_bus(now: Running) -> None:
    """What is no envelope has no stream; the finding tells where on the bus it stood."""
    await now.announce("assessment", "criteria-assessed.v1", ASSESSED, stream="initiative-1", source="elsewhere")
    await now.settled()
    [finding] = await found(now)
    assert (finding.check, finding.subject) == ("events-parked", "koploper.assessment 1")


@pytest.mark.parametrize(
    ("came", "detail"),
    [
        ([1, 3], "number 2 never came; 1 wait behind"),
        ([1, 5, 6], "numbers 2 to 4 never came; 2 wait behind"),
        ([2], "number 1 never came; 1 wait behind"),
    ],
)
async def test_what_never_came_is_found(now: Running, came: list[int], detail: str) -> None:
    """The numbers that are missing are told, and how many wait for them."""
    for number in came:
        await now.announce(
            "review", "ministry-cleared.v1", ASSESSED, stream=f"initiative-{uuid(1)}", sequence=str(number)
        )
    await now.settled()
    assert await found(now) == [Finding("events-missing", f"initiative-{uuid(1)} of review", detail)]


async def test_two_gaps_in_a_stream_are_two_findings(now: Running) -> None:
    """Each gap is told by itself."""
    for number in ("3", "6"):
        await now.announce("review", "ministry-cleared.v1", ASSESSED, stream="initiative-1", sequence=number)
    await now.settled()
    assert [each.detail for each in await found(now)] == [
        "numbers 1 to 2 never came; 2 wait behind",
        "numbers 4 to 5 never came; 1 wait behind",
    ]


async def test_what_waits_behind_a_failure_is_not_missing(now: Running) -> None:
    """Numbers that are here and wait for one that failed have come."""
    for outcome in ("perhaps", "met", "met"):
        await now.announce("assessment", "criteria-assessed.v1", {"outcome": outcome}, stream=f"initiative-{uuid(1)}")
    await now.settled()
    assert await names(now) == ["events-parked"]


async def test_what_is_not_sent_in_time_is_found(now: Running) -> None:
    """An event may wait a minute to be sent, and no longer."""
    await now.service("intake").relay.stop()
    await now.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=by("submitter", 3))
    now.clock.forward(timedelta(seconds=60))
    assert await found(now) == []
    now.clock.forward(timedelta(seconds=1))
    assert await found(now) == [
        Finding("relay-behind", "intake", "sent up to position 4 of 5; the first unsent event waits 61 s")
    ]


async def test_a_relay_that_never_ran_is_behind(now: Running) -> None:
    """Without a cursor nothing was sent."""
    await spoil(now, "DELETE FROM relay")
    now.clock.forward(timedelta(seconds=61))
    assert await names(now) == ["relay-behind"]


async def test_a_relay_that_is_ahead_is_found(now: Running) -> None:
    """More was sent than there is: events were lost here, or the cursor was moved."""
    await spoil(now, "UPDATE relay SET position = 9")
    assert await found(now) == [
        Finding("relay-behind", "intake", "sent up to position 9, while the last event stands at 4")
    ]


async def test_what_is_overdue_is_found(now: Running) -> None:
    """What stands in the schedule a minute after its time was not done."""
    await spoil(now, "INSERT INTO schedule VALUES ('a', 'remind', '2019-04-01T12:00:00.000000Z', 'x', '{}')")
    made_of_no_fact = Finding("read-model-differs", "schedule", ANY)
    now.clock.forward(timedelta(seconds=60))
    assert await found(now) == [made_of_no_fact]
    now.clock.forward(timedelta(seconds=1))
    assert await found(now) == [
        Finding("schedule-behind", "a", "remind was due 61 s ago, at 2019-04-01T12:00:00.000000Z"),
        made_of_no_fact,
    ]


async def test_a_clock_that_is_behind_is_found(now: Running) -> None:
    """An event may lie five seconds in the clock's future, and no more."""
    now.clock.forward(timedelta(seconds=-5))
    assert await found(now) == []
    now.clock.forward(timedelta(seconds=-1))
    [finding] = await found(now)
    assert (finding.check, finding.detail) == ("clock-behind", "it was decided 6 s after this clock's now")


async def test_a_clock_that_is_behind_is_found_while_acts_go_on(now: Running) -> None:
    """What is decided by that clock does not hide what was decided before it was set back."""
    now.clock.forward(timedelta(days=-1))
    await now.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=by("submitter", 3))
    await now.settled()
    [finding] = await found(now)
    assert (finding.check, finding.detail) == ("clock-behind", "it was decided 86400 s after this clock's now")


async def test_an_event_whose_time_cannot_be_read_is_only_altered(now: Running) -> None:
    """The checks that need an event's time leave it to the one that tells why there is none."""
    await spoil(now, "UPDATE event SET body = CAST('{' AS BLOB) WHERE position = 4", "DELETE FROM relay")
    await spoil(now, "DELETE FROM event WHERE position < 4 AND stream NOT LIKE 'reference-%'")
    assert set(await names(now)) == {"event-altered", "stream-hole"}
