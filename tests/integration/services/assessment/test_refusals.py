"""What assessment refuses over HTTP: by the rule's name, with its status, and without changing anything."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from services.assessment.app import FIRST, POLICIES
from services.assessment.commands import ActivatePolicy
from services.assessment.policy import Policy
from shared.actor import Role
from shared.testing.given import act, uuid
from shared.testing.running import by
from tests.integration.services.assessment.advisers import AT, ID, Advisers, confirmation, done, judgement

JUDGE: Final = ("judgements", judgement())
ASK: Final = ("information-requests", {"question": "Hoeveel?"})
ASSESS: Final[tuple[str, dict[str, Any]]] = ("assessments", {})
CONFIRM: Final = ("confirmations", confirmation())
ACTS: Final = pytest.mark.parametrize(("name", "body"), [JUDGE, ASK, ASSESS, CONFIRM], ids=lambda each: str(each)[:20])

Story = Callable[[Advisers], Awaitable[Any]]


def problem(answer: Any) -> tuple[int, str]:
    """Status and rule of a problem document that is whole."""
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert {"type", "title", "status", "detail"} <= set(document)
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"].removeprefix("urn:koploper:problem:")


async def refused(advisers: Advisers, name: str, body: Any, role: Role = "adviser", number: int = 1) -> tuple[int, str]:
    """How an act is refused, after which the dossier is as it was."""
    before = await advisers.get(AT)
    answer = await advisers.post(name, body, role, number)
    after = await advisers.get(AT)
    assert (after.text, after.headers.get("ETag")) == (before.text, before.headers.get("ETag"))
    return problem(answer)


@ACTS
async def test_not_found(advisers: Advisers, name: str, body: Any) -> None:
    """There is no dossier of an initiative that was not submitted."""
    assert await refused(advisers, name, body) == (404, "not-found")
    answer = await advisers.get(AT)
    assert problem(answer) == (404, "not-found")


@ACTS
@pytest.mark.parametrize("role", ["submitter", "editor", "ministry-vws", "operator", "auditor"])
async def test_role_may_not(advisers: Advisers, name: str, body: Any, role: Role) -> None:
    """Nobody but an adviser judges, asks, decides or confirms."""
    await advisers.submitted()
    assert await refused(advisers, name, body, role) == (403, "role-may-not")


@ACTS
async def test_actor_needed(advisers: Advisers, name: str, body: Any) -> None:
    """Nobody acts without saying who."""
    await advisers.submitted()
    assert problem(await advisers.now.http.post(f"{AT}/{name}", json=body)) == (401, "actor-needed")


@ACTS
@pytest.mark.parametrize("reached", [Advisers.met, Advisers.rejected], ids=["met", "not-met"])
async def test_already_decided(advisers: Advisers, name: str, body: Any, reached: Story) -> None:
    """A decided dossier takes no further act."""
    await advisers.submitted()
    await reached(advisers)
    assert await refused(advisers, name, body, "adviser", 3) == (409, "already-decided")


@ACTS
async def test_initiative_withdrawn(advisers: Advisers, name: str, body: Any) -> None:
    """A withdrawn initiative takes no further act."""
    await advisers.submitted()
    await advisers.withdrawn()
    assert await refused(advisers, name, body) == (409, "initiative-withdrawn")


async def test_judgements_incomplete(advisers: Advisers) -> None:
    """Nothing is decided before all four are judged, and a revision makes judging start again."""
    await advisers.submitted()
    assert await refused(advisers, *ASSESS) == (409, "judgements-incomplete")
    await advisers.judged(met=4)
    await advisers.revised()
    assert await refused(advisers, *ASSESS) == (409, "judgements-incomplete")


async def test_question_open(advisers: Advisers) -> None:
    """While the submitter still has to answer nothing is decided, also not whether a rejection is confirmed."""
    await advisers.submitted()
    await advisers.judged(met=2)
    request = await advisers.asked()
    assert await refused(advisers, *ASSESS) == (409, "question-open")
    await advisers.answered(request)
    done(await advisers.post(*ASSESS))
    await advisers.asked()
    assert await refused(advisers, *CONFIRM, number=2) == (409, "question-open")


async def test_rejection_proposed(advisers: Advisers) -> None:
    """While a rejection is proposed nothing is judged or decided again."""
    await advisers.submitted()
    await advisers.proposed()
    assert await refused(advisers, *JUDGE) == (409, "rejection-proposed")
    assert await refused(advisers, *ASSESS) == (409, "rejection-proposed")


async def test_no_rejection_proposed(advisers: Advisers) -> None:
    """Without a proposed rejection there is nothing to confirm."""
    await advisers.submitted()
    assert await refused(advisers, *CONFIRM) == (409, "no-rejection-proposed")


@pytest.mark.parametrize("confirmed", [True, False])
async def test_same_adviser(advisers: Advisers, confirmed: bool) -> None:
    """Who proposes a rejection neither confirms nor contests it."""
    await advisers.submitted()
    await advisers.proposed()
    body = confirmation(confirmed=confirmed)
    assert await refused(advisers, "confirmations", body, number=1) == (409, "same-adviser")


async def test_seen_older_version(advisers: Advisers) -> None:
    """A judgement or question on an older version than the newest known here is refused."""
    await advisers.submitted()
    await advisers.revised(2)
    body = judgement(submissionVersion=1)
    assert await refused(advisers, "judgements", body) == (409, "seen-older-version")
    done(await advisers.post("judgements", judgement(submissionVersion=2)))
    name, body = ASK
    assert await refused(advisers, name, body | {"submissionVersion": 1}) == (409, "seen-older-version")
    done(await advisers.post(name, body | {"submissionVersion": 2}))


async def test_an_older_version_is_refused_with_what_changed(advisers: Advisers) -> None:
    """In a sentence, and for programs: which is the newest, what it is that changed, and where to compare them."""
    await advisers.submitted(submissionDigest="a" * 64)
    await advisers.revised(2, title="Anders", changed=["title", "criteria.innoveren"], submissionDigest="b" * 64)
    answer = await advisers.post("judgements", judgement(submissionVersion=1, submissionDigest="a" * 64))
    problem = answer.json()
    assert (problem["newest"], problem["changed"]) == (2, ["title", "criteria.innoveren"])
    assert problem["differences"] == f"/intake/v1/initiatives/{ID}/versions/2?since=1"
    assert "since then the title and the criterion innoveren changed, up to version 2" in problem["detail"]
    shown = await advisers.dossier()
    assert shown["submissionDigest"] == "b" * 64
    done(await advisers.post("judgements", judgement(submissionDigest=shown["submissionDigest"])))


@pytest.mark.parametrize(
    ("name", "body"),
    [JUDGE, ASSESS, ("deferrals", {"until": "2019-09-02", "motivation": "Te vroeg."})],
    ids=lambda each: str(each)[:20],
)
async def test_another_digest_than_the_versions_is_refused(advisers: Advisers, name: str, body: Any) -> None:
    """Whatever is decided, it is decided on the text that was seen."""
    await advisers.submitted(submissionDigest="a" * 64)
    await advisers.judged(met=4)
    other = body | {"submissionDigest": "c" * 64}
    assert await refused(advisers, name, other | {"submissionVersion": 1}) == (409, "seen-older-version")
    assert await refused(advisers, name, other) == (409, "digest-not-known")
    assert await refused(advisers, name, body | {"submissionDigest": "nothing"}) == (400, "invalid-input")
    done(await advisers.post(name, body | {"submissionDigest": "a" * 64, "submissionVersion": 1}))


async def test_a_digest_cannot_be_compared_with_none(advisers: Advisers) -> None:
    """What came in before digests were told is decided on by its version."""
    await advisers.submitted()
    body = judgement(submissionDigest="a" * 64)
    assert await refused(advisers, "judgements", body) == (409, "digest-not-known")


async def test_version_not_here_yet(advisers: Advisers) -> None:
    """A judgement on a version that has not arrived here is refused."""
    await advisers.submitted()
    assert await refused(advisers, "judgements", judgement(submissionVersion=2)) == (409, "version-not-here-yet")


async def test_criterion_not_in_policy(advisers: Advisers) -> None:
    """A criterion that the dossier's policy does not ask for is refused."""
    usual = Policy.model_validate_json((POLICIES / f"{FIRST}.json").read_bytes())
    rules = usual.model_dump() | {"policy_version": "2030-01", "criteria": ("innoveren",), "threshold": 1}
    service = advisers.now.service("assessment")
    await service.handle(ActivatePolicy(act=act("system"), policy=Policy.model_validate(rules)))
    await advisers.submitted()
    assert (await advisers.dossier())["policyVersion"] == "2030-01"
    body = judgement("opschalen")
    assert await refused(advisers, "judgements", body) == (409, "criterion-not-in-policy")


async def test_stale_version(advisers: Advisers) -> None:
    """An act that names the version it was made on is refused once there is a newer one."""
    await advisers.submitted()
    done(await advisers.post(*JUDGE, headers={"If-Match": '"1"'}))
    answer = await advisers.post(*JUDGE, headers={"If-Match": '"1"'})
    assert problem(answer) == (412, "stale-version")


@pytest.mark.parametrize(
    ("name", "body", "pointers"),
    [
        ("judgements", {}, {"/criterion", "/met", "/motivation"}),
        ("judgements", judgement("verrassen"), {"/criterion"}),
        ("judgements", judgement() | {"met": "ja"}, {"/met"}),
        ("judgements", judgement() | {"motivation": "  "}, {"/motivation"}),
        ("judgements", judgement(submissionVersion=0, extra=1), {"/submissionVersion", "/extra"}),
        ("judgements", judgement(submissionVersion="1"), {"/submissionVersion"}),
        ("information-requests", {"question": "x" * 4001}, {"/question"}),
        ("information-requests", {"question": "?", "submissionVersion": 0}, {"/submissionVersion"}),
        ("assessments", {"outcome": "met"}, {"/outcome"}),
        ("assessments", [], {""}),
        ("confirmations", {"confirmed": 1, "motivation": None}, {"/confirmed", "/motivation"}),
    ],
)
async def test_invalid_input(advisers: Advisers, name: str, body: Any, pointers: set[str]) -> None:
    """Wrong input is refused with every place that is wrong."""
    await advisers.submitted()
    assert await refused(advisers, name, body) == (400, "invalid-input")
    errors = (await advisers.post(name, body)).json()["errors"]
    assert {error["pointer"] for error in errors} == pointers
    assert {error["in"] for error in errors} == {"body"}


@ACTS
async def test_a_key_that_stands_twice(advisers: Advisers, name: str, body: Any) -> None:
    """A body that says one thing twice is refused."""
    await advisers.submitted()
    headers = {**by("adviser"), "Content-Type": "application/json"}
    answer = await advisers.now.http.post(f"{AT}/{name}", content=b'{"met": true, "met": false}', headers=headers)
    assert problem(answer) == (400, "invalid-input")


@ACTS
async def test_body_too_large(advisers: Advisers, name: str, body: Any) -> None:
    """A body of more than 48 KiB is refused."""
    await advisers.submitted()
    assert await refused(advisers, name, {**body, "question": "x" * 49 * 1024}) == (413, "body-too-large")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/assessment/v1/dossiers/none", 400),
        (f"{AT}/", 404),
        (f"{AT}/verdicts", 404),
        ("/assessment/v1/dossiers?state=lost", 400),
        ("/assessment/v1/dossiers?outcome=maybe", 400),
        ("/assessment/v1/dossiers?colour=red", 400),
        ("/assessment/v1/dossiers?sort=submitter", 400),
        ("/assessment/v1/policies?limit=0", 400),
        ("/assessment/v1/policies/%00", 404),
        (f"/assessment/v1/vault/{uuid(1)}", 404),
    ],
)
async def test_what_cannot_be_read(advisers: Advisers, path: str, status: int) -> None:
    """Addresses and queries that mean nothing are told so in a problem document."""
    assert problem(await advisers.get(path))[0] == status


async def test_method_not_allowed(advisers: Advisers) -> None:
    """A dossier opens by itself: nobody posts one."""
    answer = await advisers.now.http.post("/assessment/v1/dossiers", json={}, headers=by("adviser"))
    assert problem(answer) == (405, "method-not-allowed")
