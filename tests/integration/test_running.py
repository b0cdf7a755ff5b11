"""The testing kit's running services."""

from datetime import timedelta
from typing import Final

from shared.testing.given import NOON, uuid
from shared.testing.running import by
from shared.testing.seeded import SeededIds, SetClock
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.submissions import KETENSTAGE

ASKED: Final = {"question": {"ref": uuid(501), "digest": "0" * 64}}


async def test_what_was_announced_is_heard_once_it_settled(running: Run) -> None:
    """After settling, a service has handled what was announced, and sent what followed from it."""
    async with running(builders.intake) as now:
        submitted = await now.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=by("submitter"))
        stream = f"initiative-{submitted.json()['id']}"
        await now.announce("assessment", "information-requested.v1", ASKED, stream=stream)
        await now.settled()
        assert b"question-received" in now.bus.last["koploper.intake"]


async def test_settled_when_nothing_was_said(running: Run) -> None:
    """A system to which nobody said anything is settled at once."""
    async with running(builders.intake) as now:
        await now.settled()


async def test_services_answer_by_their_path(running: Run) -> None:
    """One client reaches each service that runs."""
    async with running(builders.intake) as now:
        answer = await now.http.get("/intake/v1/initiatives", headers=by("adviser"))
        assert answer.json() == {"items": [], "next": None}


def test_the_clock_stands_until_it_is_moved() -> None:
    """Time passes only when a test says so."""
    clock = SetClock()
    assert clock.now() == NOON
    clock.forward(timedelta(days=7))
    assert clock.now() == NOON + timedelta(days=7)


def test_seeded_ids_are_the_same_in_every_run() -> None:
    """The same seed gives the same ids, in the order they were made; another seed gives others."""
    made = [SeededIds(1).new(), *(ids.new() for ids in [SeededIds(2)] for _ in range(5000))]
    again = [SeededIds(1).new(), *(ids.new() for ids in [SeededIds(2)] for _ in range(5000))]
    assert made == again
    assert made[1:] == sorted(set(made[1:]))
    assert made[0] != made[1]
    assert len(SeededIds().secret(40)) == 40
