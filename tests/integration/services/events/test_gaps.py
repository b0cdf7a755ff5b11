"""Gaps: a number that is missing in a stream is seen, shown, and filled."""

import orjson

from shared.bus.protocol import Message
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import AUDITOR, ID, JOURNEY, assessed, ledger, positions, submitted

STREAM = f"initiative-{ID}"


async def missing_one(now: Running) -> Message:
    """A submission, and two revisions behind one that does not come; gives that one."""
    await submitted(now)
    await now.settled()
    held = orjson.loads(now.bus.last["koploper.intake"])
    for sequence in ("3", "4"):
        await now.announce("intake", "initiative-revised.v1", {}, stream=STREAM, sequence=sequence)
    await now.settled()
    revised = {"type": "nl.koploper.initiative-revised.v1", "sequence": "2", "id": uuid(502), "data": {}}
    return Message(STREAM, orjson.dumps(held | revised))


async def test_a_gap_is_shown_until_it_is_filled(running: Run) -> None:
    """What comes behind a missing number waits, is shown with its journey, and follows in order when it comes."""
    async with running(ledger) as now:
        missing = await missing_one(now)
        assert await positions(now) == [1]
        gaps = (await now.http.get("/events/v1/gaps", headers=AUDITOR)).json()["items"]
        source = "urn:nld:koploper:systeem:intake"
        assert gaps == [{"source": source, "stream": STREAM, "expected": 2, "got": 3, "behind": 1}]
        shown = (await now.http.get(JOURNEY, headers=AUDITOR)).json()["gaps"]
        assert shown == [{"stream": STREAM, "expected": 2, "got": 3}]

        await now.bus.publish("koploper.intake", [missing])
        await now.settled()
        items = (await now.http.get("/events/v1/events", headers=AUDITOR)).json()["items"]
        assert [item["event"]["sequence"] for item in items] == ["1", "2", "3", "4"]
        assert (await now.http.get("/events/v1/gaps", headers=AUDITOR)).json()["items"] == []
        assert (await now.http.get(JOURNEY, headers=AUDITOR)).json()["gaps"] == []


async def test_other_streams_go_on(running: Run) -> None:
    """A gap holds up its own stream only."""
    async with running(ledger) as now:
        await missing_one(now)
        await assessed(now)
        await now.settled()
        assert await positions(now) == [1, 2]


async def test_a_past_journey_and_other_readers_show_no_gaps(running: Run) -> None:
    """What is missing is missing now, and is the office's to know."""
    async with running(ledger) as now:
        await missing_one(now)
        await assessed(now)
        await now.settled()
        assert (await now.http.get(f"{JOURNEY}?at=1", headers=AUDITOR)).json()["gaps"] == []
        assert (await now.http.get(JOURNEY, headers=by("submitter"))).json()["gaps"] == []


async def test_gaps_are_the_offices(running: Run) -> None:
    """Nobody outside the office is told what waits."""
    async with running(ledger) as now:
        assert (await now.http.get("/events/v1/gaps")).status_code == 401
        assert (await now.http.get("/events/v1/gaps", headers=by("submitter"))).status_code == 403
        assert (await now.http.get("/events/v1/gaps", headers=by("partner"))).status_code == 403
