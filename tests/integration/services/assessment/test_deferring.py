"""Come back later: over HTTP, and by the schedule; time is moved, and nobody waits for it."""

from datetime import timedelta
from typing import Any

from tests.integration.services.assessment.advisers import AT, DOSSIERS, Advisers, done, judgement

UNTIL = "2019-09-02"
DEFERRAL = {"until": UNTIL, "motivation": "De proef loopt nog maar een maand."}


async def pass_(advisers: Advisers, days: float) -> None:
    """Let days pass, and what is due by then happen."""
    advisers.now.clock.forward(timedelta(days=days))
    await advisers.now.service("assessment").schedule.ring()
    await advisers.now.settled()


async def state(advisers: Advisers) -> tuple[Any, Any]:
    shown = await advisers.dossier()
    return shown["state"], shown["deferredUntil"]


async def test_it_comes_back_on_the_morning_of_its_date(advisers: Advisers) -> None:
    """2 September is 154 days after the first of April; from six o'clock (UTC) it is open again."""
    await advisers.submitted()
    done(await advisers.post("judgements", judgement()))
    done(await advisers.post("deferrals", DEFERRAL))
    assert await state(advisers) == ("deferred", UNTIL)
    await pass_(advisers, 153.7)
    assert await state(advisers) == ("deferred", UNTIL)
    await pass_(advisers, 0.05)
    assert await state(advisers) == ("open", None)
    assert (await advisers.dossier())["criteria"]["innoveren"]["met"] is True


async def test_its_submitter_reads_until_when_and_why(advisers: Advisers) -> None:
    """The invitation is meant for them; nobody else's submitter sees it."""
    await advisers.submitted()
    done(await advisers.post("deferrals", DEFERRAL))
    shown = await advisers.dossier("submitter")
    assert (shown["state"], shown["deferredUntil"]) == ("deferred", UNTIL)
    text = await advisers.get(f"/assessment/v1/vault/{shown['deferral']['ref']}", "submitter")
    assert text.json()["content"] == DEFERRAL["motivation"]
    assert (await advisers.get(f"/assessment/v1/vault/{shown['deferral']['ref']}", "submitter", 2)).status_code == 403
    listed = await advisers.get(f"{DOSSIERS}?state=deferred", "submitter")
    assert [each["deferredUntil"] for each in listed.json()["items"]] == [UNTIL]


async def test_an_adviser_goes_on_before_it(advisers: Advisers) -> None:
    """And the date then brings nothing more."""
    await advisers.submitted()
    done(await advisers.post("deferrals", DEFERRAL))
    done(await advisers.post("resumptions", {}))
    version = (await advisers.get(AT)).headers["ETag"]
    assert await state(advisers) == ("open", None)
    await pass_(advisers, 200)
    assert (await advisers.get(AT)).headers["ETag"] == version


async def test_a_revision_brings_it_back(advisers: Advisers) -> None:
    """Whoever has something new need not wait."""
    await advisers.submitted()
    done(await advisers.post("deferrals", DEFERRAL))
    await advisers.revised()
    assert await state(advisers) == ("open", None)
    assert (await advisers.dossier())["deferral"] is None


async def test_a_date_that_is_none(advisers: Advisers) -> None:
    """It has to be a date of the calendar, and one that lies ahead."""
    await advisers.submitted()
    for until in ("2019-02-30", "morgen", 20190902, "2019-09-02T12:00:00Z", None):
        answer = await advisers.post("deferrals", DEFERRAL | {"until": until})
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:koploper:problem:invalid-input")
    answer = await advisers.post("deferrals", DEFERRAL | {"until": "2019-04-01"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:date-not-ahead")
    assert await state(advisers) == ("open", None)
