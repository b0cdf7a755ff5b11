"""Channels over HTTP: what is still to do, what was done, and who sees what of it."""

from typing import Any, Final

import pytest

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    ARTICLE,
    AUTHOR,
    BASE,
    EDITOR,
    INITIATIVE,
    OPEN,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    agreement,
    approval,
    correction,
    does,
    draft,
    happen,
    read,
    rule,
    submission,
    taking_back,
    version,
    withdrawal,
)

PROPOSED: Final = f"{ARTICLE['title']}\n\n{ARTICLE['intro']}"
LINK: Final = "https://example.nl/nieuwsbrief/12"
WHY: Final = "De verzending liep vast."


def plan(channel: str = "newsletter", text: str = "Nieuwe Koploper!") -> Step:
    return does("editor", "channels", AUTHOR, channel=channel, text=text)


def out(channel: str = "newsletter", **body: str) -> Step:
    return does("editor", f"channels/{channel}/publications", EDITOR, **body)


def failure(channel: str = "newsletter") -> Step:
    return does("editor", f"channels/{channel}/failures", EDITOR, reason=WHY)


def off(channel: str = "newsletter") -> Step:
    return does("editor", f"channels/{channel}/withdrawals", EDITOR)


async def states(now: Running, query: str = "") -> dict[str, str]:
    found = (await read(now, f"{BASE}/channels?{query}"))["items"]
    return {each["channel"]: each["state"] for each in found}


async def test_what_is_published_is_on_the_website_and_to_do_elsewhere(running: Run) -> None:
    """The list of what is to do has a proposed text for each channel; before the publication it is empty."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN)
        assert await states(now) == {}
        await happen(now, *PUBLISHED[len(OPEN) :])
        assert await states(now) == {"website": "published", "newsletter": "planned", "social": "planned"}
        [first, second] = (await read(now, f"{BASE}/channels?state=planned&sort=title"))["items"]
        assert [first["channel"], second["channel"]] == ["newsletter", "social"]
        for each in (first, second):
            assert (each["initiativeId"], each["title"]) == (INITIATIVE, ARTICLE["title"])
            assert (each["text"], each["proposed"], each["sentText"]) == (PROPOSED, True, None)


async def test_a_channel_goes_out_with_its_own_text_and_link(running: Run) -> None:
    """Written before the publication or after, failed and retried, and then it is no more to do."""
    async with running(builders.publication) as now:
        await happen(now, *OPEN, plan("social", "Al geschreven."), draft(), approval(6), agreement(6))
        assert await states(now) == {"social": "planned"}
        await happen(now, does("editor", "publications", EDITOR, draftVersion=6), plan(), failure())
        assert await states(now) == {"website": "published", "newsletter": "failed", "social": "planned"}
        [failed] = (await read(now, f"{BASE}/channels?state=failed"))["items"]
        kept = await now.http.get(f"{BASE}/vault/{failed['failure']['ref']}", headers=by("editor"))
        assert kept.json()["content"] == WHY
        await happen(now, out(link=LINK), out("social"))
        assert set((await states(now)).values()) == {"published"}
        shown = {each["channel"]: each for each in (await read(now))["channels"]}
        assert (shown["newsletter"]["sentText"], shown["newsletter"]["link"]) == ("Nieuwe Koploper!", LINK)
        assert (shown["social"]["sentText"], shown["social"]["carries"]) == ("Al geschreven.", 1)
        assert "failure" not in shown["newsletter"]
        assert "link" not in shown["social"]


async def test_a_correction_is_to_be_brought_to_each_channel(running: Run) -> None:
    """With the text proposed anew, until it is recorded; the website shows it by itself."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, out(link=LINK))
        written = await version(now) + 1
        await happen(
            now, draft(title="Een keten die werkt"), approval(written), agreement(written), correction(written)
        )
        assert await states(now) == {"website": "published", "newsletter": "to-correct", "social": "planned"}
        [due] = (await read(now, f"{BASE}/channels?state=to-correct"))["items"]
        assert due["text"] == f"Een keten die werkt\n\n{ARTICLE['intro']}"
        assert (due["sentText"], due["carries"], due["link"]) == (PROPOSED, 1, LINK)
        await happen(now, out(link=LINK))
        assert (await states(now, "channel=newsletter"))["newsletter"] == "published"
        [done] = (await read(now, f"{BASE}/channels?channel=newsletter"))["items"]
        assert (done["sentText"], done["carries"]) == (due["text"], 2)


@pytest.mark.parametrize("ends", [taking_back(), withdrawal()], ids=["editor", "submitter"])
async def test_a_withdrawal_is_to_be_brought_to_each_channel_that_carried_it(running: Run, ends: Step) -> None:
    """It stays to do until an editor records it; what had not gone out is off at once."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, out(link=LINK), ends)
        assert await states(now) == {"website": "withdrawn", "newsletter": "to-withdraw", "social": "withdrawn"}
        assert await states(now, "state=to-withdraw") == {"newsletter": "to-withdraw"}
        assert rule(await out()(now)) in {"article-withdrawn", "initiative-withdrawn"}
        await happen(now, failure(), off())
        assert await states(now, "state=to-withdraw") == {}
        assert rule(await off()(now)) == "channel-withdrawn"
        assert (await read(now, role=None))["channels"] == []


async def test_who_sees_what_of_channels(running: Run) -> None:
    """The public where else it can be read, its submitter what is planned too, the office also why it failed."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, out(link=LINK), failure("social"))
        outside: tuple[tuple[Role | None, int], ...] = ((None, 0), ("submitter", 99), ("partner", 1))
        for role, number in outside:
            assert (await read(now, f"{BASE}/channels", role, number))["items"] == []
            public = (await read(now, STORY, role, number))["channels"]
            assert [each["channel"] for each in public] == ["website", "newsletter"]
            assert set(public[1]) == {"channel", "link", "publishedAt"}
        own = (await read(now, f"{BASE}/channels", "submitter", SUBMITTER))["items"]
        assert {each["channel"]: each["failure"] for each in own} == dict.fromkeys(("website", "newsletter", "social"))
        assert ["failure" in each for each in (await read(now, STORY, "submitter", SUBMITTER))["channels"]] == [
            False
        ] * 3
        kept = next(each["failure"] for each in (await read(now))["channels"] if each["channel"] == "social")
        assert (await now.http.get(f"{BASE}/vault/{kept['ref']}", headers=by("adviser"))).status_code == 200
        for headers in ({}, by("submitter", SUBMITTER), by("partner")):
            assert (await now.http.get(f"{BASE}/vault/{kept['ref']}", headers=headers)).status_code == 403


async def test_why_it_failed_is_in_no_event(running: Run) -> None:
    """Events hold a reference only."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED, failure())
        with now.service("publication").store.read() as connection:
            bodies = b"".join(connection.exec_driver_sql("select body from event").scalars())
        assert WHY.encode() not in bodies


async def test_channels_are_listed_page_by_page(running: Run) -> None:
    """Each once, in the order asked for; an initiative chooses."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        found, cursor = [], ""
        for _ in range(3):
            one = await read(now, f"{BASE}/channels?limit=1{cursor}")
            found += [each["channel"] for each in one["items"]]
            cursor = f"&cursor={one['next']}"
        assert (sorted(found), one["next"]) == (["newsletter", "social", "website"], None)
        assert len(await states(now, f"initiativeId={INITIATIVE}")) == 3
        assert await states(now, f"initiativeId={uuid(404)}") == {}


REFUSED: Final[list[tuple[tuple[Step, ...], Step, int, str]]] = [
    ((), plan(), 404, "not-found"),
    ((submission(),), out(), 404, "not-found"),
    (OPEN, out(), 409, "not-published"),
    (OPEN, off(), 409, "not-published"),
    (PUBLISHED, out("website"), 409, "channel-already-out"),
    (PUBLISHED, failure("website"), 409, "channel-already-out"),
    (PUBLISHED, off("website"), 409, "website-shows-the-article"),
    ((*PUBLISHED, out()), out(), 409, "channel-already-out"),
    ((*PUBLISHED, off()), out(), 409, "channel-withdrawn"),
    (PUBLISHED, does("submitter", "channels", SUBMITTER, channel="social", text="x"), 403, "role-may-not"),
    (PUBLISHED, does("adviser", "channels/social/publications"), 403, "role-may-not"),
    (PUBLISHED, plan("fax"), 400, "invalid-input"),
    (PUBLISHED, plan(text=" "), 400, "invalid-input"),
    (PUBLISHED, plan(text="x" * 4001), 400, "invalid-input"),
    (PUBLISHED, plan(text="a\x00b"), 400, "invalid-input"),
    (PUBLISHED, out("fax"), 400, "invalid-input"),
    (PUBLISHED, out(link="javascript:alert(1)"), 400, "invalid-input"),
    (PUBLISHED, out(link=f"https://example.nl/{'x' * 500}"), 400, "invalid-input"),
    (PUBLISHED, out(url=LINK), 400, "invalid-input"),
    (PUBLISHED, does("editor", "channels/social/failures", EDITOR), 400, "invalid-input"),
    (PUBLISHED, does("editor", "channels/social/withdrawals", EDITOR, reason="x"), 400, "invalid-input"),
]


@pytest.mark.parametrize(("before", "asked", "status", "name"), REFUSED)
async def test_what_is_refused(running: Run, before: tuple[Step, ...], asked: Step, status: int, name: str) -> None:
    """By the name of the rule, and nothing is changed."""

    async def all_that_reads() -> list[Any]:
        return [(await now.http.get(path, headers=by("editor"))).json() for path in (STORY, f"{BASE}/channels")]

    async with running(builders.publication) as now:
        await happen(now, *before)
        shown = await all_that_reads()
        answer = await asked(now)
        assert (answer.status_code, rule(answer)) == (status, name)
        assert await all_that_reads() == shown


@pytest.mark.parametrize("query", ["state=open", "channel=fax", "initiativeId=1", "sort=state", "kanaal=website"])
async def test_a_query_that_is_not_ours_is_refused(running: Run, query: str) -> None:
    """Unknown filters, values and orders are told, never passed over."""
    async with running(builders.publication) as now:
        found = await now.http.get(f"{BASE}/channels?{query}", headers=by("editor"))
        assert (found.status_code, rule(found)) == (400, "invalid-input")
