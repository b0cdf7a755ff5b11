"""Who reads what of the initiatives put forward."""

from typing import Final

import pytest

from shared.actor import Role
from shared.testing.running import Running, by
from tests.integration.submissions import KETENSTAGE

ADDRESS: Final = "/intake/v1/initiatives"


async def submitted(now: Running, **changes: str) -> str:
    answer = await now.http.post(ADDRESS, json=KETENSTAGE | changes, headers=by("submitter"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


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
async def test_an_initiative_is_for_its_submitter_and_the_office(
    now: Running, role: Role, number: int, status: int
) -> None:
    """Others find nothing there, also when the same person comes in another role."""
    initiative = await submitted(now)
    assert (await now.http.get(f"{ADDRESS}/{initiative}", headers=by(role, number))).status_code == status
    listed = (await now.http.get(ADDRESS, headers=by(role, number))).json()["items"]
    assert [item["id"] for item in listed] == ([initiative] if status == 200 else [])


async def test_the_public_sees_none(now: Running) -> None:
    """Without an actor the list is empty, and each of them is not there."""
    initiative = await submitted(now)
    assert (await now.http.get(f"{ADDRESS}/{initiative}")).status_code == 404
    assert (await now.http.get(ADDRESS)).json() == {"items": [], "next": None}


async def test_lists_are_filtered_by_the_fields_they_name(now: Running) -> None:
    """By state, region and origin, also at once."""
    stays = await submitted(now, region="Drenthe", origin="approached")
    goes = await submitted(now, region="Drenthe")
    await submitted(now)
    await now.http.post(f"{ADDRESS}/{goes}/withdrawals", json={"reason": "Anders."}, headers=by("submitter"))
    for query, found in (
        ("region=Drenthe", [stays, goes]),
        ("state=withdrawn", [goes]),
        ("origin=approached", [stays]),
        ("region=Drenthe&state=submitted", [stays]),
        ("region=Friesland", []),
    ):
        items = (await now.http.get(f"{ADDRESS}?{query}", headers=by("adviser"))).json()["items"]
        assert [item["id"] for item in items] == found, query


async def test_an_initiative_is_shown_as_it_was_told(now: Running) -> None:
    """Whole, but for the contact person: of them there is a reference into the vault and a digest."""
    initiative = await submitted(now)
    answer = await now.http.get(f"{ADDRESS}/{initiative}", headers=by("submitter"))
    shown = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert {name: shown[name] for name in ("title", "effects", "region", "themes", "branches")} == {
        name: KETENSTAGE[name] for name in ("title", "effects", "region", "themes", "branches")
    }
    assert set(shown["contact"]) == {"ref", "digest", "state", "confirmBy"}
    assert "Voorbeeld" not in answer.text
    kept = await now.http.get(f"/intake/v1/vault/{shown['contact']['ref']}", headers=by("submitter"))
    assert "Anna Voorbeeld" in kept.json()["content"]


async def test_an_outcome_that_was_noted_is_a_new_version(now: Running) -> None:
    """It shows on the initiative, so the ETag given before it is stale; reading again gives the one to go on with."""
    initiative = await submitted(now)
    place, told, earlier = f"{ADDRESS}/{initiative}", {"region": "Drenthe"}, {"If-Match": '"1"'}
    cleared = {"submissionVersion": 1}
    await now.announce("review", "ministry-cleared.v1", cleared, stream=f"initiative-{initiative}")
    await now.settled()
    stale = await now.http.post(f"{place}/revisions", json=told, headers=by("submitter") | earlier)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:koploper:problem:stale-version")
    read = await now.http.get(place, headers=by("submitter"))
    assert [each["outcome"] for each in read.json()["outcomes"]] == ["cleared"]
    seen = {"If-Match": read.headers["ETag"]}
    assert (await now.http.post(f"{place}/revisions", json=told, headers=by("submitter") | seen)).status_code == 201


async def test_who_was_told_is_told_again(now: Running) -> None:
    """What is taken back and decided anew shows in order, of the same version too."""
    initiative = await submitted(now)
    stream, of_first = f"initiative-{initiative}", {"submissionVersion": 1}
    for service, kind, outcome in (
        ("assessment", "criteria-assessed.v1", {"outcome": "met"}),
        ("assessment", "assessment-reversed.v1", {"outcome": "met"}),
        ("assessment", "criteria-assessed.v1", {"outcome": "met"}),
        ("review", "ministry-cleared.v1", {}),
        ("review", "clearance-reversed.v1", {"outcome": "cleared"}),
        ("review", "ministry-refused.v1", {}),
        ("review", "clearance-reversed.v1", {"outcome": "refused"}),
        ("review", "ministry-cleared.v1", {}),
    ):
        await now.announce(service, kind, of_first | outcome, stream=stream)
        await now.settled()
    read = (await now.http.get(f"{ADDRESS}/{initiative}", headers=by("submitter"))).json()
    assert [each["outcome"] for each in read["outcomes"]] == [
        "met",
        "assessment-reversed",
        "met",
        "cleared",
        "clearance-reversed",
        "refused",
        "refusal-reversed",
        "cleared",
    ]


@pytest.mark.parametrize("text", ["a\u001b[31mb", "a\u007fb", "a\u0000b", "a\u0008b"])
@pytest.mark.parametrize("name", ["title", "summary", "novelty", "region"])
async def test_control_characters_are_refused(now: Running, name: str, text: str) -> None:
    """What is shown on terminals and pages can steer neither; the field is named."""
    answer = await now.http.post(ADDRESS, json=KETENSTAGE | {name: text}, headers=by("submitter"))
    assert answer.status_code == 400, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}"]


async def test_several_lines_are_taken(now: Running) -> None:
    """Paragraphs and tabs are text."""
    await submitted(now, summary="Eerst dit.\n\n\tDan dat.")
