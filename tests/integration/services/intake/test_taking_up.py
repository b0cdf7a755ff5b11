"""An initiative that was found: it takes up a signal once, and keeps where it came from."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from shared.store import schema
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by
from tests.integration.services.intake.scouting import (
    CALLED,
    NOBODY,
    SEEN,
    TIPPER,
    TOLD,
    WHY,
    counted,
    get,
    made,
    post,
    problem,
    submitted,
)
from tests.integration.services.intake.test_conflicts import conflict
from tests.integration.submissions import KETENSTAGE

ON_BOTH = pytest.mark.usefixtures("on_both")


@ON_BOTH
async def test_an_initiative_keeps_where_it_was_found(now: Running) -> None:
    """Its origin follows from the signal, and stays when it is revised, linked or withdrawn."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    await made(now, f"/signals/{signal}/approaches", CALLED)
    initiative = await submitted(now, signalId=signal)
    place = f"/initiatives/{initiative}"
    other = await made(now, "/signals", SEEN | {"organisation": "KeTJA"})
    await made(now, f"/signals/{other}/take-ups", {"initiativeId": initiative})
    await made(now, f"{place}/withdrawals", WHY, by("submitter"))
    shown = (await get(now, place)).json()
    assert (shown["origin"], shown["signalId"], shown["state"]) == ("nominated-by-other", signal, "withdrawn")
    listed = (await get(now, "/initiatives?origin=nominated-by-other")).json()["items"]
    assert [(item["id"], item["signalId"]) for item in listed] == [(initiative, signal)]
    linked = (await get(now, f"/signals?initiativeId={initiative}")).json()["items"]
    assert {(item["id"], item["origin"]) for item in linked} == {
        (signal, "nominated-by-other"),
        (other, "nominated-by-other"),
    }


async def test_what_was_linked_by_mistake_is_free_again(now: Running) -> None:
    """The initiative never changed."""
    signal, initiative = await made(now, "/signals", SEEN), await submitted(now)
    await made(now, f"/signals/{signal}/take-ups", {"initiativeId": initiative})
    await made(now, f"/signals/{signal}/reopenings", WHY)
    shown = (await get(now, f"/signals/{signal}")).json()
    assert (shown["state"], shown["initiativeId"], shown["takenUpAt"]) == ("recorded", None, None)
    assert (await get(now, f"/initiatives/{initiative}")).headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"origin": "self-registered"}, (409, "origin-contradicted")),
        ({"signalId": uuid(9)}, (409, "no-such-signal")),
        ({"signalId": "here"}, (400, "invalid-input")),
        ({"signalId": None, "origin": "tipped"}, (400, "invalid-input")),
    ],
)
async def test_a_submission_that_does_not_fit_its_signal(
    now: Running, more: dict[str, Any], answer: tuple[int, str]
) -> None:
    """Nothing of it is kept, and the signal is still open."""
    signal = await made(now, "/signals", SEEN)
    await made(now, f"/signals/{signal}/approaches", CALLED)
    before = counted(now)
    refused = await post(now, "/initiatives", KETENSTAGE | {"signalId": signal} | more, by("submitter"))
    assert problem(refused) == answer
    assert counted(now) == before
    await submitted(now, signalId=signal, origin="approached")


@ON_BOTH
async def test_two_submissions_from_one_signal(now: Running) -> None:
    """Of two at the same moment one takes it up, and nothing of the other is kept."""
    signal = await made(now, "/signals", SEEN)
    bodies = [KETENSTAGE | {"signalId": signal, "title": title} for title in ("Ketenstage", "Nachtdiensten")]
    answers = await asyncio.gather(*(post(now, "/initiatives", body, by("submitter")) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    items = (await get(now, "/initiatives")).json()["items"]
    assert [(item["origin"], item["signalId"]) for item in items] == [("self-registered", signal)]


@pytest.mark.parametrize(
    ("initiative", "answer"),
    [
        ("withdrawn", (409, "initiative-withdrawn")),
        ("unknown", (409, "no-such-initiative")),
        ("7", (400, "invalid-input")),
    ],
)
async def test_what_a_signal_cannot_be_linked_to(now: Running, initiative: str, answer: tuple[int, str]) -> None:
    """What was withdrawn, what is not there, and what is no id."""
    signal = await made(now, "/signals", SEEN)
    if initiative == "withdrawn":
        initiative = await submitted(now)
        await made(now, f"/initiatives/{initiative}/withdrawals", WHY, by("submitter"))
    body = {"initiativeId": uuid(9) if initiative == "unknown" else initiative}
    assert problem(await post(now, f"/signals/{signal}/take-ups", body)) == answer
    assert (await get(now, f"/signals/{signal}")).json()["state"] == "recorded"


async def test_what_is_shut_to_somebody(now: Running) -> None:
    """Who has a conflict of interest in an initiative reads nothing of how it was found, and hears no more of it."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    await made(now, f"/signals/{signal}/approaches", CALLED, by("adviser", 2))
    initiative = await submitted(now, signalId=signal)
    await made(now, f"/initiatives/{initiative}/withdrawals", WHY, by("submitter"))
    row = {"person": actor("adviser", 2).id, "subject": initiative}
    await now.service("intake").store.write(lambda connection: connection.execute(insert(schema.shut).values(row)))
    for number, sees in ((2, 0), (3, 1)):
        who = by("adviser", number)
        for path in ("/signals", "/tips"):
            assert len((await get(now, path, who)).json()["items"]) == sees
            assert (await get(now, f"{path}/{signal}", who)).status_code == (200 if sees else 404)
    assert (await get(now, "/notices", by("adviser", 2))).json()["items"] == []
    assert len((await get(now, "/notices", TIPPER)).json()["items"]) == 2


@ON_BOTH
async def test_what_was_withdrawn_frees_its_signal(now: Running) -> None:
    """Another is submitted from it; the first keeps its origin and its notices, and who tipped hears of both."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    first = await submitted(now, signalId=signal)
    refused = await post(now, f"/signals/{signal}/reopenings", WHY)
    assert problem(refused) == (409, "signal-taken-up")
    now.clock.forward(timedelta(minutes=1))
    await made(now, f"/initiatives/{first}/withdrawals", WHY, by("submitter"))
    now.clock.forward(timedelta(minutes=1))
    await made(now, f"/signals/{signal}/reopenings", WHY)
    assert (await get(now, f"/tips/{signal}", TIPPER)).json()["standing"] == "received"
    now.clock.forward(timedelta(minutes=1))
    await made(now, "/tips", TOLD, by("partner", 6))
    second = await submitted(now, signalId=signal)
    shown = [(await get(now, f"/initiatives/{each}")).json() for each in (first, second)]
    assert [(each["origin"], each["signalId"]) for each in shown] == [("nominated-by-other", signal)] * 2
    assert (await get(now, f"/signals/{signal}")).json()["initiativeId"] == second
    heard = [
        [(each["what"], each["initiativeId"]) for each in (await get(now, "/notices?sort=at", who)).json()["items"]]
        for who in (TIPPER, by("partner", 6))
    ]
    assert sorted(heard[0]) == sorted(
        [("taken-up", second), ("goes-no-further", first), ("goes-on", second), ("taken-up", second)]
    )
    assert heard[1] == [("taken-up", second)]


@pytest.mark.parametrize(
    ("name", "body"), [("approaches", CALLED), ("dismissals", WHY), ("reopenings", WHY), ("take-ups", {})]
)
async def test_who_has_a_conflict_does_nothing_with_its_signal(now: Running, name: str, body: dict[str, Any]) -> None:
    """Nor links one to it; a colleague's act is taken as ever, and nothing is kept of theirs."""
    signal, other = await made(now, "/signals", SEEN), await made(now, "/signals", SEEN | {"organisation": "KeTJA"})
    initiative = await submitted(now)
    await made(now, f"/signals/{signal}/take-ups", {"initiativeId": initiative})
    await conflict(now, initiative, number=2)
    before = counted(now)
    on, told = (other, {"initiativeId": initiative}) if name == "take-ups" else (signal, body)
    refused = await post(now, f"/signals/{on}/{name}", told, by("adviser", 2))
    assert problem(refused) == (403, "conflict-of-interest")
    assert counted(now) == before
    colleague = await post(now, f"/signals/{on}/{name}", told, by("adviser", 3))
    assert colleague.status_code == (201 if name in {"reopenings", "take-ups"} else 409)


@ON_BOTH
async def test_texts_of_a_signal_are_shut_with_its_initiative(now: Running) -> None:
    """What was noted and told before there was one; others, and who wrote it, read it. Also when it is free again."""
    signal = await made(now, "/signals", SEEN, by("adviser", 3))
    await made(now, "/tips", TOLD, TIPPER)
    await made(now, f"/signals/{signal}/approaches", CALLED, by("adviser", 3))
    shown = (await get(now, f"/signals/{signal}")).json()
    tip, call = shown["tipped"][0], shown["approached"][0]
    refs = [shown["note"]["ref"], tip["about"]["ref"], tip["contact"]["ref"], call["whom"]["ref"]]

    async def answers(who: dict[str, str]) -> list[int]:
        return [(await now.http.get(f"/intake/v1/vault/{ref}", headers=who)).status_code for ref in refs]

    initiative = await submitted(now, signalId=signal)
    assert await answers(by("adviser", 2)) == [200] * 4
    await conflict(now, initiative, number=2)
    assert await answers(by("adviser", 2)) == [403] * 4
    assert await answers(by("editor", 2)) == [403] * 4
    assert await answers(by("adviser")) == [200] * 4
    assert len((await get(now, "/notices", by("adviser", 3))).json()["items"]) == 2
    assert (await answers(TIPPER))[1:3] == [200, 200]
    await made(now, f"/initiatives/{initiative}/withdrawals", WHY, by("submitter"))
    await made(now, f"/signals/{signal}/reopenings", WHY)
    assert await answers(by("adviser", 2)) == [403] * 4
    assert (await get(now, f"/signals/{signal}", by("adviser", 2))).status_code == 404
    assert (await get(now, "/signals", by("adviser", 2))).json()["items"] == []
    await conflict(now, initiative, number=3)
    assert (await get(now, "/notices", by("adviser", 3))).json()["items"] == []
    refused = await post(now, f"/signals/{signal}/approaches", CALLED, by("adviser", 2))
    assert problem(refused) == (403, "conflict-of-interest")
    await made(now, f"/signals/{signal}/approaches", CALLED)
    link = {"initiativeId": await submitted(now)}
    assert problem(await post(now, f"/signals/{signal}/take-ups", link, by("adviser", 2))) == (
        403,
        "conflict-of-interest",
    )
    await made(now, f"/signals/{signal}/take-ups", link)


async def test_where_a_nameless_tip_stands_is_shut_too(now: Running) -> None:
    """To who has a conflict of interest; who has the address of the tip reads it as ever."""
    signal = await made(now, "/tips", TOLD, NOBODY)
    initiative = await submitted(now, signalId=signal)
    await conflict(now, initiative, number=2)
    assert problem(await get(now, f"/tips/{signal}", by("editor", 2))) == (404, "not-found")
    assert (await get(now, f"/tips/{signal}", NOBODY)).json()["standing"] == "taken-up"


async def test_a_draft_keeps_its_signal(now: Running) -> None:
    """What is submitted from a draft that names one takes it up as well."""
    signal = await made(now, "/tips", TOLD, TIPPER)
    draft = (await post(now, "/drafts", KETENSTAGE | {"signalId": signal}, by("submitter"))).json()
    initiative = await made(
        now, f"/drafts/{draft['id']}/submissions", {}, by("submitter") | {"Koploper-Key": draft["key"]}
    )
    shown = (await get(now, f"/initiatives/{initiative}")).json()
    assert (shown["origin"], shown["signalId"]) == ("nominated-by-other", signal)
