"""Taking in: exact bytes, positions without a hole, everything once."""

from datetime import timedelta

import orjson
import pytest

from shared import faults
from shared.bus.protocol import Message
from shared.faults import Point
from shared.testing.given import NOON, uuid
from shared.testing.running import Running, by
from shared.testing.seeded import SetClock
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import AUDITOR, ID, assessed, ledger, positions, published, submitted


async def test_the_exact_bytes_are_kept(running: Run) -> None:
    """What came is given back byte for byte, however it was written, fields and types that nobody knows included."""
    async with running(ledger) as now:
        stream = f"initiative-{ID}"
        await now.announce("intake", "never-heard-of.v7", {"b": 1, "a": [1.5, "é"]}, stream=stream)
        body = orjson.dumps(orjson.loads(now.bus.last["koploper.intake"]) | {"sequence": "2", "id": uuid(7)})
        odd = b"\n " + body.replace(b":", b" : ", 3) + b"\n"
        await now.bus.publish("koploper.intake", [Message(stream, odd)])
        await now.settled()
        raw = await now.http.get("/events/v1/events/2/raw", headers=AUDITOR)
        assert raw.content == odd
        assert raw.headers["content-type"] == "application/cloudevents+json"


async def test_an_envelope_that_no_log_can_hold_is_put_aside(running: Run) -> None:
    """One byte more than an entry's length can say: operators see it among what waits, and all others are recorded."""
    async with running(ledger) as now:
        await submitted(now)
        await now.settled()
        good = orjson.loads(now.bus.last["koploper.intake"])
        body = orjson.dumps(good | {"sequence": "2", "id": uuid(7), "data": {"title": "x" * 65_536}})
        await now.bus.publish("koploper.intake", [Message(f"initiative-{ID}", body)])
        await submitted(now, uuid(2))
        await now.settled()
        assert await positions(now) == [1, 2]
        [waits] = (await now.http.get("/events/v1/parked-events", headers=by("operator"))).json()["items"]
        assert (waits["reason"], waits["topic"]) == ("quarantine", "koploper.intake")
        assert waits["error"] == f"an envelope of {len(body)} bytes is longer than 65535"


async def test_positions_are_in_order_without_a_hole(running: Run) -> None:
    """However events arrive, together or alone, positions are 1, 2, 3 and so on, also of what arrives twice."""
    async with running(ledger) as now:
        for number in range(1, 8):
            await submitted(now, uuid(number))
            await now.bus.publish("koploper.intake", [Message("again", now.bus.last["koploper.intake"])])
        await now.settled()
        await published(now)
        await now.settled()
        assert await positions(now) == [1, 2, 3, 4, 5, 6, 7, 8]


async def test_recorded_at_never_goes_back(running: Run) -> None:
    """When the clock steps back, what is recorded then has the time of what was recorded before."""
    clock = SetClock()
    async with running(ledger, clock=clock) as now:
        await submitted(now)
        await now.settled()
        clock.forward(timedelta(hours=-1))
        await assessed(now)
        await now.settled()
        items = (await now.http.get("/events/v1/events", headers=AUDITOR)).json()["items"]
        assert [item["recordedAt"] for item in items] == ["2019-04-01T12:00:00.000000Z"] * 2
        assert clock.now() < NOON


async def test_a_batch_that_fails_takes_no_position(running: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be recorded left no hole, waits, and follows when it is tried again."""
    failing = [True]

    def reached(point: Point) -> None:
        if point == "in-ledger-ingest" and failing:
            failing.pop()
            raise LookupError("broken on purpose")

    async with running(ledger) as now:
        monkeypatch.setattr(faults, "reached", reached)
        await submitted(now)
        await now.settled()
        assert await positions(now) == []
        await published(now, uuid(2))
        await now.settled()
        assert await positions(now) == [1]
        await retried(now)
        assert await positions(now) == [1, 2]


async def retried(now: Running) -> None:
    now.clock.forward(timedelta(seconds=2))
    service = now.service("events")
    await service.store.on_writer(service.inbox.retry_due)
