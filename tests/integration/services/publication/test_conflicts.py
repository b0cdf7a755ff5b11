"""What is shut to somebody of the office, in publication: they read what everybody reads, and do nothing with it."""

from typing import Any

import pytest

from shared.actor import Role
from shared.doctor.read_models import read_model_differs
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    EDITOR,
    INITIATIVE,
    INVITED,
    PUBLISHED,
    STORY,
    Step,
    agreement,
    approval,
    assessment,
    clearance,
    draft,
    first_meeting,
    happen,
    publication,
    rule,
    submission,
)

WHO = 7
OPEN = (submission(), assessment(), clearance())


def conflict(fact: str = "conflict-declared.v1", person: int = WHO) -> Step:
    """Somebody declared a conflict of interest, or an adviser withdrew that."""
    data = {"initiativeId": INITIATIVE, "person": uuid(person), "more": {"in": "a later version"}}
    stream = f"conflict-{INITIATIVE}"
    return lambda now: now.announce("assessment", fact, data, stream=stream, initiativeid=INITIATIVE)


async def stories(now: Running, role: Role, number: int) -> list[str]:
    return [each["id"] for each in (await now.http.get(f"{BASE}/stories", headers=by(role, number))).json()["items"]]


@pytest.mark.parametrize("role", ["editor", "adviser", "ministry-vws", "auditor"])
async def test_what_is_not_out_is_not_there(running: Run, role: Role) -> None:
    """Neither the story nor its drafts nor its channels; others of the office see them."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, draft(), conflict())
        assert (await stories(now, role, WHO), await stories(now, role, EDITOR)) == ([], [INITIATIVE])
        for path in (STORY, f"{STORY}/drafts"):
            assert (await now.http.get(path, headers=by(role, WHO))).status_code == 404
            assert (await now.http.get(path, headers=by(role, EDITOR))).status_code == 200


async def test_what_is_out_they_read_as_everybody(running: Run) -> None:
    """The very same, and no channel, draft or invitation of it."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, conflict())
        everybody = (await now.http.get(STORY)).json()
        assert (await now.http.get(STORY, headers=by("editor", WHO))).json() == everybody
        assert "drafts" in (await now.http.get(STORY, headers=by("editor", EDITOR))).json()
        assert (await now.http.get(f"{STORY}/drafts", headers=by("editor", WHO))).status_code == 404
        channels = [(await now.http.get(f"{BASE}/channels", headers=by("editor", who))).json() for who in (WHO, EDITOR)]
        assert (channels[0]["items"], len(channels[1]["items"]) > 0) == ([], True)


async def test_who_is_invited_they_are_not_told_of_it(running: Run) -> None:
    """In a meeting's item that Koploper is left out for them."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, conflict())
        place = await first_meeting(now)
        shown = [(await now.http.get(place, headers=by("editor", who))).json()["invitations"] for who in (WHO, EDITOR)]
        assert [len(each) for each in shown] == [0, 1]


@pytest.mark.parametrize(
    ("role", "act", "body"),
    [
        ("editor", "drafts", {"title": "T", "intro": "I", "body": "B"}),
        ("editor", "approvals", {"draftVersion": 5}),
        ("editor", "publications", {"draftVersion": 5}),
        ("editor", "withdrawals", {"reason": "Anders."}),
        ("editor", "channels", {"channel": "newsletter", "text": "Lees dit."}),
    ],
)
async def test_their_acts_are_refused(running: Run, role: Role, act: str, body: dict[str, Any]) -> None:
    """By the name of the rule, whatever else would be said."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, draft(), conflict())
        answer = await now.http.post(f"{STORY}/{act}", json=body, headers=by(role, WHO))
        assert (answer.status_code, rule(answer)) == (403, "conflict-of-interest")


async def test_their_acts_at_a_meeting_are_refused(running: Run) -> None:
    """A Koploper is invited, nominated and named by others."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, conflict())
        place = await first_meeting(now)
        acts: tuple[tuple[Role, str], ...] = (
            ("editor", "invitations"),
            ("editor", "nominations"),
            ("ministry-vws", "appointments"),
        )
        for role, act in acts:
            answer = await now.http.post(f"{place}/{act}", json={"initiativeId": INITIATIVE}, headers=by(role, WHO))
            assert (answer.status_code, rule(answer)) == (403, "conflict-of-interest")


async def test_what_they_approved_is_approved_anew(running: Run) -> None:
    """By another editor, before it comes out; the read models are what the facts say."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, draft(), approval(), agreement(), conflict(person=EDITOR))
        refused = await now.http.post(f"{STORY}/publications", json={"draftVersion": 5}, headers=by("editor", WHO))
        assert (refused.status_code, rule(refused)) == (409, "approvals-missing")
        shown = (await now.http.get(STORY, headers=by("editor", WHO))).json()
        assert [each["by"] for each in shown["drafts"][0]["approvals"]] == ["contact"]
        again = await now.http.post(f"{STORY}/approvals", json={"draftVersion": 5}, headers=by("editor", WHO))
        assert again.status_code == 201
        out = await now.http.post(f"{STORY}/publications", json={"draftVersion": 5}, headers=by("editor", WHO))
        assert out.status_code == 201
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []


async def test_heard_first_and_withdrawn(running: Run) -> None:
    """It binds a story that opens later, and is open once it was withdrawn."""
    async with running(builders.publication) as now:
        await happen(now, conflict(), *OPEN)
        assert await stories(now, "editor", WHO) == []
        await happen(now, conflict("conflict-declaration-withdrawn.v1"))
        assert await stories(now, "editor", WHO) == [INITIATIVE]
        await happen(now, draft(), approval(), agreement(), publication())
