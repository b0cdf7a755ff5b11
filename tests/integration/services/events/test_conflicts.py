"""What is shut to somebody of the office, in the ledger: they read of it what everybody reads, wherever they look."""

from typing import Any

import httpx
import pytest

from shared.actor import Role
from shared.rebuild import Rebuild
from shared.testing.given import act, actor, uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import (
    ID,
    JOURNEY,
    OTHER,
    assessed,
    ledger,
    positions,
    published,
    served,
    submitted,
)
from tests.integration.services.events.test_stream import reading

WHO = actor("adviser").id
OFFICE: tuple[Role, ...] = ("adviser", "editor", "ministry-vws", "employers", "auditor", "operator")


async def conflict(now: Running, fact: str = "conflict-declared.v1", of: str = ID, person: str = WHO) -> None:
    data = {"initiativeId": of, "person": person}
    stream = f"conflict-{of}"
    await now.announce("assessment", fact, data, stream=stream, initiativeid=of, actor=str(actor("adviser")))
    await now.settled()


async def two(now: Running) -> None:
    """Two initiatives; adviser 1 has a conflict of interest in the first."""
    await submitted(now)
    await now.settled()
    await submitted(now, OTHER, person=2)
    await now.settled()
    await conflict(now)


async def journeys(now: Running, headers: dict[str, str], query: str = "") -> list[tuple[str, str]]:
    items = (await now.http.get(f"/events/v1/journeys{query}", headers=headers)).json()["items"]
    return [(each["initiativeId"], each["title"]) for each in items]


@pytest.mark.parametrize("role", OFFICE)
async def test_it_is_gone_from_all_they_read(running: Run, role: Role) -> None:
    """From the log, the lists and its own address; others of the same office see it as ever."""
    async with running(ledger) as now:
        await two(now)
        assert await positions(now, role=role) == [2]
        assert await positions(now, f"?initiativeId={ID}", role=role) == []
        assert await positions(now, role=role, number=7) == [1, 2, 3]
        assert await journeys(now, by(role)) == [(OTHER, "Ketenstage")]
        assert await journeys(now, by(role), "?at=2") == [(OTHER, "Ketenstage")]
        assert [each for each, _ in await journeys(now, by(role, 7))] == [ID, OTHER]
        assert (await now.http.get(JOURNEY, headers=by(role))).status_code == 404
        assert (await now.http.get(f"{JOURNEY}?at=1", headers=by(role))).status_code == 404
        assert (await now.http.get(JOURNEY, headers=by(role, 7))).status_code == 200
        raw = await now.http.get("/events/v1/events/1/raw", headers=by(role))
        assert (raw.status_code, raw.json()["type"]) == (403, "urn:koploper:problem:not-all-visible")
        assert (await now.http.get("/events/v1/events/2/raw", headers=by(role))).status_code == 200


async def test_what_is_public_they_read_as_everybody(running: Run) -> None:
    """Once its story is out they see that it is, under the title of the article, and no more than the public does."""
    async with running(ledger) as now:
        await two(now)
        await assessed(now)
        await published(now)
        await now.settled()
        everybody = (await now.http.get(JOURNEY)).json()
        assert (await now.http.get(JOURNEY, headers=by("adviser"))).json() == everybody
        assert await journeys(now, by("adviser")) == [(ID, "Het verhaal"), (OTHER, "Ketenstage")]
        assert await journeys(now, by("adviser"), "?at=5") == [(ID, "Het verhaal"), (OTHER, "Ketenstage")]
        assert await journeys(now, by("adviser"), "?at=4") == [(OTHER, "Ketenstage")]
        assert await positions(now, role="adviser") == [2, 5]


async def test_withdrawn_it_is_open_again(running: Run) -> None:
    """All of it, also what happened meanwhile; a conflict of somebody else stays."""
    async with running(ledger) as now:
        await two(now)
        await conflict(now, person=actor("adviser", 2).id)
        await assessed(now)
        await now.settled()
        await conflict(now, "conflict-declaration-withdrawn.v1")
        assert await positions(now, role="adviser") == [1, 2, 3, 4, 5, 6]
        assert await positions(now, role="adviser", number=2) == [2]


async def test_what_is_ones_own_stays_so(running: Run) -> None:
    """Who submitted an initiative and works for the office too still follows it as its submitter."""
    async with running(ledger) as now:
        await submitted(now, person=1)
        await now.settled()
        await conflict(now, person=uuid(1))
        assert await positions(now, role="submitter", number=1) == [1]
        assert (await now.http.get(JOURNEY, headers=by("submitter", 1))).status_code == 200
        assert (await now.http.get(JOURNEY, headers=by("adviser", 1))).status_code == 404


async def test_nobody_is_told_of_its_gaps(running: Run) -> None:
    """A number that is missing in its streams is seen by others only."""
    async with running(ledger) as now:
        await two(now)
        await now.announce("intake", "initiative-revised.v1", {}, stream=f"initiative-{ID}", sequence="3")
        await now.settled()
        gaps = [(await now.http.get("/events/v1/gaps", headers=by("adviser", who))).json()["items"] for who in (1, 2)]
        assert [len(each) for each in gaps] == [0, 1]


async def test_the_live_stream_and_what_was_missed(running: Run) -> None:
    """Who is connected when they declare it, and who comes back later, get nothing of it that is not public."""
    async with running(ledger) as now, served(now) as address:
        await two(now)
        async with reading(address, "?after=0", by("adviser")) as back, reading(address, "", by("editor", 3)) as live:
            await conflict(now, person=actor("editor", 3).id)
            await assessed(now)
            await now.settled()
            await assessed(now, OTHER)
            await until(lambda: back.positions == [2, 6] and live.positions == [6])


async def test_what_tells_of_no_person_shuts_nothing(running: Run) -> None:
    """A fact that is not what it should be is kept, and harms nobody."""
    async with running(ledger) as now:
        await submitted(now)
        await now.settled()
        for data in ({}, {"person": 7}, {"person": None}):
            told: dict[str, Any] = {"initiativeId": ID, **data}
            await now.announce("assessment", "conflict-declared.v1", told, stream=f"conflict-{ID}", initiativeid=ID)
            await now.settled()
        assert await positions(now, role="adviser") == [1, 2, 3, 4]


async def test_it_survives_a_rebuild(running: Run) -> None:
    """Made anew from the entries, what is shut is what it was."""
    async with running(ledger) as now:
        await two(now)
        service = now.service("events")
        rebuild = Rebuild(service.store, service.read_models["shut"])
        found = await rebuild.run(service.model, service.ids, act("operator"), "Een proef", dry=True)
        assert (found.added, found.removed, found.changed) == (0, 0, 0)
        answer: httpx.Response = await now.http.get(JOURNEY, headers=by("adviser"))
        assert answer.status_code == 404
