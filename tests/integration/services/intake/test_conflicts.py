"""What is shut to somebody of the office, in intake: not there for them, and as ever for who submitted it."""

import pytest

from shared.actor import Role
from shared.doctor.read_models import read_model_differs
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by
from tests.integration.services.intake.test_reading import ADDRESS, submitted


async def conflict(now: Running, of: str, fact: str = "conflict-declared.v1", number: int = 1) -> None:
    """A person declared a conflict of interest, or an adviser withdrew that."""
    data = {"initiativeId": of, "person": actor("adviser", number).id, "more": {"in": "a later version"}}
    await now.announce("assessment", fact, data, stream=f"conflict-{of}", initiativeid=of)
    await now.settled()


async def listed(now: Running, role: Role, number: int = 1) -> list[str]:
    return [each["id"] for each in (await now.http.get(ADDRESS, headers=by(role, number))).json()["items"]]


@pytest.mark.parametrize("role", ["adviser", "editor", "ministry-ocw", "auditor"])
async def test_it_is_not_there_for_them(now: Running, role: Role) -> None:
    """Neither in the list, nor at its address, nor its versions; others see it as ever."""
    shut, other = await submitted(now), await submitted(now)
    await conflict(now, shut)
    assert await listed(now, role) == [other]
    for more in ("", "/versions", "/versions/1"):
        assert (await now.http.get(f"{ADDRESS}/{shut}{more}", headers=by(role))).status_code == 404
        assert (await now.http.get(f"{ADDRESS}/{shut}{more}", headers=by(role, 2))).status_code == 200
    assert await listed(now, role, 2) == [shut, other]


async def test_who_submitted_it_sees_and_does_what_they_did(now: Running) -> None:
    """What is one's own is shut to nobody, also not to who works for the office too."""
    shut = await submitted(now)
    await conflict(now, shut)
    assert await listed(now, "submitter") == [shut]
    gone = await now.http.post(f"{ADDRESS}/{shut}/withdrawals", json={"reason": "Anders."}, headers=by("submitter"))
    assert gone.status_code == 201


async def test_texts_about_it_are_shut(now: Running) -> None:
    """An adviser reads contact details of others, and not of this one."""
    shut = await submitted(now)
    contact = (await now.http.get(f"{ADDRESS}/{shut}", headers=by("adviser"))).json()["contact"]["ref"]
    await conflict(now, shut)
    answer = await now.http.get(f"/intake/v1/vault/{contact}", headers=by("adviser"))
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:conflict-of-interest")
    assert (await now.http.get(f"/intake/v1/vault/{contact}", headers=by("adviser", 2))).status_code == 200
    assert (await now.http.get(f"/intake/v1/vault/{contact}", headers=by("submitter"))).status_code == 200


async def test_heard_first_and_withdrawn(now: Running) -> None:
    """It may be heard of an initiative that is not here; withdrawn, it is open, and all of it can be made anew."""
    await conflict(now, uuid(700))
    shut = await submitted(now)
    await conflict(now, shut, number=2)
    await conflict(now, shut)
    await conflict(now, shut, "conflict-declaration-withdrawn.v1")
    assert (await listed(now, "adviser"), await listed(now, "adviser", 2)) == ([shut], [])
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []
