"""Tips over HTTP: by anyone, also without a name; never lost, and told where they stand."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from services.intake.decider.signal.decide import NAMELESS
from shared import persons
from shared.actor import ROLES, Role
from shared.store import schema
from shared.testing.given import uuid
from shared.testing.running import Running, by
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

TOLD_OF = select(schema.event.c.body).where(schema.event.c.stream.startswith("signal-"))
ON_BOTH = pytest.mark.usefixtures("on_both")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "system"])
async def test_anyone_may_tip_and_sees_the_own_tip(now: Running, role: Role) -> None:
    """In whatever role, and reads the own texts in the vault."""
    tip = await made(now, "/tips", TOLD, by(role))
    shown = (await get(now, f"/tips/{tip}", by(role))).json()
    assert (shown["standing"], shown["organisation"]) == ("received", TOLD["organisation"])
    (own,) = shown["tipped"]
    about = await now.http.get(f"{V1}/vault/{own['about']['ref']}", headers=by(role))
    assert about.json()["content"] == TOLD["about"]
    assert [item["id"] for item in (await get(now, "/tips", by(role))).json()["items"]] == [tip]


@ON_BOTH
async def test_a_tip_is_for_who_tipped_and_the_office(now: Running) -> None:
    """Another tipper finds nothing, nor does the same person in another role; the office reads it all."""
    tip = await made(now, "/tips", TOLD, TIPPER)
    for who in (by("tipper", 6), by("submitter", 5), NOBODY):
        assert problem(await get(now, f"/tips/{tip}", who)) == (404, "not-found")
        assert problem(await get(now, f"/signals/{tip}", who)) == (404, "not-found")
        assert (await get(now, "/tips", who)).json()["items"] == []
    (seen,) = (await get(now, "/tips")).json()["items"]
    assert seen["tipped"][0]["tipper"] == TIPPER["Koploper-Actor"]
    contact = await now.http.get(f"{V1}/vault/{seen['tipped'][0]['contact']['ref']}", headers=SCOUT)
    assert "bea@example.org" in contact.json()["content"]
    stranger = await now.http.get(f"{V1}/vault/{seen['tipped'][0]['contact']['ref']}", headers=by("employers"))
    assert problem(stranger) == (403, "not-a-reader")


async def test_what_a_tipper_sees_of_a_signal(now: Running) -> None:
    """Their own tip and where it stands: not what the office noted, whom it called, or who else tipped."""
    signal = await made(now, "/signals", SEEN)
    await made(now, "/tips", TOLD, TIPPER)
    await made(now, "/tips", TOLD, by("partner", 6))
    await made(now, f"/signals/{signal}/approaches", CALLED)
    shown = (await get(now, f"/signals/{signal}", TIPPER)).json()
    assert set(shown) == {
        *("id", "standing", "organisation", "link", "region", "recordedAt", "initiativeId", "tipped"),
    }
    assert [each["tipper"] for each in shown["tipped"]] == [TIPPER["Koploper-Actor"]]
    assert shown == (await get(now, f"/tips/{signal}", TIPPER)).json()


@ON_BOTH
async def test_a_tipper_reads_what_they_told(now: Running) -> None:
    """Not in which words, with which link and where the office recorded it, nor when; also not by asking for it."""
    await made(now, "/signals", SEEN | {"source": "Vertrouwelijk", "region": "Groningen"})
    now.clock.forward(timedelta(hours=1))
    tip = await made(now, "/tips", TOLD | {"region": "Drenthe"}, TIPPER)
    own = {"organisation": TOLD["organisation"], "link": TOLD["link"], "region": "Drenthe"}
    shown = (await get(now, f"/tips/{tip}", TIPPER)).json()
    assert {name: shown[name] for name in own} == own
    assert shown["recordedAt"] == shown["tipped"][0]["tippedAt"] == "2019-04-01T13:00:00.000000Z"
    for query, found in (("region=Groningen", []), ("region=Drenthe", [tip]), ("sort=-organisation", [tip])):
        assert [item["id"] for item in (await get(now, f"/tips?{query}", TIPPER)).json()["items"]] == found
    assert [item["region"] for item in (await get(now, "/tips?region=Groningen")).json()["items"]] == ["Groningen"]
    initiative = await submitted(now, signalId=tip)
    (notice,) = (await get(now, "/notices", TIPPER)).json()["items"]
    assert (notice["initiativeId"], notice["organisation"]) == (initiative, TOLD["organisation"])


async def test_an_end_to_nameless_tips(now: Running) -> None:
    """Of one too many nothing is kept, and the sentence says what to do."""
    for _ in range(NAMELESS):
        await made(now, "/tips", TOLD, NOBODY)
    before = counted(now)
    answer = await post(now, "/tips", TOLD, NOBODY)
    assert problem(answer) == (409, "too-many-nameless-tips")
    assert "Say who you are" in answer.json()["detail"]
    assert counted(now) == before
    await made(now, "/tips", TOLD, TIPPER)


async def test_a_tip_on_a_signal_is_added_to_it(now: Running) -> None:
    """It is one thing, with two who found it; the office reads the tip with the signal."""
    signal = await made(now, "/signals", SEEN)
    assert await made(now, "/tips", TOLD, TIPPER) == signal
    shown = (await get(now, f"/signals/{signal}")).json()
    assert (shown["kind"], shown["tips"], shown["organisation"]) == ("newsletter", 1, SEEN["organisation"])
    assert [each["organisation"] for each in shown["tipped"]] == [TOLD["organisation"]]


async def test_a_tip_and_then_a_signal(now: Running) -> None:
    """What somebody tipped need not be recorded: the adviser is told which it is."""
    tip = await made(now, "/tips", TOLD, TIPPER)
    answer = await post(now, "/signals", SEEN)
    assert problem(answer) == (409, "already-recorded")
    assert tip in answer.json()["detail"]


async def test_the_same_tip_again(now: Running) -> None:
    """From the same person it is refused, naming the first; nothing is kept twice."""
    tip = await made(now, "/tips", TOLD, TIPPER)
    before = counted(now)
    answer = await post(now, "/tips", TOLD | {"about": "Echt waar.", "link": TOLD["link"] + "/"}, TIPPER)
    assert problem(answer) == (409, "already-tipped")
    assert tip in answer.json()["detail"]
    assert counted(now) == before


async def test_without_a_link_each_tip_is_one_of_its_own(now: Running) -> None:
    """What it is about cannot be told from the organisation alone."""
    told = {"organisation": "Sparkcentres", "about": "Daar gebeurt iets."}
    assert await made(now, "/tips", told, TIPPER) != await made(now, "/tips", told, TIPPER)


@ON_BOTH
async def test_who_does_not_say_who_they_are(now: Running) -> None:
    """Each is a tipper nobody was before; who has the address reads where it stands, and no more."""
    tip = await made(now, "/tips", TOLD, NOBODY)
    assert await made(now, "/tips", TOLD | {"about": "Ook van mij."}, NOBODY) == tip
    assert (await get(now, f"/tips/{tip}", NOBODY)).json() == {"id": tip, "standing": "received"}
    assert (await get(now, f"/tips/{tip}", by("tipper", 8))).json() == {"id": tip, "standing": "received"}
    assert problem(await get(now, f"/signals/{tip}", NOBODY)) == (404, "not-found")
    assert (await get(now, "/tips", NOBODY)).json()["items"] == []
    with now.service("intake").store.read() as connection:
        bodies = list(connection.execute(TOLD_OF).scalars())
    actors = {body.split(b'"actor":"')[1].split(b'"')[0] for body in bodies}
    assert len(actors) == 2
    assert all(actor.startswith(b"tipper;id=") for actor in actors)
    assert not any(b'"tipper"' in body or secret.encode() in body for body in bodies for secret in SECRETS)


async def test_a_nameless_tip_that_is_sent_again(now: Running) -> None:
    """Under its key it is done once; another's body under the same key is another tip."""
    first, again = [await post(now, "/tips", TOLD, NOBODY, Idempotency_Key="1") for _ in range(2)]
    assert first.content == again.content
    other = await post(now, "/tips", TOLD | {"about": "Iets anders."}, NOBODY, Idempotency_Key="1")
    assert other.json()["version"] == 2
    assert counted(now)[0] == 2


async def test_a_tip_brings_back_what_was_set_aside(now: Running) -> None:
    """The office sees it among what is open again."""
    signal = await made(now, "/signals", SEEN)
    await made(now, f"/signals/{signal}/approaches", CALLED)
    await made(now, f"/signals/{signal}/dismissals", WHY)
    await made(now, "/tips", TOLD, TIPPER)
    assert [item["id"] for item in (await get(now, "/signals?state=approached")).json()["items"]] == [signal]
    assert (await get(now, f"/tips/{signal}", TIPPER)).json()["standing"] == "received"


@ON_BOTH
async def test_where_a_tip_stands(now: Running) -> None:
    """From received to where its initiative is, in the same words in the list and for who has no name."""
    tip = await made(now, "/tips", TOLD, TIPPER)
    await made(now, "/tips", TOLD, NOBODY)

    async def stands() -> set[str]:
        await now.settled()
        (listed,) = (await get(now, "/tips", TIPPER)).json()["items"]
        return {
            listed["standing"],
            *[(await get(now, f"/tips/{tip}", who)).json()["standing"] for who in (TIPPER, NOBODY)],
        }

    await made(now, f"/signals/{tip}/dismissals", WHY)
    assert await stands() == {"goes-no-further"}
    await made(now, f"/signals/{tip}/reopenings", WHY)
    assert await stands() == {"received"}
    initiative = await submitted(now, signalId=tip)
    assert await stands() == {"taken-up"}
    stream = f"initiative-{initiative}"
    for type_, standing in (
        ("article-published.v1", "published"),
        ("koploper-nominated.v1", "nominated"),
        ("nomination-reversed.v1", "published"),
        ("koploper-nominated.v1", "nominated"),
        ("article-withdrawn.v1", "article-withdrawn"),
    ):
        await now.announce("publication", type_, {"reason": "withdrawn-by-editor"}, stream=stream)
        assert await stands() == {standing}


@ON_BOTH
async def test_tips_are_listed_by_the_fields_they_name(now: Running) -> None:
    """By organisation and region; a page at a time."""
    one = await made(now, "/tips", TOLD, TIPPER)
    two = await made(now, "/tips", TOLD | {"organisation": "KeTJA", "region": "Amsterdam"}, TIPPER)
    for query, found in (("", [one, two]), ("region=Amsterdam", [two]), ("organisation=ketja bv", [two])):
        items = (await get(now, f"/tips?{query}", TIPPER)).json()["items"]
        assert {item["id"] for item in items} == set(found), query
    page = (await get(now, "/tips?limit=1", TIPPER)).json()
    rest = (await get(now, f"/tips?limit=1&cursor={page['next']}", TIPPER)).json()
    assert {item["id"] for item in (*page["items"], *rest["items"])} == {one, two}


@pytest.mark.parametrize("who", [TIPPER, NOBODY])
async def test_what_somebody_told_is_found_under_them(now: Running, who: dict[str, str]) -> None:
    """By who they are here and by their address, so that it goes when they ask to be forgotten."""
    await made(now, "/tips", TOLD, who)
    service = now.service("intake")
    with service.store.read() as connection:
        kept = connection.execute(select(schema.vault_person.c.ref, schema.vault_person.c.person)).all()
        actor = orjson.loads(connection.execute(TOLD_OF).scalar_one())["actor"]
    address = persons.of_email(service.person_key, TOLD["contact"]["email"])
    assert {row.person for row in kept} == {actor.partition("=")[2], address}
    assert len({row.ref for row in kept}) == 2


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"about": " "}, "/about"),
        ({"about": "x" * 4001}, "/about"),
        ({"about": "a\u0000b"}, "/about"),
        ({"about": None}, "/about"),
        ({"organisation": ""}, "/organisation"),
        ({"link": "ftp://example.org"}, "/link"),
        ({"link": "https://bea@example.org"}, "/link"),
        ({"contact": {}}, "/contact"),
        ({"contact": {"name": "Bea"}}, "/contact"),
        ({"contact": {"email": "bea@"}}, "/contact/email"),
        ({"contact": {"phone": "bel mij"}}, "/contact/phone"),
        ({"contact": {"email": "bea@example.org", "age": 7}}, "/contact/age"),
        ({"tipper": "iemand"}, "/tipper"),
        ({"kind": "media"}, "/kind"),
    ],
)
@pytest.mark.parametrize("who", [TIPPER, NOBODY])
async def test_what_is_no_tip(now: Running, told: dict[str, Any], pointer: str, who: dict[str, str]) -> None:
    """The field that is wrong is named, and nothing is kept."""
    answer = await post(now, "/tips", TOLD | told, who)
    assert problem(answer) == (400, "invalid-input")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert counted(now) == (0, 0)


async def test_an_actor_that_is_none(now: Running) -> None:
    """Who says wrongly who they are is not taken for somebody without a name."""
    assert problem(await post(now, "/tips", TOLD, {"Koploper-Actor": "iemand"})) == (400, "invalid-input")
    assert problem(await get(now, f"/tips/{uuid(9)}", TIPPER)) == (404, "not-found")
