"""Signals over HTTP: recorded once, approached, set aside, and read by the office only."""

import asyncio
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from services.intake import commands, events, words
from services.intake.api import found
from shared import persons
from shared.actor import Role
from shared.handle import Handle
from shared.store import schema
from shared.store.store import Store
from shared.testing.given import act, uuid
from shared.testing.running import Running, by, store_url
from shared.testing.seeded import SeededIds
from tests.integration.services.intake.scouting import (
    CALLED,
    NOBODY,
    SCOUT,
    SECRETS,
    SEEN,
    TIPPER,
    TOLD,
    V1,
    WHY,
    counted,
    get,
    made,
    post,
    problem,
    submitted,
)

ON_BOTH = pytest.mark.usefixtures("on_both")
DAY = date(2019, 3, 28)

OTHERWISE = {"link": "HTTP://WWW.example.org:80/nieuws/ketenstage/#top", "organisation": "zorggroep NOORDERBOOG B.V."}


async def test_a_signal_is_there_as_it_was_recorded(now: Running) -> None:
    """With who recorded it and when; what was noted is in the vault."""
    signal = await made(now, "/signals", SEEN)
    answer = await get(now, f"/signals/{signal}")
    assert answer.headers["etag"] == '"1"'
    shown = answer.json()
    told = {**SEEN, "link": "https://www.example.org/nieuws/ketenstage"}
    del told["note"]
    assert {name: shown[name] for name in told} == told
    assert (shown["state"], shown["origin"], shown["initiativeId"]) == ("recorded", None, None)
    assert (shown["recordedBy"], shown["recordedAt"]) == (SCOUT["Koploper-Actor"], "2019-04-01T12:00:00.000000Z")
    note = await now.http.get(f"{V1}/vault/{shown['note']['ref']}", headers=by("adviser", 2))
    assert note.json()["content"] == SEEN["note"]


@pytest.mark.parametrize("told", [{}, OTHERWISE, {"source": "Een ander blad", "kind": "media", "note": "Nog eens."}])
async def test_the_same_is_recorded_once(now: Running, told: dict[str, Any]) -> None:
    """Whoever finds it again, however it is written, is told which signal is there; nothing is kept twice."""
    signal = await made(now, "/signals", SEEN)
    before = counted(now)
    answer = await post(now, "/signals", SEEN | told, by("employers", 2))
    assert problem(answer) == (409, "already-recorded")
    assert signal in answer.json()["detail"]
    assert counted(now) == before


@pytest.mark.parametrize("told", [{"link": "https://www.example.org/nieuws/ander"}, {"organisation": "KeTJA"}])
async def test_what_is_not_the_same_is_another(now: Running, told: dict[str, Any]) -> None:
    """Another link of the same organisation, and the same link with another, are signals of their own."""
    assert await made(now, "/signals", SEEN) != await made(now, "/signals", SEEN | told)


@ON_BOTH
async def test_at_the_same_moment_one_is_the_first(now: Running) -> None:
    """Of ten who record it at once, one is done and nine are told."""
    answers = await asyncio.gather(*(post(now, "/signals", SEEN, by("adviser", number)) for number in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert counted(now) == (1, 1)


@ON_BOTH
async def test_on_two_replicas_one_is_the_first(now: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is overtaken between reading and writing decides again, and is told what the other recorded."""
    service, loop = now.service("intake"), asyncio.get_running_loop()
    signal = found.signal_id(service, SEEN["link"], SEEN["organisation"])
    store = Store(store_url(tmp_path, "intake"), "intake")
    other, transaction = Handle(store, service.model, SeededIds(1)), service.store.transaction

    def overtaken() -> AbstractContextManager[Connection]:
        monkeypatch.undo()
        asyncio.run_coroutine_threadsafe(other(_recording(signal)), loop).result(10)
        return transaction()

    monkeypatch.setattr(service.store, "transaction", overtaken)
    answer = await post(now, "/signals", SEEN)
    store.close()
    assert problem(answer) == (409, "already-recorded")
    assert counted(now) == (1, 0)
    assert (await get(now, f"/signals/{signal}")).json()["source"] == "Het andere blad"


def _recording(signal: words.SignalId) -> commands.RecordSignal:
    told = events.Sighting(kind="media", source="Het andere blad", link=SEEN["link"], organisation="B", seen_on=DAY)
    return commands.RecordSignal(act=act("adviser", 2), signal_id=signal, sighting=told)


@ON_BOTH
async def test_a_signal_goes_its_way(now: Running) -> None:
    """Approached twice, set aside, reopened and taken up: each step is there, with who did it; texts are not."""
    signal = await made(now, "/signals", SEEN)
    place = f"/signals/{signal}"
    await made(now, f"{place}/approaches", CALLED | {"outcome": "no-answer"})
    await made(now, f"{place}/approaches", CALLED, by("adviser", 2))
    assert (await get(now, place)).json()["state"] == "approached"
    await made(now, f"{place}/dismissals", WHY)
    aside = (await get(now, place)).json()
    assert (aside["state"], aside["setAside"]["by"]) == ("set-aside", SCOUT["Koploper-Actor"])
    await made(now, f"{place}/reopenings", WHY)
    initiative = await submitted(now, signalId=signal)
    answer = await get(now, place)
    shown = answer.json()
    assert (shown["state"], shown["initiativeId"], shown["origin"]) == ("taken-up", initiative, "approached")
    assert shown["setAside"] is None
    assert [(each["adviser"][-1], each["outcome"]) for each in shown["approached"]] == [
        ("1", "no-answer"),
        ("2", "interested"),
    ]
    assert answer.headers["etag"] == '"6"'
    with now.service("intake").store.read() as connection:
        bodies = b"".join(connection.execute(select(schema.event.c.body)).scalars())
    assert not any(secret in answer.text or secret.encode() in bodies for secret in SECRETS)


@pytest.mark.parametrize(("name", "body"), [("approaches", CALLED), ("dismissals", WHY)])
@pytest.mark.parametrize(("before", "rule"), [("dismissals", "signal-set-aside"), ("submission", "signal-taken-up")])
async def test_when_something_became_of_it(
    now: Running, name: str, body: dict[str, Any], before: str, rule: str
) -> None:
    """What was set aside or taken up is neither approached nor set aside; nothing is kept of trying."""
    signal = await made(now, "/signals", SEEN)
    if before == "submission":
        await submitted(now, signalId=signal)
    else:
        await made(now, f"/signals/{signal}/{before}", WHY)
    kept = counted(now)
    assert problem(await post(now, f"/signals/{signal}/{name}", body)) == (409, rule)
    assert counted(now) == kept


@pytest.mark.parametrize(
    ("name", "body"),
    [("approaches", CALLED), ("dismissals", WHY), ("reopenings", WHY), ("take-ups", {"initiativeId": uuid(1)})],
)
async def test_an_unknown_signal(now: Running, name: str, body: dict[str, Any]) -> None:
    """An act on what was never recorded is 404."""
    assert problem(await post(now, f"/signals/{uuid(9)}/{name}", body)) == (404, "not-found")
    assert counted(now) == (0, 0)


@pytest.mark.parametrize("role", ["submitter", "tipper", "editor", "ministry-vws", "auditor", "operator", "partner"])
async def test_only_the_office_scouts(now: Running, role: Role) -> None:
    """Signals are recorded by advisers and employers, and nobody is nobody."""
    assert problem(await post(now, "/signals", SEEN, by(role))) == (403, "role-may-not")
    assert problem(await post(now, "/signals", SEEN, NOBODY)) == (401, "actor-needed")


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        *[("adviser", True), ("employers", True), ("ministry-ocw", True), ("auditor", True)],
        *[("submitter", False), ("tipper", False), ("partner", False)],
    ],
)
async def test_signals_are_the_offices(now: Running, role: Role, sees: bool) -> None:
    """Others find nothing there."""
    signal = await made(now, "/signals", SEEN)
    assert (await get(now, f"/signals/{signal}", by(role))).status_code == (200 if sees else 404)
    listed = (await get(now, "/signals", by(role))).json()["items"]
    assert [item["id"] for item in listed] == ([signal] if sees else [])


async def test_the_public_sees_none(now: Running) -> None:
    """Without an actor the list is empty, and each of them is not there."""
    signal = await made(now, "/signals", SEEN)
    assert (await get(now, f"/signals/{signal}", NOBODY)).status_code == 404
    assert (await get(now, "/signals", NOBODY)).json() == {"items": [], "next": None}


async def test_whom_somebody_called_is_found_under_their_address(now: Running) -> None:
    """Where it is noted with their name; what was noted besides is about nobody."""
    signal = await made(now, "/signals", SEEN)
    await made(now, f"/signals/{signal}/approaches", CALLED | {"email": "Joris@Example.org"})
    shown = (await get(now, f"/signals/{signal}")).json()["approached"][0]
    whom = await now.http.get(f"{V1}/vault/{shown['whom']['ref']}", headers=by("editor"))
    assert whom.json()["content"] == "Joris Fictief <Joris@Example.org>"
    service = now.service("intake")
    with service.store.read() as connection:
        kept = connection.execute(select(schema.vault_person.c.ref, schema.vault_person.c.person)).all()
    assert [tuple(row) for row in kept] == [
        (shown["whom"]["ref"], persons.of_email(service.person_key, "joris@example.org"))
    ]


@ON_BOTH
async def test_lists_are_filtered_by_the_fields_they_name(now: Running) -> None:
    """By state, kind, organisation (however written), region, origin and initiative, also at once."""
    seen = await made(now, "/signals", SEEN)
    media = await made(now, "/signals", SEEN | {"kind": "media", "organisation": "KeTJA", "region": "Amsterdam"})
    tip = await made(now, "/tips", TOLD | {"organisation": "Sparkcentres"}, TIPPER)
    await made(now, f"/signals/{media}/approaches", CALLED)
    initiative = await submitted(now, signalId=tip)
    await made(now, f"/signals/{seen}/dismissals", WHY)
    for query, expected in (
        ("", [seen, media, tip]),
        ("state=approached", [media]),
        ("state=set-aside", [seen]),
        ("kind=tip", [tip]),
        ("kind=media&state=recorded", []),
        ("organisation=NOORDERBOOG zorggroep", []),
        ("organisation=zorggroep noorderboog bv", [seen]),
        ("region=Amsterdam", [media]),
        ("origin=nominated-by-other", [tip]),
        (f"initiativeId={initiative}", [tip]),
        ("sort=-organisation&limit=1", [seen]),
    ):
        items = (await get(now, f"/signals?{query}")).json()["items"]
        assert {item["id"] for item in items} == set(expected), query


async def test_a_version_that_was_not_seen(now: Running) -> None:
    """Who decides on an older version is told so."""
    signal = await made(now, "/signals", SEEN)
    await made(now, f"/signals/{signal}/approaches", CALLED)
    answer = await post(now, f"/signals/{signal}/dismissals", WHY, If_Match='"1"')
    assert problem(answer) == (412, "stale-version")


@pytest.mark.parametrize("path", ["/signals", "/tips"])
async def test_a_repeated_request_is_done_once(now: Running, path: str) -> None:
    """It gets the first one's answer."""
    body = SEEN if path == "/signals" else TOLD
    first, again = [await post(now, path, body, SCOUT, Idempotency_Key="k") for _ in range(2)]
    assert (first.status_code, first.content, first.headers["location"]) == (
        again.status_code,
        again.content,
        again.headers["location"],
    )
    assert counted(now)[0] == 1
