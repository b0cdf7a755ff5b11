"""A conflict of interest through the whole system: declared in one place, shut wherever that person looks."""

from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import delete, select

from cli import system
from shared import shut
from shared.clock import SystemClock
from shared.restored import catch_up, mark
from shared.store import schema
from shared.store.store import Store
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from tests.faults import complaints, evidence
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import ledger
from tests.integration.submissions import KETENSTAGE

WHO, OTHER = 7, 8
CRITERIA: Final = ("samenwerken", "innoveren", "veranderen", "opschalen")
HEARS: Final = ("assessment", "intake", "review", "publication", "events")
LISTS: Final = {
    "intake": "/intake/v1/initiatives",
    "assessment": "/assessment/v1/dossiers",
    "review": "/review/v1/clearances",
    "events": "/events/v1/journeys",
}
CONFLICT: Final = {"conflict": True, "reason": "Mijn zus is er bestuurder."}
FIVE: Final = (builders.intake, builders.assessment, builders.review, builders.publication, ledger)


async def post(now: Running, path: str, body: Any, headers: dict[str, str]) -> str:
    answer = await now.http.post(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    await now.settled()
    return str(answer.json()["id"])


async def assessed(now: Running) -> str:
    """An initiative of which clearance was requested."""
    initiative = await post(now, LISTS["intake"], KETENSTAGE, by("submitter"))
    at = f"{LISTS['assessment']}/{initiative}"
    for criterion in CRITERIA:
        body = {"criterion": criterion, "met": True, "motivation": "Gezien."}
        await post(now, f"{at}/judgements", body, by("adviser", OTHER))
    await post(now, f"{at}/assessments", {}, by("adviser", OTHER))
    return initiative


async def seen(now: Running, number: int) -> dict[str, list[str]]:
    """The initiatives in each list, as an adviser sees them."""
    found = {}
    for name, path in LISTS.items():
        items = (await now.http.get(path, headers=by("adviser", number))).json()["items"]
        found[name] = [each.get("initiativeId", each.get("id")) for each in items]
    return found


def everywhere(*initiatives: str) -> dict[str, list[str]]:
    return {name: list(initiatives) for name in LISTS}


async def test_declared_once_it_is_shut_everywhere(running: Run) -> None:
    """In every service's lists and items; others see all of it, and withdrawn it is open again everywhere."""
    async with running(*FIVE) as now:
        initiative, other = await assessed(now), await assessed(now)
        at = f"{LISTS['assessment']}/{initiative}"
        assert await seen(now, WHO) == everywhere(initiative, other)
        await post(now, f"{at}/declarations", CONFLICT, by("adviser", WHO))
        assert await seen(now, WHO) == everywhere(other)
        assert await seen(now, OTHER) == everywhere(initiative, other)
        for name in ("intake", "assessment", "review"):
            answer = await now.http.get(f"{LISTS[name]}/{initiative}", headers=by("adviser", WHO))
            assert answer.status_code == 404
        answer = await now.http.get(f"/events/v1/initiatives/{initiative}/journey", headers=by("adviser", WHO))
        assert answer.status_code == 404
        closed = await now.http.post(
            f"{LISTS['review']}/{initiative}/closures", json={"reason": "Klaar."}, headers=by("adviser", WHO)
        )
        assert closed.json()["type"] == "urn:koploper:problem:conflict-of-interest"
        body = {"person": actor("adviser", WHO).id, "reason": "Een naamgenoot."}
        await post(now, f"{at}/declaration-withdrawals", body, by("adviser", OTHER))
        assert await seen(now, WHO) == everywhere(initiative, other)


async def test_declared_before_it_was_submitted(running: Run) -> None:
    """Somebody who knows that it is coming is kept from it from its first moment on."""
    async with running(*FIVE) as now:
        await post(now, f"{LISTS['assessment']}/{uuid(100)}/declarations", CONFLICT, by("editor", WHO))
        for name in HEARS:
            with now.service(name).store.read() as connection:
                assert shut.subjects(connection, actor("editor", WHO)) == {uuid(100)}


def persons(data: Path, name: str) -> set[str]:
    """To whom something is shut, by the store of a service."""
    store = Store(system.store_url(data, name), name)
    with store.read() as connection:
        found = shut.persons(connection)
    store.close()
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.service.Service.quiet", 0.2)
    monkeypatch.setattr(catch_up, "LOOK", 0.05)


@pytest.mark.usefixtures("quick")
@pytest.mark.xdist_group("restored")
async def test_a_store_from_a_backup_knows_it_again(tmp_path: Path) -> None:
    """What was declared after the backup was made comes back with the facts that the ledger has."""
    who = actor("adviser", WHO).id
    async with system.running(tmp_path) as now:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(now.http), base_url="http://localhost") as client:
            at = f"{LISTS['assessment']}/{uuid(100)}/declarations"
            assert (await client.post(at, json=CONFLICT, headers=by("adviser", WHO))).status_code == 201
        await until(lambda: all(persons(tmp_path, name) == {who} for name in HEARS))
        await until(lambda: not complaints.under_way(evidence.read(tmp_path)), within=30)
    store = Store(system.store_url(tmp_path, "review"), "review")

    def forget(connection: Any) -> None:
        connection.execute(delete(schema.event).where(schema.event.c.stream.like("conflict-%")))
        connection.execute(delete(schema.inbox).where(schema.inbox.c.stream.like("conflict-%")))
        connection.execute(delete(schema.shut))
        mark.put(connection, SystemClock().now())

    await store.write(forget)
    store.close()
    assert persons(tmp_path, "review") == set()
    async with system.running(tmp_path) as now:
        await until(lambda: not now.parts["review"].service.restored, within=30)
        assert persons(tmp_path, "review") == {who}
    with Store(system.store_url(tmp_path, "review"), "review").read() as connection:
        noted = connection.execute(
            select(schema.event.c.type).where(schema.event.c.stream.like("conflict-%"))
        ).scalars()
        assert list(noted) == ["nl.koploper.conflict-noted-by-review.v1"]
