"""The versions of a submission: who told what when, and what changed in a way that people can read."""

from typing import Any

import pytest

from services.intake.decider.digest import submission_digest
from services.intake.events import Description
from shared.actor import Role
from shared.doctor.read_models import read_model_differs
from shared.event import Kept
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.services.intake.naming import ADDRESS, BEA, ME, Initiative, pass_, submitted
from tests.integration.submissions import KETENSTAGE

pytestmark = pytest.mark.usefixtures("on_both")

CRITERIA = KETENSTAGE["criteria"] | {"veranderen": "Blijvend anders.", "opschalen": None}


async def told(now: Running) -> Initiative:
    """An initiative of three versions."""
    initiative = await submitted(now)
    await pass_(now, 1)
    assert (await initiative.revise(title="Ketenstage Groningen", criteria=CRITERIA)).status_code == 201
    await pass_(now, 1)
    assert (await initiative.revise(branches=["vvt", "ggz"], contacts=[BEA])).status_code == 201
    return initiative


async def get(initiative: Initiative, more: str = "", who: dict[str, str] = ME) -> Any:
    answer = await initiative.now.http.get(f"{initiative.at}/versions{more}", headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_version_tells_when_by_whom_and_what(now: Running) -> None:
    """With the hash by which others name it, and the fields that it told anew."""
    initiative = await told(now)
    listed = (await get(initiative))["items"]
    assert [(each["number"], each["at"], each["changed"]) for each in listed] == [
        (1, "2019-04-01T12:00:00.000000Z", []),
        (2, "2019-04-02T12:00:00.000000Z", ["title", "criteria"]),
        (3, "2019-04-03T12:00:00.000000Z", ["branches", "contacts"]),
    ]
    assert {each["by"] for each in listed} == {ME["Koploper-Actor"]}
    seen = await initiative.seen()
    assert seen["submissionDigest"] == listed[-1]["submissionDigest"]
    assert len({each["submissionDigest"] for each in listed}) == 3
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


async def test_a_version_is_told_whole_as_it_stood(now: Running) -> None:
    """What was said before and not changed is there too, and the hash is that of what is shown."""
    initiative = await told(now)
    for number in (1, 2, 3):
        shown = await get(initiative, f"/{number}")
        description = Description.model_validate({name: shown[name] for name in Description.model_fields})
        contacts = [Kept.model_validate(each) for each in (shown["contact"], *shown["contacts"])]
        assert submission_digest(description, contacts) == shown["submissionDigest"]
    assert (shown["title"], shown["region"], shown["branches"]) == ("Ketenstage Groningen", "Groningen", ["vvt", "ggz"])
    assert shown["criteria"] == {name: text for name, text in CRITERIA.items() if text}
    assert (await get(initiative, "/1"))["title"] == "Ketenstage"


async def test_what_changed_can_be_read(now: Running) -> None:
    """Since the version before: per field, with the parts that stayed, went and came."""
    initiative = await told(now)
    assert (await get(initiative, "/1"))["changes"] == []
    changed = {each["field"]: each for each in (await get(initiative, "/2"))["changes"]}
    assert list(changed) == ["title", "criteria.veranderen", "criteria.opschalen"]
    assert changed["title"] == {
        "field": "title",
        "before": "Ketenstage",
        "after": "Ketenstage Groningen",
        "parts": [{"kind": "same", "text": "Ketenstage"}, {"kind": "added", "text": " Groningen"}],
    }
    last = (await get(initiative, "/3"))["changes"]
    assert [(each["field"], each["parts"]) for each in last] == [
        ("branches", [{"kind": "same", "text": "vvt"}, {"kind": "added", "text": "ggz"}]),
        ("contacts", []),
    ]
    assert "Anders" not in str(last)


async def test_a_version_is_compared_with_any_earlier_one(now: Running) -> None:
    """Who decided on an older version sees all that changed since."""
    initiative = await told(now)
    fields = [each["field"] for each in (await get(initiative, "/3?since=1"))["changes"]]
    assert fields == ["title", "branches", "criteria.veranderen", "criteria.opschalen", "contacts"]
    assert (await get(initiative, "/3?since=2"))["changes"] == (await get(initiative, "/3"))["changes"]


@pytest.mark.parametrize(
    ("more", "status", "pointer"),
    [
        ("/3", 404, None),
        ("/0", 400, "/number"),
        ("/x", 400, "/number"),
        (f"/{10**9}", 400, "/number"),
        ("/1?since=1", 400, "/since"),
        ("/2?since=3", 400, "/since"),
        ("/2?since=0", 400, "/since"),
        ("/2?at=now", 400, "/at"),
        ("?sort=title", 400, "/sort"),
    ],
)
async def test_there_is_no_such_version(now: Running, more: str, status: int, pointer: str | None) -> None:
    """What was never told is not there, and what cannot be compared is said where it stands."""
    initiative = await submitted(now)
    await initiative.revise(title="Anders")
    answer = await now.http.get(f"{initiative.at}/versions{more}", headers=ME)
    assert answer.status_code == status, answer.text
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([pointer] if pointer else [])


@pytest.mark.parametrize(
    ("role", "number", "status"),
    [
        ("submitter", 1, 200),
        ("submitter", 2, 404),
        ("partner", 1, 404),
        ("tipper", 1, 404),
        ("adviser", 1, 200),
        ("ministry-ocw", 1, 200),
        ("auditor", 1, 200),
    ],
)
async def test_versions_are_for_those_who_see_the_initiative(
    now: Running, role: Role, number: int, status: int
) -> None:
    """The submitter and the office; to others there is nothing."""
    initiative = await submitted(now)
    for more in ("", "/1"):
        answer = await now.http.get(f"{initiative.at}/versions{more}", headers=by(role, number))
        assert answer.status_code == status
        assert (await now.http.get(f"{initiative.at}/versions{more}")).status_code == 404
    assert (await now.http.get(f"{ADDRESS}/{uuid(1)}/versions", headers=by("adviser"))).status_code == 404


async def test_the_list_comes_in_pages(now: Running) -> None:
    """As all lists do, also with the newest first."""
    initiative = await told(now)
    first = await get(initiative, "?limit=2")
    rest = await get(initiative, f"?limit=2&cursor={first['next']}")
    assert [each["number"] for each in (*first["items"], *rest["items"])] == [1, 2, 3]
    assert [each["number"] for each in (await get(initiative, "?sort=-number"))["items"]] == [3, 2, 1]
