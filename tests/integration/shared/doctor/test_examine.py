"""All checks together: their order, how much they tell, and what follows when one cannot be made."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Connection

from shared.actor import Role
from shared.doctor import examine as examining
from shared.doctor.examine import Examined, examine
from shared.doctor.finding import CannotSay, Check, Fault, Finding
from shared.doctor.read_models import read_model_differs
from shared.read_model import OwnEvents
from shared.service import Service
from shared.testing.running import Running, by
from shared.turn import Recorded
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.shared.doctor.patient import found, spoil


async def test_all_is_well(now: Running) -> None:
    """Nothing is found, everything was checked, and the events are counted."""
    names = [check.name for check in (*examining.CHECKS, *examining.LAST)]
    assert await examine(now.service("intake")) == Examined([], names, [], 4)


async def test_all_read_models_are_made_in_one_pass(running: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many read models are made of the same facts, each fact is read once while all is well."""
    looked: list[int] = []
    after = OwnEvents.after

    def look(own: OwnEvents, connection: Connection, position: int) -> Iterator[tuple[int, Recorded]]:
        looked.append(position)
        return after(own, connection, position)

    monkeypatch.setattr(OwnEvents, "after", look)
    async with running(builders.publication) as system:
        service = system.service("publication")
        assert len(service.read_models) > 1
        assert [fault async for fault in read_model_differs(service)] == []
    assert len(looked) == 2  # to the end, and whether that moment has more


async def test_an_empty_store_is_well(running: Run) -> None:
    """Where nothing happened yet, nothing is wrong."""
    async with running(builders.review) as system:
        answer = await examine(system.service("review"))
        assert (answer.findings, answer.events) == ([], 0)


async def test_of_many_findings_some_are_told(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one check only the first findings are told, and how many more there are."""
    monkeypatch.setattr(examining, "MOST", 2)
    await spoil(now, "UPDATE event SET causation = 'another'")
    findings = await found(now)
    assert [finding.check for finding in findings] == ["event-altered"] * 3
    assert findings[2] == Finding("event-altered", "intake", "and 2 more like these")


async def cannot(service: Service) -> AsyncIterator[Fault]:
    if service.name == "nobody":
        yield "", ""
    raise CannotSay("there is nothing to compare with")


async def test_a_check_that_cannot_be_made_is_a_finding(now: Running) -> None:
    """Unless something altered explains it, that a check could not be made is itself wrong."""
    answer = await examine(now.service("intake"), [Check("extra", cannot)])
    assert answer.findings == [Finding("extra", "intake", "there is nothing to compare with")]
    await spoil(now, "UPDATE event SET causation = 'another' WHERE position = 1")
    answer = await examine(now.service("intake"), [Check("extra", cannot)])
    assert [finding.check for finding in answer.findings] == ["event-altered"]
    assert (answer.unchecked, "extra" in answer.checked) == (["extra"], False)


@pytest.mark.parametrize("role", ["operator", "auditor"])
async def test_they_are_asked_over_http(now: Running, role: Role) -> None:
    """Operators and auditors get findings, what was checked, and how many events there are; also two at a time."""
    await spoil(now, "DELETE FROM initiative")
    twice = await asyncio.gather(*(now.http.get("/intake/v1/checks", headers=by(role)) for _ in range(2)))
    for answer in twice:
        told = answer.json()
        assert [each["check"] for each in told["items"]] == ["read-model-differs"]
        assert (told["items"][0]["subject"], told["events"], told["unchecked"]) == ("initiatives", 4, [])
        assert "read-model-differs" in told["checked"]


async def test_streams_are_listed_with_their_events(now: Running) -> None:
    """Page by page by name, with the sum of all."""
    first = (await now.http.get("/intake/v1/streams?limit=1", headers=by("auditor"))).json()
    second = (await now.http.get(f"/intake/v1/streams?cursor={first['next']}", headers=by("auditor"))).json()
    pages = first["items"] + second["items"]
    assert sorted(each["events"] for each in pages) == [1, 1, 2]
    assert [each["stream"] for each in pages] == sorted(each["stream"] for each in pages)
    assert (first["events"], second["events"], second["next"]) == (4, 4, None)


@pytest.mark.parametrize("path", ["checks", "streams"])
async def test_they_are_not_for_everybody(now: Running, path: str) -> None:
    """Without an actor 401, in another role 403."""
    assert (await now.http.get(f"/intake/v1/{path}")).status_code == 401
    assert (await now.http.get(f"/intake/v1/{path}", headers=by("editor"))).status_code == 403
