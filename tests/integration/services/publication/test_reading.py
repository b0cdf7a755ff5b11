"""Who reads what of a story, before it is out, while it is out, and after."""

from typing import Any

import pytest

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    APPROVED,
    ARTICLE,
    AUTHOR,
    BASE,
    CONSENT,
    DETAILS,
    DRAFTED,
    EDITOR,
    FIRST_DRAFT,
    INITIATIVE,
    INVITED,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    assessment,
    clearance,
    does,
    draft,
    happen,
    listed,
    read,
    revision,
    rule,
    submission,
    taking_back,
    withdrawal,
)

PUBLIC = {
    "id",
    "state",
    "title",
    "region",
    "themes",
    "branches",
    "publishedAt",
    "intro",
    "body",
    "contact",
    "publishedVersion",
    "appearances",
    "adoptions",
    "channels",
}
WRITING = {"submissionVersion", "submitter", "openedAt", "suspended", "drafts", "invitations", "toolkits"}
OUTSIDE: list[tuple[Role | None, int]] = [(None, 0), ("submitter", 99), ("tipper", SUBMITTER), ("partner", 1)]


@pytest.mark.parametrize("before", [OPEN, DRAFTED, APPROVED, (*DRAFTED, withdrawal())])
async def test_before_publication_a_story_is_for_its_own_people(running: Run, before: tuple[Step, ...]) -> None:
    """Nobody else even hears that there is one, whether it is asked for or looked for."""
    async with running(builders.publication) as now:
        await happen(now, *before)
        for role, number in OUTSIDE:
            found = await now.http.get(STORY, headers=by(role, number) if role else {})
            assert (found.status_code, rule(found)) == (404, "not-found")
            assert await listed(now, role=role, number=number) == []
        for role, number in (("submitter", SUBMITTER), ("editor", EDITOR), ("auditor", 1)):
            assert (await read(now, STORY, role, number))["id"] == INITIATIVE
            assert await listed(now, role=role, number=number) == [INITIATIVE]


async def test_everybody_reads_what_is_published(running: Run) -> None:
    """The article, whom to call, and what followed; nothing of how it was written."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED)
        for role, number in OUTSIDE:
            story = await read(now, STORY, role, number)
            assert set(story) == PUBLIC
            assert ARTICLE.items() <= story.items()
            assert story["contact"] == DETAILS
            assert await listed(now, role=role, number=number) == [INITIATIVE]


async def test_the_office_and_the_submitter_read_how_it_is_written(running: Run) -> None:
    """Drafts with who agreed and to what, and the invitations; where a detail is kept, never the detail itself."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED)
        office, own = await read(now), await read(now, role="submitter", number=SUBMITTER)
        assert set(office) == set(own) == PUBLIC | WRITING
        assert office == own
        [written] = office["drafts"]
        assert (written["author"], written["draftVersion"]) == (uuid(AUTHOR), FIRST_DRAFT)
        editor, contact = written["approvals"]
        assert (editor["by"], editor["approver"]) == ("editor", uuid(EDITOR))
        assert (contact["by"], contact["approver"], contact["consent"]) == ("contact", uuid(SUBMITTER), CONSENT)
        assert set(contact["published"]) == {"name", "email"}
        assert [invited["title"] for invited in office["invitations"]] == ["Koplopers Noord"]


async def test_contact_details_are_never_in_a_fact(running: Run) -> None:
    """Events hold references; what they stand for is in the vault, for everybody while it is published."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        store = now.service("publication").store
        with store.read() as connection:
            bodies = b"".join(connection.exec_driver_sql("select body from event").scalars())
        assert not [each for each in DETAILS.values() if each.encode() in bodies]
        kept = (await read(now))["drafts"][0]["approvals"][1]["published"]["name"]
        opened = await now.http.get(f"{BASE}/vault/{kept['ref']}")
        assert opened.json()["content"] == DETAILS["name"]


async def test_the_contact_is_not_shown_any_more_once_erased(running: Run) -> None:
    """What is gone from the vault is absent, and said to be gone; the story stands."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        store = now.service("publication").store
        await store.write(lambda connection: connection.exec_driver_sql("update vault set content = null, salt = null"))
        assert (await read(now, role=None))["contact"] == {"erased": True}


@pytest.mark.parametrize(
    ("ends", "reason"),
    [(taking_back(), "withdrawn-by-editor"), (withdrawal(), "withdrawn-by-submitter")],
    ids=["editor", "submitter"],
)
async def test_a_notice_stands_where_an_article_was(running: Run, ends: Step, reason: str) -> None:
    """Still found under its name, with the notice; of the article and whom to call nothing is left."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, ends)
        for role, number in OUTSIDE:
            story = await read(now, STORY, role, number)
            assert set(story) == PUBLIC - {"intro", "body", "contact", "publishedVersion"} | {
                "notice",
                "reason",
                "withdrawnAt",
            }
            assert (story["state"], story["reason"]) == ("withdrawn", reason)
            assert "teruggenomen" in story["notice"]
            assert await listed(now, "state=withdrawn", role, number) == [INITIATIVE]
            assert await listed(now, "state=published", role, number) == []


async def test_a_withdrawal_that_lost_the_race_is_made_good(running: Run) -> None:
    """Published while the withdrawal was on its way: publication takes the article back by itself, as the system."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        told = await withdrawal()(now)
        await now.settled()
        with now.service("publication").store.read() as connection:
            bodies = list(connection.exec_driver_sql("select body from event order by position").scalars())
        last = [now.service("publication").model.load(body) for body in bodies[-2:]]
        assert [type(fact.event).__name__ for fact in last] == ["WithdrawalNotedByPublication", "ArticleWithdrawn"]
        assert {(str(fact.actor), fact.causation, fact.reaction) for fact in last} == {
            ("system;id=publication", told, "note-withdrawal")
        }
        assert (await read(now, role=None))["reason"] == "withdrawn-by-submitter"


async def test_why_an_editor_took_it_back_is_for_the_office(running: Run) -> None:
    """The motivation is in the vault for editors and advisers; others are not told where."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, taking_back())
        assert "motivation" not in await read(now, role="submitter", number=SUBMITTER)
        at = f"{BASE}/vault/{(await read(now))['motivation']['ref']}"
        answers = [await now.http.get(at, headers=by(role)) for role in ("editor", "adviser", "submitter", "partner")]
        assert [answer.status_code for answer in answers] == [200, 200, 403, 403]


async def test_what_was_withdrawn_after_it_was_taken_back_keeps_its_notice(running: Run) -> None:
    """The editor's notice stays, and the moment it was put there."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, taking_back())
        before = await read(now, role=None)
        await happen(now, withdrawal())
        assert await read(now, role=None) == before


async def told(now: Any) -> None:
    """Two more stories: one published with another theme and branch, one open."""
    for each, changed in (
        (uuid(101), {"title": "Nachtdiensten", "themes": ["gezond-werken"], "branches": ["ggz"], "region": "Midden"}),
        (uuid(102), {"title": "Spark", "themes": ["gezond-werken", "meer-uren-werken"], "branches": ["vvt"]}),
    ):
        await happen(now, submission(each, 40, **changed), assessment(initiative=each), clearance(initiative=each))
    of = {"draftVersion": FIRST_DRAFT}
    terms = {"consent": dict.fromkeys(("name", "phone", "email"), False), "published": {}}
    story = uuid(101)
    await happen(
        now,
        does("editor", "drafts", AUTHOR, story=story, **ARTICLE | {"title": "Aan de nacht"}),
        does("editor", "approvals", EDITOR, story=story, **of),
        does("submitter", "approvals", 40, story=story, **of, **terms),
        does("editor", "publications", EDITOR, story=story, **of),
    )


FILTERS: list[tuple[str, list[int], list[int]]] = [
    ("", [102, 100, 101], [100, 101]),
    ("state=open", [102], []),
    ("state=published", [100, 101], [100, 101]),
    ("state=withdrawn", [], []),
    ("theme=gezond-werken", [102, 101], [101]),
    ("theme=leven-lang-ontwikkelen", [100], [100]),
    ("branch=vvt", [102, 100], [100]),
    ("branch=ggz&theme=gezond-werken", [101], [101]),
    ("region=Groningen", [102, 100], [100]),
    ("region=Midden&state=published", [101], [101]),
    ("region=Nergens", [], []),
    ("sort=title", [101, 100, 102], [101, 100]),
    ("sort=-title", [102, 100, 101], [100, 101]),
    ("sort=-publishedAt", [101, 100, 102], [101, 100]),
]


async def test_stories_are_found_by_what_they_are_about(running: Run) -> None:
    """By state, theme, region and branch, in the asked order; each reader among what they may see."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await told(now)
        for query, office, public in FILTERS:
            assert await listed(now, query) == [uuid(number) for number in office], query
            assert await listed(now, query, None) == [uuid(number) for number in public], query
            assert set(await listed(now, query, "submitter", 40)) == {uuid(number) for number in office}, query


async def test_a_list_is_read_page_by_page(running: Run) -> None:
    """The cursor leads on from what is not published to what is, each story once."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await told(now)
        found, cursor = [], ""
        for _ in range(3):
            one = await read(now, f"{BASE}/stories?limit=1{cursor}")
            found += [each["id"] for each in one["items"]]
            cursor = f"&cursor={one['next']}"
        assert (found, one["next"]) == ([uuid(102), uuid(100), uuid(101)], None)


@pytest.mark.parametrize("query", ["state=waiting", "theme=Zorg", "branch=", "sort=version", "limit=0", "titel=x"])
async def test_a_query_that_is_not_ours_is_refused(running: Run, query: str) -> None:
    """Unknown filters, values and orders are told, never passed over."""
    async with running(builders.publication) as now:
        found = await now.http.get(f"{BASE}/stories?{query}")
        assert (found.status_code, rule(found)) == (400, "invalid-input")


async def test_the_office_sees_that_a_published_story_is_suspended(running: Run) -> None:
    """A newer version is known: nothing moves, and what is out stays out."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, revision(title="Ketenstage Noord"))
        office = await read(now)
        assert (office["suspended"], office["submissionVersion"], office["title"]) == (True, 2, ARTICLE["title"])
        assert "suspended" not in await read(now, role=None)
        assert rule(await draft()(now)) == "suspended-by-revision"
