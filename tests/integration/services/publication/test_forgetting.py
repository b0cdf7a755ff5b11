"""Somebody is forgotten whom a story let people call: nobody reads their details any more, and an editor looks."""

from typing import Any, Final

import pytest
from sqlalchemy import select

from shared.doctor.read_models import read_model_differs
from shared.store import schema
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    DETAILS,
    EDITOR,
    INITIATIVE,
    PUBLISHED,
    STORY,
    SUBMITTER,
    agreement,
    approval,
    assessment,
    assessment_reversal,
    happen,
    listed,
    publication,
    read,
)

PERSON: Final = uuid(300)
"""An address as intake knows it: nobody who acts here."""


async def forget(now: Running, person: str = PERSON, *initiatives: str, stream: str = "person-1") -> None:
    data = {"erasure": uuid(70), "person": person, "initiatives": list(initiatives or (INITIATIVE,))}
    await now.announce("intake", "person-erased.v1", data, stream=stream)
    await now.settled()


async def check(now: Running, role: Any = "editor") -> tuple[int, str]:
    answer = await now.http.post(f"{STORY}/names-checks", json={}, headers=by(role, EDITOR))
    return answer.status_code, answer.json().get("type", "")


def texts(now: Running) -> list[str]:
    with now.service("publication").store.read() as connection:
        return [row.content for row in connection.execute(select(schema.vault)) if row.content]


@pytest.mark.parametrize("person", [PERSON, uuid(SUBMITTER)], ids=["by address", "who agreed"])
async def test_what_is_out_of_them_goes(running: Run, person: str) -> None:
    """Everybody reads that it was erased; the article stays out, and only the office sees that it is looked at."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]
        await forget(now, person)
        assert texts(now) == []
        shown = await read(now, role=None)
        assert (shown["contact"], shown["state"]) == ({"erased": True}, "published")
        assert "toCheckSince" not in shown
        assert (await read(now))["toCheckSince"] == "2019-04-01T12:00:00.000000Z"
        assert await listed(now, "toCheck=true") == [INITIATIVE]
        assert await check(now) == (201, "")
        assert await listed(now, "toCheck=true") == []
        assert (await check(now))[1] == "urn:koploper:problem:nothing-to-check"
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []


@pytest.mark.parametrize("first", ["forgotten", "away"])
async def test_an_article_that_was_away_is_still_to_be_looked_at(running: Run, first: str) -> None:
    """It is on the editors' list when it can be looked at: when it is out again."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        if first == "forgotten":
            await forget(now)
            await happen(now, assessment_reversal())
        else:
            await happen(now, assessment_reversal())
            await forget(now)
        assert await listed(now, "toCheck=true") == []
        await happen(now, assessment(), approval(), agreement(), publication())
        assert await listed(now, "toCheck=true") == [INITIATIVE]
        assert await check(now) == (201, "")
        assert await listed(now, "toCheck=true") == []
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []


async def test_who_agreed_agrees_no_more(running: Run) -> None:
    """What was agreed to and is not out yet does not come out on the word of somebody who was forgotten."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED[:-1])
        await forget(now)
        assert texts(now) == []
        refused = await publication()(now)
        assert refused.json()["type"] == "urn:koploper:problem:approvals-missing"
        await happen(now, agreement(), publication())
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]


async def test_others_and_elsewhere_stay(running: Run) -> None:
    """Only initiatives that knew the person are looked at, and hearing it twice changes nothing."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await forget(now, PERSON, uuid(101))
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]
        await forget(now, stream="person-2")
        version = (await read(now))["toCheckSince"]
        await forget(now, stream="person-3")
        assert (await read(now))["toCheckSince"] == version
        assert [each["person"] for each in await erasures(now)].count(PERSON) >= 3


async def erasures(now: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await now.http.get(f"{BASE}/erasures", headers=by("auditor"))).json()["items"]
    return found


async def test_when_a_term_is_over_all_persons_of_the_initiative_go(running: Run) -> None:
    """Whoever they are."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED[:-1])
        await now.announce("intake", "retention-ended.v1", {"erasure": uuid(71)}, stream=f"initiative-{INITIATIVE}")
        await now.settled()
        assert texts(now) == []
        assert [(each["because"], each["initiativeId"]) for each in await erasures(now)] == [
            ("term-passed", INITIATIVE)
        ]


async def test_only_editors_say_that_nobody_is_named(running: Run) -> None:
    """And only of what is out."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await forget(now)
        assert (await check(now, "adviser"))[0] == 403
        answer = await now.http.post(f"{STORY}/names-checks", json={"sure": True}, headers=by("editor", EDITOR))
        assert answer.status_code == 400


async def test_the_public_reading_details_is_noted_once_a_day(running: Run) -> None:
    """What is published is for everybody: that it was read is noted, not how often; of others each time."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        for _ in range(3):
            await read(now, role=None)
        await read(now)
        log = (await now.http.get(f"{BASE}/vault-accesses", headers=by("auditor"))).json()["items"]
        assert sorted(each["actor"].partition(";")[0] for each in log) == ["editor", "editor", "public", "public"]


@pytest.mark.parametrize(("because", "stays"), [("declined", False), ("lapsed", True), ("replaced", True)])
async def test_who_declines_later_is_not_called_any_more(running: Run, because: str, stays: bool) -> None:
    """What is out of the contact person goes, and an editor looks; hearing it twice changes nothing."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        data = {"contact": "r-1", "because": because}
        for _ in range(2):
            await now.announce("intake", "contact-removed.v1", data, stream=f"initiative-{INITIATIVE}")
            await now.settled()
        contact = (await read(now, role=None))["contact"]
        assert (contact == {"erased": True}) is not stays
        assert (await listed(now, "toCheck=true") == [INITIATIVE]) is not stays
        assert len(await erasures(now)) == (0 if stays else 1)
