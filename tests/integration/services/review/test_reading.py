"""Review over HTTP: who reads which clearances, and what was found in them."""

import pytest

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.review.journeys import (
    CHECKED,
    CLEARANCE,
    CLEARED,
    INITIATIVE,
    assessment,
    closure,
    does,
    happen,
    opened,
    policy,
    revision,
    seen,
    submission,
    verdict,
)


@pytest.mark.parametrize("role", ["ministry-vws", "ministry-ocw", "ministry-szw", "adviser"])
async def test_reviewers_read_what_was_found(running: Run, role: Role) -> None:
    """Findings and motivations are in the vault, for the ministries and the advisers."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-ocw", "refused"))
        found = await seen(now, role)
        assert await opened(now, role, found["inspectorateCheck"]["motivation"]) == "Geen contact bekend."
        assert await opened(now, role, found["verdicts"][0]["motivation"]) == "Geen bezwaar."


@pytest.mark.parametrize("role", ["editor", "employers", "auditor", "operator", "submitter", "partner"])
async def test_nobody_else_reads_why(running: Run, role: Role) -> None:
    """Neither the rest of the office nor the submitter."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-ocw", "refused"))
        found = await seen(now)
        for kept in (found["inspectorateCheck"]["motivation"], found["verdicts"][0]["motivation"]):
            answer = await now.http.get(f"/review/v1/vault/{kept['ref']}", headers=by(role))
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:not-a-reader")


async def test_no_confidential_text_leaves(running: Run) -> None:
    """Neither the clearance nor what is sent to others holds a word of it."""
    async with running(builders.review) as now:
        await happen(
            now,
            *CHECKED,
            verdict("ministry-vws"),
            does("employers", "advice", advice="positive", text="Past in onze regio."),
            closure(),
        )
        read = (await now.http.get(CLEARANCE, headers=by("adviser"))).text
        sent = b"".join(delivery.body for delivery in await now.bus.after({"koploper.review": 0})).decode()
        for secret in ("Geen contact", "Geen bezwaar", "onze regio", "antwoordt niet"):
            assert secret not in read
            assert secret not in sent


@pytest.mark.parametrize("role", ["submitter", "tipper", "partner", None])
async def test_clearances_are_for_the_office(running: Run, role: Role | None) -> None:
    """Everybody else finds none."""
    async with running(builders.review) as now:
        await happen(now, *CLEARED)
        who = by(role) if role else {}
        assert (await now.http.get("/review/v1/clearances", headers=who)).json() == {"items": [], "next": None}
        answer = await now.http.get(CLEARANCE, headers=who)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:koploper:problem:not-found")


async def test_the_list_by_state_and_region(running: Run) -> None:
    """One of each state, each found by it; a clearance that waits for its policy is not among them."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-vws"), revision())
        await happen(now, submission(uuid(101), "Nachtdiensten", "Utrecht"), assessment(initiative=uuid(101)))
        await happen(
            now, submission(uuid(102), "KeTJA", "Amsterdam"), assessment(initiative=uuid(102), under="2021-01")
        )
        assert await _listed(now) == [INITIATIVE, uuid(101)]
        assert await _listed(now, state="suspended") == [INITIATIVE]
        assert await _listed(now, state="open") == [uuid(101)]
        assert await _listed(now, state="cleared") == []
        assert await _listed(now, region="Utrecht") == [uuid(101)]
        assert await _listed(now, region="Amsterdam") == []
        assert await _listed(now, sort="-title") == [uuid(101), INITIATIVE]


async def test_the_list_comes_in_pages(running: Run) -> None:
    """By the cursor of the page before, also for those requested at the same moment."""
    async with running(builders.review) as now:
        numbers = range(100, 105)
        for number in numbers:
            await happen(now, submission(uuid(number)), assessment(initiative=uuid(number)))
        await happen(now, policy())
        found, query = [], {"limit": "2"}
        while "cursor" not in query or query["cursor"]:
            read = (await now.http.get("/review/v1/clearances", params=query, headers=by("adviser"))).json()
            found += [each["id"] for each in read["items"]]
            query["cursor"] = read["next"]
        assert found == [uuid(number) for number in numbers]


@pytest.mark.parametrize("query", ["state=waiting", "status=open", "sort=region", "limit=0"])
async def test_a_list_that_cannot_be_given(running: Run, query: str) -> None:
    """A state, filter or order that there is not."""
    async with running(builders.review) as now:
        answer = await now.http.get(f"/review/v1/clearances?{query}", headers=by("adviser"))
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:koploper:problem:invalid-input")


async def _listed(now: Running, **query: str) -> list[str]:
    answer = await now.http.get("/review/v1/clearances", params=query, headers=by("adviser"))
    return [each["id"] for each in answer.json()["items"]]
