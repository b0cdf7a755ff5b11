"""Publication over HTTP: from an open story to an appointed Koploper, act by act."""

from typing import Any

import pytest

from shared.testing.given import uuid
from shared.testing.running import by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    APPOINTED,
    APPROVED,
    ARTICLE,
    BASE,
    DETAILS,
    DRAFTED,
    EDITOR,
    FIRST_DRAFT,
    INITIATIVE,
    INVITED,
    MEETING,
    NOTHING_AGREED,
    OPEN,
    PUBLISHED,
    STORY,
    agreement,
    answer,
    approval,
    correction,
    does,
    draft,
    first_meeting,
    happen,
    meeting,
    nomination,
    publication,
    read,
    rule,
    taking_back,
)


async def test_from_a_draft_to_an_appointed_koploper(running: Run) -> None:
    """Written, agreed to by two, published, invited, answered, nominated, and named by the ministry."""
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED)
        story = await read(now, role=None)
        assert (story["state"], story["title"], story["body"]) == ("published", ARTICLE["title"], ARTICLE["body"])
        assert story["contact"] == DETAILS
        named = {name: MEETING[name] for name in ("date", "place")} | {"meetingTitle": MEETING["title"]}
        assert named.items() <= story["nominated"].items()
        assert named.items() <= story["appointed"].items()
        seated = await read(now, await first_meeting(now))
        assert seated["seatsTaken"] == 1
        [invited] = seated["invitations"]
        assert invited.items() >= {"initiativeId": INITIATIVE, "answer": "accepted", "nominated": True}.items()
        assert invited["appointed"]


async def test_the_version_of_a_draft_is_what_its_writing_answered(running: Run) -> None:
    """201 with the story's place, its version as ETag, and in the body the draft's version."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN)
        written = await draft()(now)
        assert (written.status_code, written.headers["Location"]) == (201, STORY)
        assert written.json() == {"id": INITIATIVE, "version": FIRST_DRAFT}
        assert written.headers["ETag"] == f'"{FIRST_DRAFT}"'
        [kept] = (await read(now))["drafts"]
        assert kept["draftVersion"] == FIRST_DRAFT
        await happen(now, approval(written.json()["version"]), agreement(written.json()["version"]))
        assert (await publication(written.json()["version"])(now)).status_code == 201


async def test_the_etag_is_the_version_that_an_act_answers(running: Run) -> None:
    """What an act answers is what the story then has."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN)
        recorded = does("editor", "appearances", EDITOR, kind="podcast", title="Zoemen met", date="2019-09-02")
        adopted = does("editor", "adoptions", EDITOR, by="Zorgalliantie", element="de keten", form="deepened")
        for step in (draft(), approval(), agreement(), publication(), recorded, adopted, taking_back()):
            answered = await step(now)
            found = await now.http.get(STORY, headers=by("editor"))
            assert answered.headers["ETag"] == found.headers["ETag"] == f'"{answered.json()["version"]}"'


async def test_a_meeting_answers_for_itself(running: Run) -> None:
    """Acts at a meeting answer with the meeting and its version, under a new id when it is planned."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        planned = await meeting()(now)
        place = planned.headers["Location"]
        assert planned.json() == {"id": place.removeprefix(f"{BASE}/meetings/"), "version": 1}
        invited = await now.http.post(
            f"{place}/invitations", json={"initiativeId": INITIATIVE}, headers=by("editor", EDITOR)
        )
        assert (invited.status_code, invited.headers["Location"]) == (201, place)
        assert invited.headers["ETag"] == (await now.http.get(place)).headers["ETag"] == '"2"'


async def test_an_act_on_what_was_not_seen_is_refused(running: Run) -> None:
    """`If-Match` with an older version than the present one: read it again first."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN)
        etag = (await now.http.get(STORY, headers=by("editor"))).headers["ETag"]
        stale = by("editor") | {"If-Match": etag}
        assert (await now.http.post(f"{STORY}/drafts", json=ARTICLE, headers=stale)).status_code == 201
        late = await now.http.post(f"{STORY}/drafts", json=ARTICLE, headers=stale)
        assert (late.status_code, rule(late)) == (412, "stale-version")
        assert len((await read(now))["drafts"]) == 1


async def test_a_repeated_approval_is_one(running: Run) -> None:
    """Under one Idempotency-Key the contact's terms are kept once, and another body is refused."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED)
        headers = by("submitter", 21) | {"Idempotency-Key": "agreed"}
        body = {"draftVersion": FIRST_DRAFT, **NOTHING_AGREED}
        first, again = [await now.http.post(f"{STORY}/approvals", json=body, headers=headers) for _ in range(2)]
        assert (first.status_code, first.content) == (again.status_code, again.content) == (201, again.content)
        other = await now.http.post(f"{STORY}/approvals", json=body | {"draftVersion": 7}, headers=headers)
        assert (other.status_code, rule(other)) == (422, "idempotency-key-reused")


async def test_a_correction_takes_the_place_of_what_is_out(running: Run) -> None:
    """A newer draft, approved by both again, on its own terms; the earlier text and phone are not shown any more."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, draft(title="Een keten die blijft leren"))
        newest = (await read(now))["drafts"][-1]["draftVersion"]
        assert rule(await correction(newest)(now)) == "approvals-missing"
        await happen(now, approval(newest), agreement(newest, **NOTHING_AGREED), correction(newest))
        story = await read(now, role=None)
        assert (story["title"], story["publishedVersion"]) == ("Een keten die blijft leren", 2)
        assert story["contact"] == {}
        assert story["correctedAt"] == story["publishedAt"]


async def test_the_contact_may_agree_anew_until_it_is_out(running: Run) -> None:
    """The latest terms hold: what is not agreed to any more is not published."""
    async with running(builders.publication) as now:
        await happen(now, *APPROVED, agreement(FIRST_DRAFT, **NOTHING_AGREED), publication())
        assert (await read(now, role=None))["contact"] == {}


async def test_what_followed_is_recorded_with_the_story(running: Run) -> None:
    """Podiums and adoptions are read by everybody, in the order they were recorded."""
    podcast = {"kind": "podcast", "title": "Zoemen met", "link": "https://example.org/zoemen", "date": "2019-09-02"}
    letter = {"kind": "letter-to-parliament", "title": "Voortgang", "date": "2019-06-01"}
    adopted = {"by": "Zorgalliantie", "element": "de keten", "form": "broadened", "result": "Twintig studenten."}
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await happen(now, *(does("editor", "appearances", EDITOR, **each) for each in (podcast, letter)))
        await happen(now, does("editor", "adoptions", EDITOR, **adopted))
        story = await read(now, role=None)
        assert (story["appearances"], story["adoptions"]) == ([podcast, letter], [adopted])


@pytest.mark.parametrize(
    ("projection", "rows"),
    [
        ("stories", 1),
        ("revisions", 0),
        ("drafts", 1),
        ("appearances", 0),
        ("adoptions", 0),
        ("meetings", 1),
        ("invitations", 1),
    ],
)
async def test_a_rebuilt_read_model_is_the_same(running: Run, projection: str, rows: int) -> None:
    """Made again from all facts, no row is more, less or otherwise than what was kept along the way."""
    operator: dict[str, Any] = {"headers": by("operator")}
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED)
        path = f"{BASE}/projections/{projection}/rebuilds"
        begun = await now.http.post(path, json={"dryRun": True}, **operator)
        progress: dict[str, Any] = {"state": "running"}
        while progress["state"] == "running":
            progress = (await now.http.get(begun.headers["Location"], **operator)).json()
        found = progress["difference"]
        assert (found["added"], found["removed"], found["changed"]) == (0, 0, 0)
        with now.service("publication").store.read() as connection:
            [table] = now.service("publication").read_models[projection].projection.tables
            assert len(connection.execute(table.select()).all()) == rows


async def test_who_declined_makes_room(running: Run) -> None:
    """A seat that is given up is free; who comes after all gets one while there is one."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, answer("declined"))
        place = await first_meeting(now)
        assert (await read(now, place))["seatsTaken"] == 0
        assert rule(await nomination()(now)) == "not-invited"
        await happen(now, answer("next"), answer("accepted"))
        assert (await read(now, place))["seatsTaken"] == 1
        assert (await read(now, role="submitter", number=21))["invitations"][0]["answer"] == "accepted"


async def test_what_nobody_planned_is_not_there(running: Run) -> None:
    """An unknown meeting or story is a 404 with the rule's name, for readers and for acts."""
    async with running(builders.publication) as now:
        for path in ("meetings", "stories"):
            found = await now.http.get(f"{BASE}/{path}/{uuid(404)}", headers=by("editor"))
            assert (found.status_code, rule(found)) == (404, "not-found")
