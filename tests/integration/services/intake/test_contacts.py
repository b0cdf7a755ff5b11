"""Contact persons over HTTP: more than one, each once, and known again when they are named again."""

from typing import Any

import orjson
import pytest
from sqlalchemy import select

from shared.doctor.read_models import read_model_differs
from shared.persons import of_email
from shared.store import schema
from shared.testing.given import actor
from shared.testing.running import Running, by
from tests.integration.services.intake.naming import ADDRESS, BEA, CAS, ME, OWN, submitted
from tests.integration.submissions import KETENSTAGE


async def test_several_are_named_in_their_order(now: Running) -> None:
    """The submitter's own address needs nobody; whoever else is named is asked, and of nobody anything is shown."""
    initiative = await submitted(now, BEA, OWN)
    seen = await initiative.seen()
    assert await initiative.states() == ["own", "asked", "own"]
    assert seen["contacts"][0]["confirmBy"] == "2019-04-15T12:00:00.000000Z"
    assert seen["contact"]["confirmBy"] is None
    assert "Anders" not in orjson.dumps(seen).decode()
    assert orjson.loads((await initiative.vault(2, ME)).json()["content"]) == {
        name: told for name, told in OWN.items() if name != "own"
    }
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


async def test_who_is_named_without_being_asked_may_be_said(now: Running) -> None:
    """A contact person with somebody else's address is asked too."""
    initiative = await submitted(now, contact=KETENSTAGE["contact"] | {"own": False})
    assert await initiative.states() == ["asked"]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"contacts": [BEA, {**CAS, "email": "BEA@example.org"}]}, "/contacts", "named-twice"),
        ({"contacts": [{**BEA, "email": "Anna@Example.org"}]}, "/contacts", "named-twice"),
        ({"contacts": [{**BEA, "email": "bea"}]}, "/contacts/0/email", "string-pattern-mismatch"),
        ({"contacts": [{**BEA, "role": "\u001b[31m"}]}, "/contacts/0/role", "string-pattern-mismatch"),
        ({"contacts": [{**BEA, "role": "x" * 201}]}, "/contacts/0/role", "string-too-long"),
        ({"contacts": [{**BEA, "age": 5}]}, "/contacts/0/age", "extra-forbidden"),
        ({"contacts": [{"name": "Bea"}]}, "/contacts/0/email", "missing"),
        ({"contacts": [{**BEA, "own": "no"}]}, "/contacts/0/own", "bool-type"),
        (
            {"contacts": [{**BEA, "email": f"bea{number}@example.org"} for number in range(11)]},
            "/contacts",
            "too-long",
        ),
        ({"contacts": None}, "/contacts", "tuple-type"),
    ],
)
async def test_wrong_contacts_are_refused_where_they_stand(
    now: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    """Each with what is wrong, and nothing of them in the answer."""
    answer = await now.http.post(ADDRESS, json=KETENSTAGE | changes, headers=ME)
    assert answer.status_code == 400, answer.text
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert "example.org" not in answer.text


async def test_who_declined_is_not_named_as_the_submitter(now: Running) -> None:
    """Their address under `own: true` is refused, and asked again as theirs."""
    initiative = await submitted(now, BEA)
    await initiative.answer(1, "declined")
    refused = await initiative.revise(contacts=[{**BEA, "own": True}])
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:koploper:problem:address-to-be-confirmed")
    assert (await initiative.revise(contacts=[BEA])).status_code == 201
    assert await initiative.states() == ["own", "asked"]


async def test_ten_are_taken(now: Running) -> None:
    """As many as there may be."""
    await submitted(now, *({**BEA, "email": f"bea{number}@example.org"} for number in range(10)))


async def test_who_is_named_again_is_not_asked_again(now: Running) -> None:
    """A revision sends all persons again: those who are named already stay who they are."""
    initiative = await submitted(now, BEA, OWN)
    await initiative.answer(1, "confirmed")
    before = await initiative.contacts()
    same = await initiative.revise(contact=KETENSTAGE["contact"], contacts=[BEA, OWN])
    assert (same.status_code, same.json()["type"]) == (409, "urn:koploper:problem:nothing-changed")
    assert (await initiative.revise(contacts=[BEA, CAS])).status_code == 201
    after = await initiative.contacts()
    assert after[:2] == before[:2]
    assert await initiative.states() == ["own", "confirmed", "asked"]


async def test_another_phone_number_is_another_entry(now: Running) -> None:
    """What one agreed to is what they saw: told otherwise, they are asked again, and what was not agreed to goes."""
    initiative = await submitted(now, BEA)
    assert (await initiative.revise(contacts=[{**BEA, "phone": "06 12345678"}])).status_code == 201
    assert await initiative.states() == ["own", "asked"]
    with now.service("intake").store.read() as connection:
        kept = [row.content for row in connection.execute(select(schema.vault)).all() if row.content]
    assert [orjson.loads(content)["phone"] for content in kept] == ["050 123 4567", "06 12345678"]


async def test_who_was_told_as_ones_own_is_forgotten_when_that_is_mended(now: Running) -> None:
    """Only advisers read who they are, until they agree; nothing was asked about the entry that went."""
    initiative = await submitted(now, {**BEA, "own": True})
    first = (await initiative.contacts())[1]["ref"]
    assert (await initiative.revise(contacts=[])).status_code == 201
    assert (await initiative.revise(contacts=[BEA])).status_code == 201
    assert (await now.http.get(f"/intake/v1/vault/{first}", headers=by("editor"))).status_code == 410
    assert await initiative.states() == ["own", "asked"]
    listed = (await now.http.get("/intake/v1/contact-confirmations", headers=by("adviser"))).json()["items"]
    assert [each["contact"] for each in listed] == [(await initiative.contacts())[1]["ref"]]
    assert (
        await now.http.get(f"{initiative.at}/contact-confirmations/{first}", headers=by("adviser"))
    ).status_code == 404
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


async def test_who_was_typed_in_is_not_who_typed_them_in(now: Running) -> None:
    """What is known of a submitter is theirs: their own addresses, and not of whom they named for somebody else."""
    initiative = await submitted(now, BEA, OWN)
    service, me = now.service("intake"), actor("submitter").id
    own = sorted(of_email(service.person_key, email) for email in ("anna@example.org", "a.voorbeeld@example.org"))
    for _ in ("asked", "confirmed"):
        told = await now.http.get(f"/intake/v1/persons/{me}", headers=ME)
        assert told.status_code == 200
        assert "bea@example.org" not in told.text
        assert "a.voorbeeld@example.org" in told.text
        assert told.json()["alsoKnownAs"] == own
        await initiative.answer(1, "confirmed")
    bea = of_email(service.person_key, "bea@example.org")
    assert "bea@example.org" in (await now.http.get(f"/intake/v1/persons/{bea}", headers=by("operator"))).text


async def test_who_stays_named_is_not_named_twice(now: Running) -> None:
    """Also where the address stands in what was told before."""
    initiative = await submitted(now, BEA)
    as_bea, as_anna = {**CAS, "email": "Bea@example.org"}, {**CAS, "email": "anna@example.org"}
    for told in ({"contact": as_bea}, {"contacts": [as_anna]}):
        twice = await initiative.revise(**told)
        assert (twice.status_code, twice.json()["type"]) == (409, "urn:koploper:problem:contact-named-twice")
