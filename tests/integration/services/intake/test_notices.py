"""Everybody who brought an initiative in hears of it: each the steps that are meant for them, whenever they came."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from services.intake import telling
from shared.testing.running import Running, by
from shared.testing.seeded import SetClock
from tests.integration.services.intake.scouting import (
    CALLED,
    NOBODY,
    SCOUT,
    SEEN,
    TIPPER,
    TOLD,
    WHY,
    get,
    made,
    problem,
    submitted,
)

pytestmark = pytest.mark.usefixtures("on_both")

ME = by("submitter")
FROM = {
    "met": ("assessment", "criteria-assessed.v1", {"outcome": "met"}),
    "not-met": ("assessment", "criteria-assessed.v1", {"outcome": "not-met"}),
    "cleared": ("review", "ministry-cleared.v1", {}),
    "refused": ("review", "ministry-refused.v1", {}),
    "published": ("publication", "article-published.v1", {}),
    "article-withdrawn": ("publication", "article-withdrawn.v1", {"reason": "withdrawn-by-editor"}),
    "suspended-by-assessment": ("publication", "article-withdrawn.v1", {"reason": "assessment-reversed"}),
    "suspended-by-clearance": ("publication", "article-withdrawn.v1", {"reason": "clearance-lapsed"}),
    "told-otherwise": (
        "publication",
        "article-withdrawn.v1",
        {"reason": "not-met", "replaces": "assessment-reversed"},
    ),
    "article-withdrawal-reversed": ("publication", "article-withdrawal-reversed.v1", {}),
    "clearance-reversed": ("review", "clearance-reversed.v1", {"outcome": "cleared"}),
    "refusal-reversed": ("review", "clearance-reversed.v1", {"outcome": "refused"}),
    "nominated": ("publication", "koploper-nominated.v1", {}),
    "nomination-reversed": ("publication", "nomination-reversed.v1", {}),
    "appointed": ("publication", "koploper-appointed.v1", {}),
    "appointment-reversed": ("publication", "appointment-reversed.v1", {}),
    "assessment-reversed": ("assessment", "assessment-reversed.v1", {"outcome": "not-met"}),
}


async def happens(now: Running, initiative: str, *steps: str, version: int = 1) -> None:
    """The others decide this, one after the other, each a minute later."""
    for step in steps:
        _forward(now)
        source, type_, data = FROM[step]
        await now.announce(source, type_, {**data, "submissionVersion": version}, stream=f"initiative-{initiative}")
        await now.settled()


async def heard(now: Running, who: dict[str, str], query: str = "") -> list[str]:
    """All that somebody is told, the oldest first."""
    items = (await get(now, f"/notices?limit=500{query}", who)).json()["items"]
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)
    return [item["what"] for item in reversed(items)]


def _forward(now: Running) -> None:
    clock = now.clock
    assert isinstance(clock, SetClock)
    clock.forward(timedelta(minutes=1))


async def test_each_hears_what_is_meant_for_them(now: Running) -> None:
    """The submitter all that is told to the party, the scout what the office knows, the tipper where it stands."""
    signal = await made(now, "/signals", SEEN, SCOUT)
    _forward(now)
    await made(now, "/tips", TOLD, TIPPER)
    _forward(now)
    await made(now, f"/signals/{signal}/approaches", CALLED, by("adviser", 2))
    _forward(now)
    initiative = await submitted(now, signalId=signal)
    question = {"ref": "r", "digest": "0" * 64}
    await now.announce(
        "assessment", "information-requested.v1", {"question": question}, stream=f"initiative-{initiative}"
    )
    await happens(now, initiative, "met", "cleared", "published", "nominated", "article-withdrawn")
    outcomes = ["met", "cleared", "published", "nominated", "article-withdrawn"]
    assert await heard(now, ME) == ["question-asked", *outcomes]
    assert await heard(now, SCOUT) == ["tipped", "approached", "taken-up", "question-asked", *outcomes]
    assert await heard(now, by("adviser", 2)) == ["taken-up", "question-asked", *outcomes]
    assert await heard(now, TIPPER) == ["taken-up", "published", "nominated", "article-withdrawn"]
    assert await heard(now, by("adviser", 3)) == []
    assert await heard(now, by("tipper", 1)) == []
    assert await heard(now, NOBODY) == []


async def test_a_notice_says_what_it_is_about(now: Running) -> None:
    """The initiative, the signal it was found by and, for those who may see it, its title."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    await made(now, f"/signals/{signal}/approaches", CALLED, SCOUT)
    initiative = await submitted(now, signalId=signal)
    await happens(now, initiative, "published")
    shown = {who["Koploper-Actor"]: (await get(now, "/notices", who)).json()["items"][0] for who in (ME, SCOUT, TIPPER)}
    both = {"initiativeId": initiative, "signalId": signal, "organisation": TOLD["organisation"]}
    mine = {"initiativeId": initiative, "signalId": None, "organisation": None}
    at = {"what": "published", "at": "2019-04-01T12:01:00.000000Z"}
    same = {each.pop("id") for each in shown.values()}
    assert len(same) == 1
    assert list(shown.values()) == [
        {"part": "submitter", "title": "Ketenstage", **mine, **at},
        {"part": "scout", "title": "Ketenstage", **both, **at},
        {"part": "tipper", "title": None, **both, **at},
    ]


async def test_a_nominator_hears_as_who_submitted(now: Running) -> None:
    """Who puts somebody else's initiative forward is its submitter here."""
    initiative = await submitted(now, origin="nominated-by-other")
    await happens(now, initiative, "not-met")
    assert await heard(now, ME) == ["not-met"]


@pytest.mark.parametrize(
    "steps",
    [
        ["not-met"],
        ["met", "refused"],
        ["not-met", "revised", "met", "cleared", "published"],
        ["met", "refused", "revised", "met", "refused"],
        ["not-met", "withdrawn"],
        ["published", "withdrawn", "article-withdrawn"],
        ["nominated", "published"],
        ["published", "nominated", "appointed", "appointment-reversed", "nomination-reversed", "nominated"],
        ["published", "nominated", "article-withdrawn", "nomination-reversed", "published"],
        ["not-met", "assessment-reversed", "not-met"],
        ["not-met", "assessment-reversed", "met", "cleared", "published"],
        ["withdrawn", "met", "cleared", "published", "article-withdrawn"],
        ["published", "suspended-by-clearance", "clearance-reversed", "cleared", "published"],
        ["published", "clearance-reversed", "suspended-by-clearance", "cleared", "published"],
        ["published", "article-withdrawn", "assessment-reversed", "met", "article-withdrawal-reversed"],
        ["published", "suspended-by-assessment", "refused", "assessment-reversed", "met", "refusal-reversed"],
        ["refused", "not-met", "refusal-reversed", "assessment-reversed", "refused"],
    ],
)
async def test_a_tipper_is_told_as_the_rules_say(now: Running, steps: Sequence[telling.Step]) -> None:
    """What the query tells is what `telling.told` does: alike, once, and taken back when it goes on."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    initiative = await submitted(now, signalId=signal)
    version = 1
    for step in steps:
        _forward(now)
        if step == "revised":
            version += 1
            told = {"title": f"Titel {version}"}
            read = await get(now, f"/initiatives/{initiative}", ME)
            await made(now, f"/initiatives/{initiative}/revisions", told, ME | {"If-Match": read.headers["ETag"]})
        elif step == "withdrawn":
            await made(now, f"/initiatives/{initiative}/withdrawals", WHY, ME)
        else:
            await happens(now, initiative, step, version=version)
    expected: list[str] = ["taken-up"]
    stands: telling.Stands = frozenset()
    for step in steps:
        word = telling.told(step, stands)
        expected += [word] if word else []
        stands = telling.after(step, stands)
    assert await heard(now, TIPPER) == expected
    shown = (await get(now, f"/tips/{signal}", TIPPER)).json()
    assert shown["standing"] == telling.standing(["taken-up"], steps)


async def test_that_an_article_went_is_told_once(now: Running) -> None:
    """What its notice tells later was told by whoever decided that."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    initiative = await submitted(now, signalId=signal)
    await happens(now, initiative, "published", "suspended-by-assessment", "not-met", "told-otherwise")
    assert await heard(now, ME) == ["published", "article-withdrawn", "not-met"]
    assert await heard(now, TIPPER) == ["taken-up", "published", "article-withdrawn", "goes-no-further"]
    assert (await get(now, f"/tips/{signal}", TIPPER)).json()["standing"] == "goes-no-further"


async def test_what_was_taken_back_is_told_whatever_comes_first_and_once(now: Running) -> None:
    """A reversal that overtakes what it is of waits for it; delivered again, nobody is told again."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    initiative = await submitted(now, signalId=signal)
    named = ["published", "nominated", "appointed", "appointment-reversed", "nomination-reversed"]
    for number in (1, 3, 2, 5, 4, 3, 5):
        _forward(now)
        source, type_, data = FROM[named[number - 1]]
        again = {"sequence": str(number), "id": f"fact-{number}"}
        await now.announce(source, type_, data, stream=f"initiative-{initiative}", **again)
        await now.settled()
    assert await heard(now, ME) == named
    assert await heard(now, TIPPER) == ["taken-up", "published", "nominated", "published"]
    assert (await get(now, f"/tips/{signal}", TIPPER)).json()["standing"] == "published"


async def test_a_signal_that_goes_no_further_and_comes_back(now: Running) -> None:
    """Set aside and reopened is told alike; the scout hears what a colleague did."""
    signal = await made(now, "/signals", SEEN, SCOUT)
    await made(now, "/tips", TOLD, TIPPER)
    for act in ("dismissals", "reopenings"):
        _forward(now)
        await made(now, f"/signals/{signal}/{act}", WHY, by("adviser", 2))
    assert await heard(now, TIPPER) == ["goes-no-further", "goes-on"]
    assert await heard(now, SCOUT) == ["tipped", "set-aside", "reopened"]
    items = (await get(now, "/notices", TIPPER)).json()["items"]
    assert {(item["initiativeId"], item["signalId"]) for item in items} == {(None, signal)}


async def test_who_tips_what_was_set_aside_hears_of_what_follows(now: Running) -> None:
    """Not of what was before; who tipped earlier hears that it goes on."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    _forward(now)
    await made(now, f"/signals/{signal}/dismissals", WHY)
    _forward(now)
    await made(now, "/tips", TOLD, by("partner", 6))
    assert await heard(now, TIPPER) == ["goes-no-further", "goes-on"]
    assert await heard(now, by("partner", 6)) == []


@pytest.mark.parametrize("late", ["tip", "link"])
async def test_who_comes_later_misses_nothing(now: Running, late: str) -> None:
    """What was decided before a tip, or before the signal was linked, is told at that moment."""
    signal = await made(now, "/signals", SEEN, SCOUT)
    if late == "link":
        await made(now, "/tips", TOLD, TIPPER)
    initiative = await submitted(now, **({"signalId": signal} if late == "tip" else {}))
    await happens(now, initiative, "met", "cleared", "published")
    _forward(now)
    if late == "tip":
        await made(now, "/tips", TOLD, TIPPER)
    else:
        await made(now, f"/signals/{signal}/take-ups", {"initiativeId": initiative})
    assert sorted(await heard(now, TIPPER)) == ["published", "taken-up"]
    assert {item["at"] for item in (await get(now, "/notices", TIPPER)).json()["items"]} == {
        "2019-04-01T12:04:00.000000Z"
    }
    assert (await get(now, f"/initiatives/{initiative}")).json()["origin"] == "self-registered"


async def test_who_brought_it_in_twice_hears_once(now: Running) -> None:
    """As scout of two signals of one initiative; and who tipped and submitted hears as who submitted."""
    one = await made(now, "/signals", SEEN, SCOUT)
    await made(now, f"/signals/{one}/approaches", CALLED, SCOUT)
    two = await made(now, "/tips", TOLD | {"link": "https://example.org/elders"}, ME)
    await made(now, f"/signals/{two}/approaches", CALLED, SCOUT)
    initiative = await submitted(now, signalId=one)
    await made(now, f"/signals/{two}/take-ups", {"initiativeId": initiative}, by("adviser", 2))
    await happens(now, initiative, "met", "published")
    assert await heard(now, SCOUT) == ["taken-up", "taken-up", "met", "published"]
    items = (await get(now, "/notices", ME)).json()["items"]
    assert [(item["what"], item["part"]) for item in items] == [
        ("published", "submitter"),
        ("met", "submitter"),
        ("taken-up", "tipper"),
    ]


async def test_nobody_is_told_what_they_did_themselves(now: Running) -> None:
    """A withdrawal is told to the others."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    initiative = await submitted(now, signalId=signal)
    await made(now, f"/initiatives/{initiative}/withdrawals", WHY, ME)
    assert await heard(now, ME) == []
    assert await heard(now, TIPPER) == ["taken-up", "goes-no-further"]


async def test_what_is_linked_by_mistake_is_taken_back(now: Running) -> None:
    """From then on nobody hears of the wrong initiative, and of the right one all."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    wrong = await submitted(now, title="Nachtdiensten")
    await made(now, f"/signals/{signal}/take-ups", {"initiativeId": wrong})
    await happens(now, wrong, "published")
    await made(now, f"/signals/{signal}/reopenings", WHY)
    assert await heard(now, TIPPER) == ["taken-up", "goes-on"]
    right = await submitted(now, signalId=signal)
    await happens(now, right, "refused")
    assert await heard(now, TIPPER) == ["taken-up", "goes-on", "taken-up", "goes-no-further"]


async def test_notices_come_in_pages_and_of_one_initiative(now: Running) -> None:
    """The newest first; every one once; and only of the initiative that is asked for."""
    one, two = await submitted(now), await submitted(now, title="Nachtdiensten")
    for initiative in (one, two):
        await happens(now, initiative, "met", "cleared", "published")
    cursor, found = "", []
    while True:
        page = (await get(now, f"/notices?limit=2{cursor}", ME)).json()
        found += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert [(item["initiativeId"], item["what"]) for item in found] == [
        (initiative, what) for initiative in (two, one) for what in ("published", "cleared", "met")
    ]
    assert await heard(now, ME, f"&initiativeId={one}") == ["met", "cleared", "published"]
    assert (await get(now, "/notices?sort=at&limit=1", ME)).json()["items"] == [found[-1]]


@pytest.mark.parametrize("query", ["initiativeId=7", "person=x", "sort=what", "limit=0"])
async def test_a_query_that_makes_no_sense(now: Running, query: str) -> None:
    """A value of no kind and a field that is no filter are 400."""
    assert problem(await get(now, f"/notices?{query}", ME)) == (400, "invalid-input")
