"""Assessment over HTTP: from a dossier that opens by itself to its outcome, and who sees what of it."""

import base64
import hashlib
from typing import Any

import httpx
import orjson
import pytest

from shared.actor import Role
from shared.testing.given import NOON, actor, uuid
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.assessment.advisers import (
    AT,
    CRITERIA,
    DOSSIERS,
    ID,
    Advisers,
    confirmation,
    done,
    judgement,
)
from tests.integration.submissions import KETENSTAGE

POLICIES = "/assessment/v1/policies"
KEPT = {"ref", "digest"}


def last_of(advisers: Advisers) -> dict[str, Any]:
    """The envelope that assessment sent last."""
    envelope: dict[str, Any] = orjson.loads(advisers.now.bus.last["koploper.assessment"])
    return envelope


async def test_a_dossier_opens_with_nobody_calling_assessment(running: Run) -> None:
    """What a submitter sends to intake is a dossier at assessment, under the active policy, within moments."""
    async with running(builders.intake, builders.assessment) as now:
        submitted = await now.http.post(
            "/intake/v1/initiatives", json=KETENSTAGE, headers={"Koploper-Actor": str(actor("submitter"))}
        )
        await now.settled()
        advisers = Advisers(now)
        (item,) = (await advisers.get(DOSSIERS)).json()["items"]
    assert item == {
        "id": submitted.json()["id"],
        "title": "Ketenstage",
        "state": "open",
        "outcome": None,
        "policyVersion": "2019-03",
        "submissionVersion": 1,
        "openedAt": NOON.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "deferredUntil": None,
    }


async def test_a_question_and_its_answer_go_between_the_services(running: Run) -> None:
    """A question stops the clock at assessment until its submitter has answered it at intake."""
    async with running(builders.intake, builders.assessment) as now:
        mine = {"Koploper-Actor": str(actor("submitter"))}
        submitted = await now.http.post("/intake/v1/initiatives", json=KETENSTAGE, headers=mine)
        await now.settled()
        at = f"{DOSSIERS}/{submitted.json()['id']}"
        adviser = {"Koploper-Actor": str(actor("adviser"))}
        done(await now.http.post(f"{at}/information-requests", json={"question": "Hoeveel?"}, headers=adviser))
        await now.settled()
        (question,) = (await now.http.get(submitted.headers["Location"], headers=mine)).json()["questions"]
        kept = await now.http.get(f"/assessment/v1/vault/{question['question']['ref']}", headers=mine)
        assert kept.json()["content"] == "Hoeveel?"
        answer = {"requestId": question["requestId"], "text": "Twee derde."}
        done(await now.http.post(f"{submitted.headers['Location']}/answers", json=answer, headers=mine))
        await now.settled()
        (answered,) = (await now.http.get(at, headers=mine)).json()["questions"]
        told = await now.http.get(f"/intake/v1/vault/{answered['answer']['ref']}", headers=adviser)
        assert told.json()["content"] == "Twee derde."
    assert answered["requestId"] == question["requestId"]
    assert answered["answeredAt"] is not None


async def test_three_of_four_is_met(advisers: Advisers) -> None:
    """With three of four criteria met the assessment says so, under its policy, with a motivation per criterion."""
    await advisers.submitted()
    await advisers.judged(met=3)
    answer = done(await advisers.post("assessments", {}))
    assert answer.json() == {"id": ID, "version": 6}
    assert (answer.headers["Location"], answer.headers["ETag"]) == (AT, '"6"')
    dossier = await advisers.dossier()
    assert (dossier["state"], dossier["outcome"]) == ("decided", "met")
    await advisers.now.settled()
    envelope = last_of(advisers)
    assert envelope["type"] == "nl.koploper.criteria-assessed.v1"
    assert (envelope["policyversion"], envelope["initiativeid"]) == ("2019-03", ID)
    assert {name: found["met"] for name, found in envelope["data"]["criteria"].items()} == {
        criterion: criterion != "opschalen" for criterion in CRITERIA
    }
    assert all(set(found["motivation"]) == KEPT for found in envelope["data"]["criteria"].values())


async def test_a_rejection_needs_a_second_adviser(advisers: Advisers) -> None:
    """With too few met a rejection is proposed; the outcome is there once another adviser has confirmed it."""
    await advisers.submitted()
    await advisers.proposed()
    proposed = await advisers.dossier()
    assert (proposed["state"], proposed["outcome"]) == ("proposed", None)
    assert proposed["proposedBy"] == actor("adviser", 1).id
    done(await advisers.post("confirmations", confirmation(), number=2))
    rejected = await advisers.dossier()
    assert (rejected["state"], rejected["outcome"], rejected["proposedBy"]) == ("decided", "not-met", None)


async def test_a_contested_rejection_is_judged_again(advisers: Advisers) -> None:
    """An adviser who disagrees sends the dossier back to judging, with the judgements there are."""
    await advisers.submitted()
    await advisers.proposed()
    done(await advisers.post("confirmations", confirmation(confirmed=False), number=2))
    dossier = await advisers.dossier()
    assert (dossier["state"], dossier["proposedBy"]) == ("open", None)
    assert all(found["met"] is not None for found in dossier["criteria"].values())
    done(await advisers.post("judgements", judgement("opschalen", met=True)))
    done(await advisers.post("assessments", {}))
    assert (await advisers.dossier())["outcome"] == "met"


async def test_the_office_sees_what_was_found_of_each_criterion(advisers: Advisers) -> None:
    """A dossier shows every criterion of its policy, judged or not, and where its motivation is kept."""
    await advisers.submitted()
    done(await advisers.post("judgements", judgement("innoveren", met=False, submissionVersion=1)))
    answer = await advisers.get(AT, "ministry-vws")
    dossier = answer.json()
    assert answer.headers["ETag"] == '"2"'
    assert (dossier["policyVersion"], dossier["threshold"], dossier["submissionVersion"]) == ("2019-03", 3, 1)
    assert list(dossier["criteria"]) == list(CRITERIA)
    found = dossier["criteria"]["innoveren"]
    assert (found["met"], found["judgedBy"], set(found["motivation"])) == (False, actor("adviser").id, KEPT)
    assert set(dossier["criteria"]["opschalen"].values()) == {None}


async def test_a_motivation_is_for_advisers_and_checks_against_its_digest(advisers: Advisers) -> None:
    """An adviser reads a motivation in the vault and can check its digest; nobody else reads it."""
    await advisers.submitted()
    done(await advisers.post("judgements", judgement("innoveren")))
    kept = (await advisers.dossier())["criteria"]["innoveren"]["motivation"]
    entry = (await advisers.get(f"/assessment/v1/vault/{kept['ref']}", "adviser", 2)).json()
    assert entry["content"] == "Over innoveren."
    salted = base64.b64decode(entry["salt"]) + entry["content"].encode()
    assert hashlib.sha256(salted).hexdigest() == kept["digest"]
    others: tuple[Role | None, ...] = ("submitter", "editor", "ministry-vws", None)
    for role in others:
        assert (await advisers.get(f"/assessment/v1/vault/{kept['ref']}", role)).status_code == 403


async def test_a_question_is_kept_for_whom_it_was_asked(advisers: Advisers) -> None:
    """Advisers and the submitter of this initiative read a question; another submitter does not."""
    await advisers.submitted()
    request = await advisers.asked()
    (question,) = (await advisers.dossier("submitter"))["questions"]
    assert (question["requestId"], question["answeredAt"], question["answer"]) == (request, None, None)
    place = f"/assessment/v1/vault/{question['question']['ref']}"
    assert (await advisers.get(place, "submitter", 1)).json()["content"] == "Hoeveel studenten bleven?"
    assert (await advisers.get(place, "adviser", 2)).status_code == 200
    assert (await advisers.get(place, "submitter", 2)).status_code == 403


async def test_an_event_holds_no_confidential_text(advisers: Advisers) -> None:
    """What was written in confidence is in no event that goes out."""
    await advisers.submitted()
    await advisers.answered(await advisers.asked())
    await advisers.rejected()
    await advisers.now.settled()
    sent = await advisers.now.bus.after({"koploper.assessment": 0})
    assert len(sent) > 6
    assert not any(b"Over " in each.body or b"Hoeveel" in each.body or b"gewogen" in each.body for each in sent)


async def test_submitters_see_how_far_their_own_dossiers_are(advisers: Advisers) -> None:
    """A submitter sees state, outcome and questions of the own dossiers; not who found what, nor what is proposed."""
    await advisers.submitted()
    await advisers.submitted(of=101, submitter=2)
    await advisers.proposed()
    dossier = await advisers.dossier("submitter", 1)
    assert set(dossier) == {
        "id",
        "title",
        "state",
        "outcome",
        "policyVersion",
        "submissionVersion",
        "submissionDigest",
        "policyDigest",
        "openedAt",
        "deferredUntil",
        "questions",
        "deferral",
    }
    assert (dossier["state"], dossier["outcome"]) == ("open", None)
    items = (await advisers.get(DOSSIERS, "submitter", 1)).json()["items"]
    assert [(item["id"], item["state"]) for item in items] == [(ID, "open")]
    assert (await advisers.get(f"{DOSSIERS}?state=proposed", "submitter")).json()["items"] == []
    assert (await advisers.get(AT, "submitter", 2)).status_code == 404


@pytest.mark.parametrize("role", [None, "tipper", "partner"])
async def test_the_public_sees_no_dossier(advisers: Advisers, role: Role | None) -> None:
    """To everybody else there are no dossiers, also not under the submitter's own id."""
    await advisers.submitted()
    assert (await advisers.get(DOSSIERS, role)).json() == {"items": [], "next": None}
    assert (await advisers.get(AT, role)).status_code == 404


async def test_dossiers_are_listed_by_state(advisers: Advisers) -> None:
    """The list is filtered by state, and by what else an item has; each state has its dossiers."""
    for number in range(100, 104):
        await advisers.submitted(of=number)
    await advisers.met()
    await advisers.heard("initiative-withdrawn.v1", of=101)

    async def listed(query: str) -> list[str]:
        return [item["id"] for item in (await advisers.get(f"{DOSSIERS}?{query}")).json()["items"]]

    assert await listed("state=decided") == await listed("outcome=met") == [uuid(100)]
    assert await listed("state=closed") == [uuid(101)]
    assert await listed("state=open") == [uuid(102), uuid(103)]
    assert await listed("state=proposed") == await listed("policyVersion=2021-01") == []
    assert await listed("sort=-openedAt&limit=2") == [uuid(103), uuid(102)]


async def test_policies_are_public(advisers: Advisers) -> None:
    """Everybody reads under which policies dossiers are judged, and which one is active."""
    (listed,) = (await advisers.get(POLICIES, None)).json()["items"]
    one = await advisers.get(f"{POLICIES}/2019-03", None)
    assert listed == one.json()
    assert one.headers["ETag"] == '"1"'
    assert (listed["policyVersion"], listed["threshold"], listed["active"]) == ("2019-03", 3, True)
    assert listed["requiredMinistries"] == ["ministry-vws", "ministry-ocw", "ministry-szw"]
    assert (await advisers.get(f"{POLICIES}/2021-01", None)).status_code == 404


async def test_a_repeated_act_happens_once(advisers: Advisers) -> None:
    """The same Idempotency-Key gives the same answer and adds nothing; with another body it is refused."""
    await advisers.submitted()
    again = {"Idempotency-Key": "een"}

    async def judge(*, met: bool) -> httpx.Response:
        return await advisers.post("judgements", judgement(met=met), headers=again)

    first, second, other = await judge(met=True), await judge(met=True), await judge(met=False)
    assert (first.status_code, first.json(), first.headers["ETag"]) == (201, second.json(), second.headers["ETag"])
    assert other.status_code == 422
    assert (await advisers.get(AT)).headers["ETag"] == '"2"'
