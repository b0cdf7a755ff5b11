"""What a service knows of a person, over HTTP: for that person and an operator, and each look is noted."""

from typing import Any, Final

import pytest

from shared import vault
from shared.erasure.deciding import RecordErased
from shared.erasure.facts import PersonDataErased
from shared.persons import of_email
from shared.testing.given import act, actor, uuid
from shared.testing.running import Running, by

ME: Final = by("editor", 5)
AT: Final = f"/toy/v1/persons/{actor('editor', 5).id}"
OPERATOR: Final = by("operator", 9)
ERASURE: Final = uuid(60)


async def counted(now: Running, secret: str, of: str | None = None) -> None:
    body = {"by": 1, "secret": secret} | ({"of": of} if of else {})
    answer = await now.http.post("/toy/v1/tallies/a/counts", json=body, headers=ME)
    assert answer.status_code == 201, answer.text


async def known(now: Running, at: str, who: dict[str, str] = OPERATOR) -> dict[str, Any]:
    answer = await now.http.get(at, headers=who)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def address(now: Running, email: str) -> str:
    """Where whoever has this e-mail address is known."""
    return f"/toy/v1/persons/{of_email(now.service('toy').person_key, email)}"


async def test_all_that_is_about_somebody_is_told(now: Running) -> None:
    """Their texts with the fact that names them and their deeds; a look by an operator is noted with its purpose."""
    await counted(now, "van Anna", "anna@example.org")
    at = address(now, "anna@example.org")
    told = await known(now, at)
    (text,) = told["texts"]
    assert (text["content"], text["published"], text["initiativeId"]) == ("van Anna", False, None)
    assert (told["alsoKnownAs"], told["rows"], told["deeds"]) == ([], [], [])
    (look,) = (await known(now, at))["accesses"]
    assert (look["actor"], look["purpose"]) == (OPERATOR["Koploper-Actor"], "person-request")
    await now.http.post("/toy/v1/tallies/b/counts", json={"by": 1}, headers=by("editor", 6))
    deeds = (await known(now, AT, ME))["deeds"]
    assert [(deed["type"], deed["actor"]) for deed in deeds] == [("nl.koploper.counted.v1", ME["Koploper-Actor"])]


@pytest.mark.parametrize(("who", "status"), [({}, 401), (by("editor", 6), 403), (by("auditor", 7), 403), (ME, 200)])
async def test_nobody_else_is_told(now: Running, who: dict[str, str], status: int) -> None:
    """Not even an auditor, who sees the log of who was."""
    assert (await now.http.get(AT, headers=who)).status_code == status


@pytest.mark.parametrize("path", ["erasures", "vault-accesses"])
async def test_the_lists_are_for_operators_and_auditors(now: Running, path: str) -> None:
    """They tell who was erased, and who looked at what."""
    found = [(await now.http.get(f"/toy/v1/{path}", headers=who)).status_code for who in ({}, ME, OPERATOR)]
    assert found == [401, 403, 200]


async def test_what_was_erased_is_listed(now: Running) -> None:
    """By erasure; and to whom it was, with their own."""
    await counted(now, "van Anna", "anna@example.org")
    at = address(now, "anna@example.org")
    person = at.rpartition("/")[2]
    ref = (await known(now, at))["texts"][0]["ref"]
    fact = PersonDataErased(erasure=ERASURE, because="person-erased", person=person, texts=(ref,))
    await now.service("toy").handle(RecordErased(act=act(), erasure=ERASURE, facts=[fact]))
    listed = await known(now, f"/toy/v1/erasures?erasure={ERASURE}&because=person-erased")
    assert [(each["person"], each["texts"], each["rows"]) for each in listed["items"]] == [(person, 1, 0)]
    assert (await known(now, f"/toy/v1/erasures?erasure={uuid(61)}"))["items"] == []
    told = await known(now, at)
    assert (told["texts"], [each["erasure"] for each in told["erasures"]]) == ([], [ERASURE])


async def test_what_the_public_reads_is_noted_once_a_day(now: Running) -> None:
    """Of each text; the next day anew, and what others read does not count."""
    store, day = now.service("toy").store, now.clock.now()
    with store.transaction() as connection:
        assert vault.unnoted(connection, [], day) == []
        assert vault.unnoted(connection, ["a", "b"], day) == ["a", "b"]
        vault.note(connection, ["a"], None, day, None)
        vault.note(connection, ["b"], actor("editor"), day, None)
        assert vault.unnoted(connection, ["a", "b"], day) == ["b"]
        assert vault.unnoted(connection, ["a", "b"], day.replace(day=day.day + 1)) == ["a", "b"]
