"""How an article came to be: its drafts as versions, and what changed from one to another."""

from typing import Any, Final

import pytest

from services.publication.digest import article_digest
from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    ARTICLE,
    AUTHOR,
    EDITOR,
    FIRST_DRAFT,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    agreement,
    approval,
    correction,
    draft,
    happen,
    read,
    rule,
    withdrawal,
)

SECOND: Final = 9
"""The version of a draft that is written once the first is published."""
THIRD: Final = 10
CORRECTED: Final = (
    *PUBLISHED,
    draft(title="Een keten die samen leert", body="## Nieuw\n\nSamen, elke week."),
    draft(intro="Studenten volgen twee cliënten.", body="## Nieuw\n\nSamen, elke week."),
    approval(THIRD),
    agreement(THIRD),
    correction(THIRD),
)


def marked(parts: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(part["kind"], part["text"]) for part in parts]


async def compared(now: Running, version: int, query: str = "") -> dict[str, Any]:
    return await read(now, f"{STORY}/drafts/{version}{query}")


async def test_each_version_with_its_author_and_who_agreed(running: Run) -> None:
    """The oldest first; what came out says as which version."""
    async with running(builders.publication) as now:
        await happen(now, *CORRECTED)
        first, second, third = (await read(now, f"{STORY}/drafts"))["items"]
        assert [each["draftVersion"] for each in (first, second, third)] == [FIRST_DRAFT, SECOND, THIRD]
        assert {each["author"] for each in (first, second, third)} == {uuid(AUTHOR)}
        assert [each["by"] for each in first["approvals"]] == ["editor", "contact"]
        assert second["approvals"] == []
        assert [each["publishedVersion"] for each in (first, second, third)] == [1, None, 2]
        assert first["draftedAt"] == "2019-04-01T12:00:00.000000Z"
        latest = await read(now, f"{STORY}/drafts?sort=-draftVersion&limit=1")
        assert [each["draftVersion"] for each in latest["items"]] == [THIRD]
        then = await read(now, f"{STORY}/drafts?sort=-draftVersion&limit=1&cursor={latest['next']}")
        assert [each["draftVersion"] for each in then["items"]] == [SECOND]


async def test_what_changed_from_the_version_before(running: Run) -> None:
    """Word by word, for title, intro and body; the first has nothing to differ from."""
    async with running(builders.publication) as now:
        await happen(now, *CORRECTED)
        first = await compared(now, FIRST_DRAFT)
        assert (first["body"], first["against"], first["changes"]) == (ARTICLE["body"], None, None)
        second = await compared(now, SECOND)
        assert second["against"] == FIRST_DRAFT
        title, intro, body = (second["changes"][name] for name in ("title", "intro", "body"))
        assert marked(title) == [("same", "Een keten die "), ("added", "samen "), ("same", "leert")]
        assert marked(intro) == [("same", ARTICLE["intro"])]
        assert marked(body) == [("same", "## Nieuw\n\nSamen"), ("added", ", elke week"), ("same", ".")]


async def test_what_changed_from_any_other_version(running: Run) -> None:
    """Also from a later one, and from itself nothing."""
    async with running(builders.publication) as now:
        await happen(now, *CORRECTED)
        since = await compared(now, THIRD, f"?against={FIRST_DRAFT}")
        assert since["against"] == FIRST_DRAFT
        assert marked(since["changes"]["intro"])[1:3] == [("removed", "één cliënt"), ("added", "twee cliënten")]
        back = await compared(now, FIRST_DRAFT, f"?against={THIRD}")
        assert marked(back["changes"]["intro"])[1:3] == [("removed", "twee cliënten"), ("added", "één cliënt")]
        itself = await compared(now, THIRD, f"?against={THIRD}")
        assert {part["kind"] for parts in itself["changes"].values() for part in parts} == {"same"}


async def test_a_withdrawn_initiative_keeps_its_drafts(running: Run) -> None:
    """For those who could read them before."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, withdrawal())
        assert len((await read(now, f"{STORY}/drafts"))["items"]) == 1


@pytest.mark.parametrize("before", [OPEN, PUBLISHED])
async def test_drafts_are_for_the_office_and_the_initiatives_own_people(running: Run, before: tuple[Step, ...]) -> None:
    """Nobody else, also once the story is out; the auditor belongs to the office."""
    outside: tuple[tuple[Role | None, int], ...] = ((None, 0), ("submitter", 99), ("tipper", SUBMITTER), ("partner", 1))
    async with running(builders.publication) as now:
        await happen(now, *before, draft())
        written = (await read(now, f"{STORY}/drafts"))["items"][0]["draftVersion"]
        for path in (f"{STORY}/drafts", f"{STORY}/drafts/{written}"):
            for role, number in outside:
                found = await now.http.get(path, headers=by(role, number) if role else {})
                assert (found.status_code, rule(found)) == (404, "not-found")
            await read(now, path, "submitter", SUBMITTER)
            await read(now, path, "auditor")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/publication/v1/stories/{uuid(404)}/drafts", 404),
        (f"/publication/v1/stories/{uuid(404)}/drafts/5", 404),
        (f"{STORY}/drafts/6", 404),
        (f"{STORY}/drafts/0", 400),
        (f"{STORY}/drafts/newest", 400),
        (f"{STORY}/drafts/5?against=6", 400),
        (f"{STORY}/drafts/5?against=-1", 400),
        (f"{STORY}/drafts/5?tegen=5", 400),
        (f"{STORY}/drafts/5?against=5&against=5", 400),
        (f"{STORY}/drafts?sort=author", 400),
    ],
)
async def test_what_is_not_there_to_compare(running: Run, path: str, status: int) -> None:
    """An unknown story or draft is not found; what is asked wrongly is told."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        found = await now.http.get(path, headers=by("editor", EDITOR))
        assert (found.status_code, rule(found)) == (status, "not-found" if status == 404 else "invalid-input")


async def test_an_older_draft_is_refused_with_what_changed(running: Run) -> None:
    """In a sentence, and for programs: which is the newest, what it says otherwise, and where the two are compared."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, draft(), draft(body="## Nieuw"))
        body = {"draftVersion": FIRST_DRAFT}
        answer = await now.http.post(f"{STORY}/approvals", json=body, headers=by("editor", EDITOR))
        problem = answer.json()
        assert (answer.status_code, rule(answer)) == (409, "seen-older-version")
        assert (problem["newest"], problem["changed"]) == (FIRST_DRAFT + 1, ["body"])
        assert "since then the body changed, up to draft" in problem["detail"]
        told = (await now.http.get(problem["differences"], headers=by("editor"))).json()
        assert (told["draftVersion"], told["against"]) == (FIRST_DRAFT + 1, FIRST_DRAFT)
        assert {each["kind"] for each in told["changes"]["title"]} == {"same"}


async def test_a_draft_shows_what_it_is_called_by(running: Run) -> None:
    """Who agrees to it may say so, and another text than that draft's is refused."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, draft())
        [shown] = (await read(now, f"{STORY}/drafts"))["items"]
        assert shown["articleDigest"] == article_digest(ARTICLE["title"], ARTICLE["intro"], ARTICLE["body"])
        assert (await compared(now, FIRST_DRAFT))["articleDigest"] == shown["articleDigest"]
        body = {"draftVersion": FIRST_DRAFT}
        for digest, expected in (("c" * 64, (409, "seen-older-version")), ("C", (400, "invalid-input"))):
            answer = await now.http.post(
                f"{STORY}/approvals", json=body | {"articleDigest": digest}, headers=by("editor", EDITOR)
            )
            assert (answer.status_code, rule(answer)) == expected
        same = body | {"articleDigest": shown["articleDigest"]}
        answer = await now.http.post(f"{STORY}/approvals", json=same, headers=by("editor", EDITOR))
        assert answer.status_code == 201
