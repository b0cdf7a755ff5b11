"""Seats: as many as there are, whoever asks at once, and free again when an article is taken back."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest

from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    AGREED,
    ARTICLE,
    BASE,
    EDITOR,
    FIRST_DRAFT,
    INVITED,
    NOMINATED,
    PUBLISHED,
    SUBMITTER,
    Step,
    answer,
    assessment,
    clearance,
    does,
    draft,
    first_meeting,
    happen,
    invitation,
    meeting,
    read,
    rule,
    submission,
    taking_back,
    withdrawal,
)

MANY = [uuid(200 + number) for number in range(20)]


async def koplopers(now: Running, initiatives: Sequence[str]) -> None:
    """Published stories of these initiatives."""
    for each in initiatives:
        for told in (submission(each), assessment(initiative=each), clearance(initiative=each)):
            await told(now)
    await now.settled()
    of = {"draftVersion": FIRST_DRAFT}
    for each in initiatives:
        await does("editor", "drafts", 1, story=each, **ARTICLE)(now)
        await does("editor", "approvals", EDITOR, story=each, **of)(now)
        await does("submitter", "approvals", SUBMITTER, story=each, **of, **AGREED)(now)
        out = await does("editor", "publications", EDITOR, story=each, **of)(now)
        assert out.status_code == 201, out.text


async def test_a_meeting_never_has_more_koplopers_than_seats(running: Run) -> None:
    """Of twenty invitations at once for seven seats seven are made; the others are told that it is full."""
    async with running(builders.publication) as now:
        await koplopers(now, MANY)
        await happen(now, meeting(capacity=7))
        asked = await asyncio.gather(*(invitation(each)(now) for each in MANY))
        made = [each for each in asked if each.status_code == 201]
        full = [each for each in asked if each.status_code == 409]
        assert (len(made), len(full)) == (7, 13)
        assert {rule(each) for each in full} == {"meeting-full"}
        assert sorted(each.json()["version"] for each in made) == list(range(2, 9))
        held = await read(now, await first_meeting(now))
        assert (held["capacity"], held["seatsTaken"], len(held["invitations"])) == (7, 7, 7)


async def test_a_seat_that_is_given_up_is_for_another(running: Run) -> None:
    """Declining frees the seat at once, and who comes back after all finds it taken."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await koplopers(now, MANY[:1])
        await happen(now, meeting(capacity=1), invitation())
        assert rule(await invitation(MANY[0])(now)) == "meeting-full"
        await happen(now, answer("declined"), invitation(MANY[0]))
        assert rule(await answer("accepted")(now)) == "meeting-full"


@pytest.mark.parametrize("ends", [taking_back(), withdrawal()], ids=["editor", "submitter"])
async def test_seats_are_free_again_when_an_article_is_taken_back(running: Run, ends: Step) -> None:
    """At every meeting that the Koploper has a seat at, and at no other."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(title="Koplopers Midden", date="2019-07-01"))
        await koplopers(now, MANY[:1])
        here, there = [each["id"] for each in (await read(now, f"{BASE}/meetings"))["items"]]
        for place, initiative in ((there, uuid(100)), (there, MANY[0])):
            invited = await now.http.post(
                f"{BASE}/meetings/{place}/invitations", json={"initiativeId": initiative}, headers=by("editor")
            )
            assert invited.status_code == 201
        await happen(now, ends)
        assert [(await read(now, f"{BASE}/meetings/{each}"))["seatsTaken"] for each in (here, there)] == [0, 1]
        with now.service("publication").store.read() as connection:
            [projection] = now.service("publication").read_models["invitations"].projection.tables
            held = [row.initiative_id for row in connection.execute(projection.select()) if row.seated]
        assert held == [MANY[0]]


async def test_a_nomination_is_history_when_its_article_is_taken_back(running: Run) -> None:
    """Who was nominated stays in the meeting's list; the seat is free, and nobody is appointed any more."""
    async with running(builders.publication) as now:
        await happen(now, *NOMINATED, withdrawal())
        [invited] = (await read(now, await first_meeting(now)))["invitations"]
        assert (invited["nominated"], invited["appointed"], invited["seated"]) == (True, False, False)


async def test_an_invitation_and_a_withdrawal_at_once_leave_no_seat_behind(running: Run) -> None:
    """Whichever is first: in the end no seat is held for who is no Koploper any more."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, meeting())
        await asyncio.gather(withdrawal()(now), invitation()(now))
        await now.settled()
        assert (await read(now, await first_meeting(now)))["seatsTaken"] == 0


async def test_meetings_are_listed_by_their_day(running: Run) -> None:
    """Everybody sees them, with the seats that are held; a region chooses."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(title="Midden", region="Midden", date="2019-06-12"))
        found = (await read(now, f"{BASE}/meetings", None))["items"]
        assert [(each["date"], each["seatsTaken"]) for each in found] == [("2019-06-12", 0), ("2019-06-17", 1)]
        chosen = await read(now, f"{BASE}/meetings?region=Midden", None)
        assert [each["title"] for each in chosen["items"]] == ["Midden"]
        last = await read(now, f"{BASE}/meetings?sort=-date&limit=1", None)
        assert [each["date"] for each in last["items"]] == ["2019-06-17"]
        then = await read(now, f"{BASE}/meetings?sort=-date&limit=1&cursor={last['next']}", None)
        assert [each["date"] for each in then["items"]] == ["2019-06-12"]


async def test_who_is_invited_is_for_the_office(running: Run) -> None:
    """The public and submitters see how many seats are held, not whose; drafts are no business of a meeting."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, draft())
        place = await first_meeting(now)
        answers: list[httpx.Response] = [
            await now.http.get(place, headers=headers)
            for headers in ({}, by("submitter", SUBMITTER), by("partner"), by("ministry-vws"))
        ]
        assert ["invitations" in each.json() for each in answers] == [False, False, False, True]
        assert {each.json()["seatsTaken"] for each in answers} == {1}
