"""Rows of registers over HTTP: brought in by an operator, read by the office, and never among initiatives."""

from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest

from shared import projection, vault
from shared.actor import Role
from shared.testing.running import Running, by
from tests.contract import services
from tests.integration import builders
from tests.integration.builders import Run

ADDRESS: Final = "/intake/v1/registers/kopgroep/entries"
LIST: Final = "/intake/v1/register-entries"
OPERATOR: Final = by("operator")
ANNA: Final = {"name": "Anna Voorbeeld", "email": "anna@example.org", "phone": "050 123 4567"}
ROW: Final[dict[str, Any]] = {
    "key": "17",
    "name": "Ketenstage",
    "organisation": "Noorderboog",
    "themes": ["Opleiden"],
    "since": "2017-06",
    "contact": ANNA,
}


@pytest.fixture
async def now(running: Run) -> AsyncIterator[Running]:
    async with running(builders.intake, services.builder("events")) as now:
        yield now


async def post(now: Running, **changes: Any) -> httpx.Response:
    body = {name: value for name, value in (ROW | changes).items() if value is not None}
    return await now.http.post(ADDRESS, json=body, headers=OPERATOR)


async def version(now: Running, **changes: Any) -> int:
    answer = await post(now, **changes)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["version"])


async def items(now: Running, query: str = "", role: Role = "adviser") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await now.http.get(f"{LIST}{query}", headers=by(role))).json()["items"]
    return found


async def contact(now: Running) -> httpx.Response:
    """The contact of the only entry, as an adviser reads it."""
    (entry,) = await items(now)
    return await now.http.get(f"/intake/v1/vault/{entry['contact']['ref']}", headers=by("adviser"))


async def test_a_row_is_there_once_and_as_it_was_brought_in_last(now: Running) -> None:
    """The same row again changes nothing; another makes a new version of the same entry."""
    first = await post(now)
    assert [await version(now) for _ in range(2)] == [1, 1]
    assert await version(now, region="Drenthe") == 2
    (entry,) = await items(now)
    assert first.headers["location"] == f"{LIST}/{entry['id']}"
    assert {name: entry[name] for name in ("register", "key", "name", "region", "since", "version")} == {
        "register": "kopgroep",
        "key": "17",
        "name": "Ketenstage",
        "region": "Drenthe",
        "since": "2017-06",
        "version": 2,
    }
    read = await now.http.get(f"{LIST}/{entry['id']}", headers=by("adviser"))
    assert (read.json(), read.headers["etag"]) == (entry, '"2"')


async def test_what_a_row_leaves_out_the_entry_has_no_more(now: Running) -> None:
    """A row is whole."""
    await version(now)
    assert await version(now, themes=None) == 2
    assert (await items(now))[0]["themes"] is None


async def test_a_dry_run_tells_what_would_be(now: Running) -> None:
    """The version that it would have; nothing is there after it."""
    assert await version(now, dryRun=True) == 1
    assert await items(now) == []
    await version(now)
    assert await version(now, dryRun=True) == 1
    for change in ({"region": "Drenthe"}, {"contact": {"name": "Bram"}}, {"contact": None}):
        assert await version(now, **change, dryRun=True) == 2
    assert await version(now) == 1


async def test_a_contact_is_in_the_vault_only(now: Running) -> None:
    """For advisers and editors; the fact and the lists hold a reference, and the operator reads none of it."""
    await version(now)
    (entry,) = await items(now)
    assert set(entry["contact"]) == {"ref", "digest"}
    assert "anna@example.org" in (await contact(now)).json()["content"]
    at = f"/intake/v1/vault/{entry['contact']['ref']}"
    assert (await now.http.get(at, headers=OPERATOR)).status_code == 403
    await now.settled()
    told = (await now.http.get("/events/v1/events", headers=by("auditor"))).text
    assert "Ketenstage" in told
    assert not {"Anna", "anna@example.org", "050 123 4567"} & set(told.split('"'))


async def test_the_text_of_a_former_contact_goes(now: Running) -> None:
    """With the fact that replaces it: nobody needs it any more."""
    await version(now)
    former = (await items(now))[0]["contact"]["ref"]
    assert await version(now, contact={"name": "Bram Voorbeeld"}) == 2
    assert (await now.http.get(f"/intake/v1/vault/{former}", headers=by("adviser"))).status_code == 410
    assert "Bram" in (await contact(now)).json()["content"]
    assert await version(now, contact=None) == 3
    assert (await items(now))[0]["contact"] is None


async def test_who_was_erased_does_not_come_back(now: Running) -> None:
    """The file still names them; a row without a contact, brought in once, makes room for another."""
    await version(now)
    (entry,) = await items(now)
    ref = entry["contact"]["ref"]
    gone = [vault.forgotten(ref, now.clock.now())]
    await now.service("intake").store.write(lambda store: projection.write(store, gone))
    assert await version(now) == 1
    assert await version(now, contact={"name": "Bram"}) == 1
    assert (await contact(now)).status_code == 410
    assert await version(now, contact=None) == 2
    assert await version(now, contact={"name": "Bram"}) == 3
    assert "Bram" in (await contact(now)).json()["content"]


async def test_rows_are_found_under_their_contacts_address(now: Running) -> None:
    """So that whoever goes takes along what a register said of them."""
    await version(now)
    intake = now.service("intake")
    with intake.store.read() as store:
        stream = f"register-{(await items(now))[0]['id']}"
        assert len(vault.about_anybody(store, [stream])[stream]) == 1


async def test_history_is_no_journey(now: Running) -> None:
    """An entry is in no stage and no list of initiatives: nobody here decided it."""
    await version(now)
    await now.settled()
    assert (await now.http.get("/events/v1/journeys", headers=by("auditor"))).json()["items"] == []
    assert (await now.http.get("/intake/v1/initiatives", headers=by("adviser"))).json()["items"] == []
    imported = "/events/v1/events?type=nl.koploper.register-entry-imported.v1"
    (entry,) = (await now.http.get(imported, headers=by("auditor"))).json()["items"]
    assert "initiativeid" not in entry["event"]


@pytest.mark.parametrize(
    ("role", "seen"),
    [("adviser", 1), ("operator", 1), ("ministry-vws", 1), ("submitter", 0), ("tipper", 0), ("partner", 0)],
)
async def test_registers_are_for_the_office(now: Running, role: Role, seen: int) -> None:
    """Others find nothing there."""
    entry = (await post(now)).json()["id"]
    assert len(await items(now, role=role)) == seen
    assert (await now.http.get(f"{LIST}/{entry}", headers=by(role))).status_code == (200 if seen else 404)


async def test_entries_are_found_by_register_and_region(now: Running) -> None:
    """Each register has its own."""
    await version(now, region="Groningen")
    other = {**ROW, "region": "Drenthe"}
    await now.http.post("/intake/v1/registers/andere/entries", json=other, headers=OPERATOR)
    assert [each["register"] for each in await items(now, "?register=kopgroep")] == ["kopgroep"]
    assert [each["register"] for each in await items(now, "?region=Drenthe")] == ["andere"]
    assert len(await items(now)) == 2
    assert (await now.http.get(f"{LIST}?register=Kop%20groep", headers=by("adviser"))).status_code == 400


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"name": None}, ["/name"]),
        ({"name": " ", "organisation": None}, ["/name", "/organisation"]),
        ({"name": "a\u0007b"}, ["/name"]),
        ({"name": "x" * 201}, ["/name"]),
        ({"since": "2017-02-31"}, ["/since"]),
        ({"since": "17"}, ["/since"]),
        ({"link": "javascript:alert(1)"}, ["/link"]),
        ({"themes": []}, ["/themes"]),
        ({"contact": {}}, ["/contact"]),
        ({"contact": {"email": "anna"}}, ["/contact/email"]),
        ({"register": "kopgroep"}, ["/register"]),
        ({"dry_run": True}, ["/dry_run"]),
        ({"dryRun": 1}, ["/dryRun"]),
    ],
)
async def test_a_row_that_is_none_is_refused(now: Running, changes: dict[str, Any], pointers: list[str]) -> None:
    """With all that is wrong, and nothing of it kept."""
    answer = await post(now, **changes)
    assert answer.status_code == 400, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert await items(now) == []


async def test_only_an_operator_brings_in(now: Running) -> None:
    """Also when it is only to see."""
    for role in ("adviser", "submitter", "auditor"):
        for dry in (True, False):
            answer = await now.http.post(ADDRESS, json={**ROW, "dryRun": dry}, headers=by(role))
            assert answer.status_code == 403
    assert (await now.http.post(ADDRESS, json=ROW)).status_code == 401


async def test_a_repeated_request_is_answered_as_before(now: Running) -> None:
    """By its key, also when the entry changed since."""
    key = OPERATOR | {"Idempotency-Key": "row-17"}
    first = await now.http.post(ADDRESS, json=ROW, headers=key)
    await version(now, region="Drenthe")
    again = await now.http.post(ADDRESS, json=ROW, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (await items(now))[0]["region"] == "Drenthe"


async def test_a_rebuilt_list_is_the_live_one(now: Running) -> None:
    """It is made of the facts alone."""
    await version(now)
    await version(now, region="Drenthe")
    body = {"dryRun": True, "reason": "Kijken"}
    begun = await now.http.post("/intake/v1/projections/register-entries/rebuilds", json=body, headers=OPERATOR)
    at = begun.headers["location"]
    while (found := (await now.http.get(at, headers=OPERATOR)).json())["state"] == "running":
        pass
    assert {name: found["difference"][name] for name in ("added", "removed", "changed")} == {
        "added": 0,
        "removed": 0,
        "changed": 0,
    }
