"""What others announce to publication about one initiative, and what people do then, in few words."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import httpx

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by

INITIATIVE: Final = uuid(100)
BASE: Final = "/publication/v1"
STORY: Final = f"{BASE}/stories/{INITIATIVE}"
SUBMITTER, AUTHOR, EDITOR, ANOTHER = 21, 22, 23, 24
KEPT: Final = {"ref": uuid(501), "digest": "0" * 64}
REF: Final = uuid(400)
"""Intake's reference of a contact person beside who submitted."""
FIRST_DRAFT: Final = 5
"""The version of a story's first draft when submission, assessment, clearance and opening went before it."""

ARTICLE: Final[dict[str, Any]] = {
    "title": "Een keten die leert",
    "intro": "Studenten volgen één cliënt.",
    "body": "## Nieuw\n\nSamen.",
}
CONSENT: Final[dict[str, Any]] = {"name": True, "phone": False, "email": True}
DETAILS: Final[dict[str, Any]] = {"name": "Anna Voorbeeld", "email": "anna@example.org"}
NOTHING_AGREED: Final[dict[str, Any]] = {"consent": {"name": False, "phone": False, "email": False}, "published": {}}
AGREED: Final[dict[str, Any]] = {"consent": CONSENT, "published": DETAILS}
MEETING: Final[dict[str, Any]] = {
    "title": "Koplopers Noord",
    "region": "Noord-Oost",
    "date": "2019-06-17",
    "place": "Zwolle",
    "capacity": 2,
}

Step = Callable[[Running], Coroutine[Any, Any, Any]]
"""Something that happens: told by another service, or done by a person."""


def tells(service: str, what: str, initiative: str, data: dict[str, Any]) -> Step:
    return lambda now: now.announce(service, what, data, stream=f"initiative-{initiative}")


def submission(initiative: str = INITIATIVE, submitter: int = SUBMITTER, **told: Any) -> Step:
    data = {
        "submissionVersion": 1,
        "title": "Ketenstage",
        "region": "Groningen",
        "themes": ["leven-lang-ontwikkelen"],
        "branches": ["vvt", "ziekenhuizen"],
        "submitter": uuid(submitter),
        "contact": KEPT,
        "contacts": [KEPT | {"ref": REF}],
    }
    return tells("intake", "initiative-submitted.v1", initiative, data | told)


def revision(version: int = 2, **changed: Any) -> Step:
    return tells("intake", "initiative-revised.v1", INITIATIVE, {"submissionVersion": version, **changed})


def withdrawal(initiative: str = INITIATIVE) -> Step:
    return tells("intake", "initiative-withdrawn.v1", initiative, {"reason": KEPT})


def assessment(version: int = 1, outcome: str = "met", initiative: str = INITIATIVE) -> Step:
    data = {"submissionVersion": version, "policyVersion": "2019-03", "outcome": outcome, "criteria": {}}
    return tells("assessment", "criteria-assessed.v1", initiative, data)


def clearance(version: int = 1, initiative: str = INITIATIVE) -> Step:
    data = {"submissionVersion": version, "policyVersion": "2019-03", "ministries": ["ministry-vws"]}
    return tells("review", "ministry-cleared.v1", initiative, data)


def refusal(version: int = 1) -> Step:
    data = {"submissionVersion": version, "policyVersion": "2019-03", "refusedBy": ["ministry-ocw"]}
    return tells("review", "ministry-refused.v1", INITIATIVE, data)


def assessment_reversal(version: int = 1, outcome: str = "met") -> Step:
    data = {"submissionVersion": version, "policyVersion": "2019-03", "outcome": outcome, "reason": KEPT}
    return tells("assessment", "assessment-reversed.v1", INITIATIVE, data)


def clearance_reversal(outcome: str = "cleared") -> Step:
    data = {"submissionVersion": 1, "policyVersion": "2019-03", "outcome": outcome, "ministry": "ministry-ocw"}
    since = {"reason": KEPT, "ministries": ["ministry-ocw"], "since": "2019-04-01T12:00:00.000000Z"}
    return tells("review", "clearance-reversed.v1", INITIATIVE, data | since)


def closing(reason: str = "rejected") -> Step:
    return tells("review", "clearance-closed.v1", INITIATIVE, {"reason": reason})


def does(role: Role, act: str, number: int = 1, *, story: str = INITIATIVE, **body: Any) -> Step:
    """An act on a story."""
    return lambda now: now.http.post(f"{BASE}/stories/{story}/{act}", json=body, headers=by(role, number))


def draft(**changed: str) -> Step:
    return does("editor", "drafts", AUTHOR, **(ARTICLE | changed))


def approval(version: int = FIRST_DRAFT) -> Step:
    return does("editor", "approvals", EDITOR, draftVersion=version)


def agreement(version: int = FIRST_DRAFT, **terms: Any) -> Step:
    return does("submitter", "approvals", SUBMITTER, draftVersion=version, **(AGREED | terms))


def publication(version: int = FIRST_DRAFT) -> Step:
    return does("editor", "publications", EDITOR, draftVersion=version)


def correction(version: int) -> Step:
    return does("editor", "corrections", EDITOR, draftVersion=version)


def taking_back() -> Step:
    return does("editor", "withdrawals", EDITOR, reason="De cijfers klopten niet.")


def taking_up() -> Step:
    return does("editor", "reversals", AUTHOR, reason="De cijfers klopten toch.")


def meeting(**changed: Any) -> Step:
    return lambda now: now.http.post(f"{BASE}/meetings", json=MEETING | changed, headers=by("editor", EDITOR))


def at_meeting(role: Role, act: str, number: int = 1, *, initiative: str = INITIATIVE, **body: Any) -> Step:
    """An act at the meeting that was planned first."""

    async def acts(now: Running) -> httpx.Response:
        place = await first_meeting(now)
        return await now.http.post(
            f"{place}/{act}", json={"initiativeId": initiative, **body}, headers=by(role, number)
        )

    return acts


def invitation(initiative: str = INITIATIVE) -> Step:
    return at_meeting("editor", "invitations", EDITOR, initiative=initiative)


def answer(reply: str, submitter: int = SUBMITTER) -> Step:
    return at_meeting("submitter", "answers", submitter, answer=reply)


def nomination() -> Step:
    return at_meeting("editor", "nominations", EDITOR)


def appointment() -> Step:
    return at_meeting("ministry-vws", "appointments")


def nomination_reversal() -> Step:
    return at_meeting("editor", "nomination-reversals", AUTHOR, reason="De voordracht was te vroeg.")


def appointment_reversal() -> Step:
    return at_meeting("ministry-vws", "appointment-reversals", reason="De benoeming was te vroeg.")


OPEN: Final = (submission(), assessment(), clearance())
DRAFTED: Final = (*OPEN, draft())
APPROVED: Final = (*DRAFTED, approval(), agreement())
PUBLISHED: Final = (*APPROVED, publication())
REVISED: Final = (*PUBLISHED, revision(region="Drenthe"))
INVITED: Final = (*PUBLISHED, meeting(), invitation())
NOMINATED: Final = (*INVITED, answer("accepted"), nomination())
APPOINTED: Final = (*NOMINATED, appointment())


async def happen(now: Running, *steps: Step) -> None:
    """One step after the other, each with all that follows from it; an act among them has to succeed."""
    for step in steps:
        done = await step(now)
        assert not isinstance(done, httpx.Response) or done.status_code == 201, done.text
        await now.settled()


async def first_meeting(now: Running) -> str:
    """Where the meeting that comes first is; an address where nothing is when none is planned."""
    planned = (await now.http.get(f"{BASE}/meetings")).json()["items"]
    return f"{BASE}/meetings/{planned[0]['id'] if planned else uuid(404)}"


async def read(now: Running, path: str = STORY, role: Role | None = "editor", number: int = 1) -> dict[str, Any]:
    """What somebody reads there; without a role the public."""
    headers = by(role, number) if role is not None else {}
    answer = await now.http.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def version(now: Running) -> int:
    """The version that the story has now."""
    found = await now.http.get(STORY, headers=by("editor"))
    return int(found.headers["ETag"].strip('"'))


async def listed(now: Running, query: str = "", role: Role | None = "editor", number: int = 1) -> list[str]:
    """The ids of the stories that somebody finds."""
    found = await read(now, f"{BASE}/stories?{query}", role, number)
    return [story["id"] for story in found["items"]]


def rule(answer: httpx.Response) -> str:
    """The name of the rule that said no."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    named: str = answer.json()["type"]
    return named.removeprefix("urn:koploper:problem:")
