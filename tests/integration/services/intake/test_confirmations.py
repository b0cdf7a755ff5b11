"""Who is named with an address of their own is asked before anybody sees it, and is forgotten when they decline."""

from typing import Any, Final

import pytest
from sqlalchemy import select

from shared.actor import Role
from shared.store import schema
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.services.intake.naming import ADVISER, BEA, CAS, ME, OWN, pass_, submitted
from tests.integration.services.intake.test_conflicts import conflict

LIST: Final = "/intake/v1/contact-confirmations"


@pytest.mark.parametrize(
    ("who", "status"),
    [(ADVISER, 200), (by("editor"), 403), (ME, 403), (by("submitter", 2), 403), (by("auditor"), 403), ({}, 403)],
)
async def test_until_then_only_who_passes_it_on_reads_it(now: Running, who: dict[str, str], status: int) -> None:
    """Not even who named them."""
    initiative = await submitted(now, BEA)
    assert (await initiative.vault(1, who)).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [(ADVISER, 200), (by("editor"), 200), (ME, 200), (by("submitter", 2), 403), ({}, 403)]
)
async def test_who_agreed_is_read_by_those_for_whom_contacts_are(
    now: Running, who: dict[str, str], status: int
) -> None:
    """The office and who named them, as if it were the submitter's own address."""
    initiative = await submitted(now, BEA)
    agreed = await initiative.answer(1, "confirmed")
    assert (agreed.status_code, agreed.json()) == (201, {"id": initiative.id, "version": 3})
    assert await initiative.states() == ["own", "confirmed"]
    assert (await initiative.vault(1, who)).status_code == status


async def test_an_adviser_passes_on_a_link_and_that_is_logged(now: Running) -> None:
    """With it come the details of whom to send it to; each reading of them is in the log of the vault."""
    initiative = await submitted(now, BEA)
    ref = (await initiative.contacts())[1]["ref"]
    at = f"{initiative.at}/contact-confirmations/{ref}"
    told = (await now.http.get(at, headers=ADVISER)).json()
    assert {name: told[name] for name in BEA} == BEA
    assert (told["title"], told["state"], told["contact"]) == ("Ketenstage", "asked", ref)
    assert told["link"].startswith(f"{at}#")
    with now.service("intake").store.read() as connection:
        log = connection.execute(
            select(schema.vault_access.c.ref, schema.vault_access.c.actor, schema.vault_access.c.purpose)
        ).all()
    assert [tuple(row) for row in log] == [(ref, ADVISER["Koploper-Actor"], "contact")]


async def test_a_conflict_of_interest_shuts_it(now: Running) -> None:
    """Not there for an adviser who declared one, neither in the list nor by its address; for others as ever."""
    initiative = await submitted(now, BEA)
    at, key = await initiative.passed_on(1)
    await conflict(now, initiative.id)
    listed = [(await now.http.get(LIST, headers=by("adviser", number))).json()["items"] for number in (1, 2)]
    assert [len(each) for each in listed] == [0, 1]
    asked = [(await now.http.get(at, headers=by("adviser", number))).status_code for number in (1, 2)]
    assert asked == [404, 200]
    assert (await now.http.get(at, headers=key)).json()["name"] == "Bea Anders"


async def test_nobody_is_shown_while_what_was_done_is_still_put_back(now: Running) -> None:
    """A store from a backup may have what was erased since."""
    initiative = await submitted(now, BEA)
    at, key = await initiative.passed_on(1)
    now.service("intake").restored = True
    assert [(await now.http.get(at, headers=who)).status_code for who in (ADVISER, key)] == [503, 503]


async def test_a_text_that_was_lost_is_as_one_that_was_forgotten(now: Running) -> None:
    """What is asked is still told, and can be declined."""
    initiative = await submitted(now, BEA)
    at, key = await initiative.passed_on(1)
    with now.service("intake").store.transaction() as connection:
        connection.execute(schema.vault.delete().where(schema.vault.c.ref == at.rpartition("/")[2]))
    told = (await now.http.get(at, headers=key)).json()
    assert (told["state"], told["name"]) == ("asked", None)
    assert (await initiative.answer(1, "declined")).status_code == 201


async def test_who_has_the_link_sees_what_they_are_asked(now: Running) -> None:
    """Their own details, with which initiative and until when; nobody asks who they are."""
    initiative = await submitted(now, BEA)
    at, key = await initiative.passed_on(1)
    told = (await now.http.get(at, headers=key)).json()
    assert {name: told[name] for name in BEA} == BEA
    assert (told["title"], told["confirmBy"], told["link"]) == ("Ketenstage", "2019-04-15T12:00:00.000000Z", None)


@pytest.mark.parametrize("who", [{}, ME, by("editor"), by("submitter", 2)])
@pytest.mark.parametrize("key", ["", "wrong", "of another"])
async def test_a_wrong_key_opens_nothing(now: Running, who: dict[str, str], key: str) -> None:
    """As if nothing were asked; an answer with it changes nothing."""
    initiative = await submitted(now, BEA, CAS)
    at, _ = await initiative.passed_on(1)
    given = {"Koploper-Key": key} if key != "of another" else (await initiative.passed_on(2))[1]
    if not key:
        given = {}
    assert (await now.http.get(at, headers=who | given)).status_code == 404
    body = {"contact": at.rpartition("/")[2], "answer": "confirmed"}
    refused = await now.http.post(f"{initiative.at}/contact-confirmations", json=body, headers=who | given)
    assert refused.status_code == 404
    assert await initiative.states() == ["own", "asked", "asked"]


async def test_a_key_is_of_one_initiative(now: Running) -> None:
    """With another initiative's address it finds nobody."""
    initiative, other = await submitted(now, BEA), await submitted(now, CAS)
    at, key = await initiative.passed_on(1)
    ref = at.rpartition("/")[2]
    assert (await now.http.get(f"{other.at}/contact-confirmations/{ref}", headers=key)).status_code == 404
    body = {"contact": ref, "answer": "confirmed"}
    assert (await now.http.post(f"{other.at}/contact-confirmations", json=body, headers=key)).status_code == 404
    assert (await now.http.get(f"{other.at}/contact-confirmations/{uuid(1)}", headers=ADVISER)).status_code == 404


async def test_who_named_somebody_does_not_answer_for_them(now: Running) -> None:
    """Also not with the link."""
    initiative = await submitted(now, BEA)
    refused = await initiative.answer(1, "confirmed", **ME)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:koploper:problem:not-yours")
    assert (await initiative.answer(1, "confirmed", **ADVISER)).status_code == 403
    assert (await initiative.answer(1, "confirmed", **by("submitter", 2))).status_code == 201


async def test_an_answer_that_comes_again_is_of_the_same_person(now: Running) -> None:
    """Without an account too: repeated under its Idempotency-Key it is answered as before, and done once."""
    initiative = await submitted(now, BEA)
    first, again = [await initiative.answer(1, "confirmed", **{"Idempotency-Key": "yes"}) for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (await initiative.answer(1, "confirmed")).json()["type"] == "urn:koploper:problem:already-confirmed"


async def test_who_declines_is_forgotten(now: Running) -> None:
    """Gone from the vault for everybody; who named them sees that, and there is nothing left to agree to."""
    initiative = await submitted(now, BEA)
    at, key = await initiative.passed_on(1)
    assert (await initiative.answer(1, "declined")).status_code == 201
    assert await initiative.states() == ["own", "declined"]
    assert (await initiative.vault(1, ADVISER)).status_code == 410
    told = (await now.http.get(at, headers=key)).json()
    assert [told[name] for name in ("state", "name", "email", "phone", "role", "link")] == ["declined", *[None] * 5]
    with now.service("intake").store.read() as connection:
        rows = connection.execute(select(schema.vault)).all()
    assert "Anders" not in repr(rows)
    body = {"contact": at.rpartition("/")[2], "answer": "confirmed"}
    late = await now.http.post(f"{initiative.at}/contact-confirmations", json=body, headers=key)
    assert (late.status_code, late.json()["type"]) == (409, "urn:koploper:problem:contact-removed")


async def test_who_agreed_may_think_better_of_it(now: Running) -> None:
    """With the same link."""
    initiative = await submitted(now, BEA)
    at, key = await initiative.passed_on(1)
    answers = []
    for answer in ("confirmed", "declined"):
        body = {"contact": at.rpartition("/")[2], "answer": answer}
        answers.append(await now.http.post(f"{initiative.at}/contact-confirmations", json=body, headers=key))
    assert [each.status_code for each in answers] == [201, 201]
    assert await initiative.states() == ["own", "declined"]


async def test_who_agreed_and_was_replaced_may_think_better_of_it(now: Running) -> None:
    """The link goes on opening what an earlier version keeps of them."""
    initiative = await submitted(now, BEA)
    ref = (await initiative.contacts())[1]["ref"]
    at, key = await initiative.passed_on(1)
    assert (await initiative.answer(1, "confirmed")).status_code == 201
    assert (await initiative.revise(contacts=[])).status_code == 201
    body = {"contact": ref, "answer": "declined"}
    assert (await now.http.post(f"{initiative.at}/contact-confirmations", json=body, headers=key)).status_code == 201
    assert (await now.http.get(f"/intake/v1/vault/{ref}", headers=ADVISER)).status_code == 410
    assert (await now.http.get(at, headers=key)).json()["state"] == "declined"


async def test_who_does_not_answer_is_forgotten_after_fourteen_days(now: Running) -> None:
    """By the clock, each at their own time; not an hour before."""
    initiative = await submitted(now, BEA)
    await pass_(now, 7)
    assert (await initiative.revise(contacts=[BEA, CAS])).status_code == 201
    await pass_(now, 6.95)
    assert await initiative.states() == ["own", "asked", "asked"]
    await pass_(now, 0.05)
    assert await initiative.states() == ["own", "lapsed", "asked"]
    assert (await initiative.vault(1, ADVISER)).status_code == 410
    await pass_(now, 7)
    assert await initiative.states() == ["own", "lapsed", "lapsed"]
    with now.service("intake").store.read() as connection:
        assert connection.execute(select(schema.schedule)).all() == []


@pytest.mark.parametrize("role", ["submitter", "editor", "auditor", "operator", "tipper"])
async def test_the_list_is_for_who_passes_links_on(now: Running, role: Role) -> None:
    """Advisers find who has still to be asked; everybody else finds nobody, and nobody's name is in it."""
    initiative = await submitted(now, BEA, CAS, OWN)
    await initiative.answer(2, "declined")
    listed = await now.http.get(f"{LIST}?state=asked", headers=ADVISER)
    assert [(each["initiativeId"], each["title"]) for each in listed.json()["items"]] == [(initiative.id, "Ketenstage")]
    assert "example.org" not in listed.text
    every = (await now.http.get(f"{LIST}?initiativeId={initiative.id}", headers=ADVISER)).json()["items"]
    assert sorted(each["state"] for each in every) == ["asked", "declined"]
    assert (await now.http.get(LIST, headers=by(role))).json()["items"] == []
    assert (await now.http.get(f"{LIST}?state=forgotten", headers=ADVISER)).status_code == 400
    assert (await now.http.get(f"{LIST}?initiativeId={uuid(1)}", headers=ADVISER)).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"answer": "confirmed"}, "/contact"),
        ({"contact": "nobody", "answer": "confirmed"}, "/contact"),
        ({"contact": uuid(1), "answer": "maybe"}, "/answer"),
        ({"contact": uuid(1), "answer": "confirmed", "token": "x"}, "/token"),
    ],
)
async def test_wrong_answers_are_refused(now: Running, body: dict[str, Any], pointer: str) -> None:
    """What is no answer, or names no entry of the vault."""
    initiative = await submitted(now, BEA)
    answer = await now.http.post(f"{initiative.at}/contact-confirmations", json=body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
