"""What publication refuses over HTTP, by the name of the rule; nothing is changed by it."""

from collections.abc import Sequence
from typing import Any, get_args

import pytest

from services.publication import events
from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    AGREED,
    ANOTHER,
    APPOINTED,
    APPROVED,
    ARTICLE,
    AUTHOR,
    BASE,
    CONSENT,
    DETAILS,
    DRAFTED,
    EDITOR,
    FIRST_DRAFT,
    INITIATIVE,
    INVITED,
    MEETING,
    NOMINATED,
    OPEN,
    PUBLISHED,
    REVISED,
    STORY,
    SUBMITTER,
    Step,
    agreement,
    answer,
    approval,
    assessment,
    clearance,
    draft,
    first_meeting,
    happen,
    meeting,
    publication,
    read,
    revision,
    rule,
    submission,
    taking_back,
    withdrawal,
)

OF: dict[str, Any] = {"draftVersion": FIRST_DRAFT}
WHY: dict[str, Any] = {"reason": "De cijfers klopten niet."}
PODIUM: dict[str, Any] = {"kind": "podcast", "title": "Zoemen met", "date": "2019-09-02"}
ADOPTION: dict[str, Any] = {"by": "Zorgalliantie", "element": "de keten", "form": "adopted"}
WHO: dict[str, Any] = {"initiativeId": INITIATIVE}
COMES: dict[str, Any] = WHO | {"answer": "accepted"}

Row = tuple[str, int, Sequence[Step], Role, int, str, dict[str, Any]]
STORIES: list[Row] = [
    ("not-found", 404, (), "editor", AUTHOR, "drafts", ARTICLE),
    ("not-found", 404, (submission(),), "editor", AUTHOR, "drafts", ARTICLE),
    ("not-found", 404, (), "editor", EDITOR, "publications", OF),
    ("not-found", 404, (), "submitter", SUBMITTER, "approvals", OF | AGREED),
    ("role-may-not", 403, OPEN, "adviser", 1, "drafts", ARTICLE),
    ("role-may-not", 403, DRAFTED, "ministry-vws", 1, "approvals", OF),
    ("role-may-not", 403, APPROVED, "submitter", SUBMITTER, "publications", OF),
    ("role-may-not", 403, PUBLISHED, "submitter", SUBMITTER, "corrections", OF),
    ("role-may-not", 403, PUBLISHED, "submitter", SUBMITTER, "withdrawals", WHY),
    ("role-may-not", 403, PUBLISHED, "partner", 1, "appearances", PODIUM),
    ("role-may-not", 403, PUBLISHED, "employers", 1, "adoptions", ADOPTION),
    ("not-yours", 403, DRAFTED, "submitter", 99, "approvals", OF | AGREED),
    ("suspended-by-revision", 409, (*OPEN, revision()), "editor", AUTHOR, "drafts", ARTICLE),
    ("suspended-by-revision", 409, (*APPROVED, revision()), "editor", EDITOR, "publications", OF),
    ("suspended-by-revision", 409, (*DRAFTED, revision()), "submitter", SUBMITTER, "approvals", OF | AGREED),
    ("no-such-draft", 409, OPEN, "editor", EDITOR, "approvals", OF),
    ("no-such-draft", 409, DRAFTED, "editor", EDITOR, "approvals", {"draftVersion": 1_000_000}),
    ("seen-older-version", 409, (*DRAFTED, draft()), "editor", EDITOR, "approvals", OF),
    ("author-may-not-approve", 409, DRAFTED, "editor", AUTHOR, "approvals", OF),
    ("already-approved", 409, (*DRAFTED, approval()), "editor", ANOTHER, "approvals", OF),
    ("consent-mismatch", 409, DRAFTED, "editor", EDITOR, "approvals", OF | AGREED),
    ("consent-mismatch", 409, DRAFTED, "editor", EDITOR, "approvals", OF | {"published": {}}),
    ("consent-mismatch", 409, DRAFTED, "submitter", SUBMITTER, "approvals", OF | AGREED | {"published": {}}),
    (
        "consent-mismatch",
        409,
        DRAFTED,
        "submitter",
        SUBMITTER,
        "approvals",
        OF | AGREED | {"published": DETAILS | {"phone": "050 123 4567"}},
    ),
    ("approvals-missing", 409, DRAFTED, "editor", EDITOR, "publications", OF),
    ("approvals-missing", 409, (*DRAFTED, approval()), "editor", EDITOR, "publications", OF),
    ("already-published", 409, PUBLISHED, "editor", EDITOR, "publications", OF),
    ("already-published", 409, PUBLISHED, "editor", EDITOR, "approvals", OF),
    ("already-published", 409, PUBLISHED, "editor", EDITOR, "corrections", OF),
    ("not-published", 409, APPROVED, "editor", EDITOR, "corrections", OF),
    ("not-published", 409, OPEN, "editor", EDITOR, "withdrawals", WHY),
    ("not-published", 409, OPEN, "editor", EDITOR, "appearances", PODIUM),
    ("not-published", 409, OPEN, "editor", EDITOR, "adoptions", ADOPTION),
    ("article-withdrawn", 409, (*PUBLISHED, taking_back()), "editor", EDITOR, "withdrawals", WHY),
    ("article-withdrawn", 409, (*PUBLISHED, taking_back()), "editor", AUTHOR, "drafts", ARTICLE),
    ("initiative-withdrawn", 409, (*OPEN, withdrawal()), "editor", AUTHOR, "drafts", ARTICLE),
    ("initiative-withdrawn", 409, (*PUBLISHED, withdrawal()), "editor", EDITOR, "appearances", PODIUM),
    ("article-too-long", 409, OPEN, "editor", AUTHOR, "drafts", ARTICLE | {"body": "é" * 21_000}),
]
MEETINGS: list[Row] = [
    ("not-found", 404, PUBLISHED, "editor", EDITOR, "invitations", WHO),
    ("not-found", 404, PUBLISHED, "submitter", SUBMITTER, "answers", COMES),
    ("role-may-not", 403, INVITED, "adviser", 1, "invitations", WHO),
    ("role-may-not", 403, INVITED, "editor", EDITOR, "answers", COMES),
    ("role-may-not", 403, INVITED, "ministry-vws", 1, "nominations", WHO),
    ("role-may-not", 403, NOMINATED, "ministry-ocw", 1, "appointments", WHO),
    ("not-published", 409, (*APPROVED, meeting()), "editor", EDITOR, "invitations", WHO),
    ("not-published", 409, (meeting(),), "editor", EDITOR, "invitations", WHO),
    ("not-published", 409, (meeting(),), "submitter", SUBMITTER, "answers", COMES),
    ("suspended-by-revision", 409, (*REVISED, meeting()), "editor", EDITOR, "invitations", WHO),
    ("suspended-by-revision", 409, (*INVITED, revision()), "editor", EDITOR, "nominations", WHO),
    ("suspended-by-revision", 409, (*NOMINATED, revision()), "ministry-vws", 1, "appointments", WHO),
    ("already-invited", 409, INVITED, "editor", EDITOR, "invitations", WHO),
    ("already-nominated", 409, NOMINATED, "editor", EDITOR, "invitations", WHO),
    ("already-nominated", 409, NOMINATED, "editor", EDITOR, "nominations", WHO),
    ("already-nominated", 409, NOMINATED, "submitter", SUBMITTER, "answers", COMES | {"answer": "declined"}),
    ("not-invited", 409, (*PUBLISHED, meeting()), "editor", EDITOR, "nominations", WHO),
    ("not-invited", 409, (*PUBLISHED, meeting()), "submitter", SUBMITTER, "answers", COMES),
    ("not-invited", 409, (*INVITED, answer("declined")), "editor", EDITOR, "nominations", WHO),
    ("not-invited", 409, (*INVITED, answer("next")), "editor", EDITOR, "nominations", WHO),
    ("not-yours", 403, INVITED, "submitter", 99, "answers", COMES),
    ("already-answered", 409, (*INVITED, answer("accepted")), "submitter", SUBMITTER, "answers", COMES),
    ("not-nominated", 409, INVITED, "ministry-vws", 1, "appointments", WHO),
    ("already-appointed", 409, APPOINTED, "ministry-vws", 1, "appointments", WHO),
    ("article-withdrawn", 409, (*INVITED, taking_back()), "editor", EDITOR, "nominations", WHO),
    ("article-withdrawn", 409, (*INVITED, taking_back()), "submitter", SUBMITTER, "answers", COMES),
    ("initiative-withdrawn", 409, (*NOMINATED, withdrawal()), "ministry-vws", 1, "appointments", WHO),
]


def named(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "argnames": ("name", "status", "before", "role", "number", "act", "body"),
        "argvalues": rows,
        "ids": [f"{act}-{name}-{number}" for number, (name, *_, act, _) in enumerate(rows)],
    }


async def refused(now: Running, place: str, role: Role, number: int, body: Any) -> tuple[int, str]:
    """The status and the rule of a refusal, after which all reads as before."""

    async def all_that_reads() -> list[Any]:
        paths = (STORY, f"{BASE}/stories", await first_meeting(now), f"{BASE}/meetings")
        return [(await now.http.get(path, headers=by("editor"))).json() for path in paths]

    before = await all_that_reads()
    answer = await now.http.post(place, json=body, headers=by(role, number))
    await now.settled()
    assert await all_that_reads() == before
    return answer.status_code, rule(answer)


@pytest.mark.parametrize(**named(STORIES))
async def test_what_is_refused_on_a_story(
    running: Run, name: str, status: int, before: Sequence[Step], role: Role, number: int, act: str, body: Any
) -> None:
    """Each rule says no by its name."""
    async with running(builders.publication) as now:
        await happen(now, *before)
        assert await refused(now, f"{STORY}/{act}", role, number, body) == (status, name)


@pytest.mark.parametrize(**named(MEETINGS))
async def test_what_is_refused_at_a_meeting(
    running: Run, name: str, status: int, before: Sequence[Step], role: Role, number: int, act: str, body: Any
) -> None:
    """Each rule says no by its name."""
    async with running(builders.publication) as now:
        await happen(now, *before)
        assert await refused(now, f"{await first_meeting(now)}/{act}", role, number, body) == (status, name)


async def test_only_an_editor_plans_a_meeting(running: Run) -> None:
    """A ministry names people at a meeting; it does not plan one."""
    async with running(builders.publication) as now:
        assert await refused(now, f"{BASE}/meetings", "ministry-vws", 1, MEETING) == (403, "role-may-not")


async def test_an_act_says_who_acts(running: Run) -> None:
    """Without an actor nothing is done."""
    async with running(builders.publication) as now:
        answer = await now.http.post(f"{BASE}/meetings", json=MEETING)
        assert (answer.status_code, rule(answer)) == (401, "actor-needed")


WRONG: list[tuple[str, Role, dict[str, Any], list[str]]] = [
    (f"{STORY}/drafts", "editor", ARTICLE | {"title": " "}, ["/title"]),
    (f"{STORY}/drafts", "editor", ARTICLE | {"title": "x" * 201}, ["/title"]),
    (f"{STORY}/drafts", "editor", ARTICLE | {"intro": "a\u0000b"}, ["/intro"]),
    (f"{STORY}/drafts", "editor", ARTICLE | {"body": "x" * 40_961}, ["/body"]),
    (f"{STORY}/drafts", "editor", ARTICLE | {"status": "final"}, ["/status"]),
    (f"{STORY}/drafts", "editor", {}, ["/body", "/intro", "/title"]),
    (f"{STORY}/approvals", "submitter", OF, ["/consent", "/published"]),
    (f"{STORY}/approvals", "submitter", OF | {"consent": CONSENT}, ["/published"]),
    (
        f"{STORY}/approvals",
        "submitter",
        OF | AGREED | {"consent": {"name": True}},
        ["/consent/email", "/consent/phone"],
    ),
    (f"{STORY}/approvals", "submitter", OF | AGREED | {"consent": CONSENT | {"name": "yes"}}, ["/consent/name"]),
    (f"{STORY}/approvals", "submitter", OF | AGREED | {"published": {"email": "a@b"}}, ["/published/email"]),
    (f"{STORY}/approvals", "submitter", OF | AGREED | {"published": {"phone": "bel mij"}}, ["/published/phone"]),
    (f"{STORY}/approvals", "submitter", OF | AGREED | {"published": {"fax": "050"}}, ["/published/fax"]),
    (f"{STORY}/approvals", "editor", {"draftVersion": 0}, ["/draftVersion"]),
    (f"{STORY}/approvals", "editor", {"draftVersion": "5"}, ["/draftVersion"]),
    (f"{STORY}/publications", "editor", {"draftVersion": 1_000_001}, ["/draftVersion"]),
    (f"{STORY}/publications", "editor", {"draftVersion": 2**70}, ["/draftVersion"]),
    (f"{STORY}/corrections", "editor", {"draftVersion": True}, ["/draftVersion"]),
    (f"{STORY}/withdrawals", "editor", {}, ["/reason"]),
    (f"{STORY}/appearances", "editor", PODIUM | {"link": "javascript:alert(1)"}, ["/link"]),
    (f"{STORY}/appearances", "editor", PODIUM | {"date": "2019-02-30"}, ["/date"]),
    (f"{STORY}/appearances", "editor", PODIUM | {"date": "1560729600"}, ["/date"]),
    (f"{STORY}/adoptions", "editor", ADOPTION | {"form": "copied"}, ["/form"]),
    (f"{BASE}/meetings", "editor", MEETING | {"capacity": 0}, ["/capacity"]),
    (f"{BASE}/meetings", "editor", MEETING | {"capacity": 10_001}, ["/capacity"]),
    (f"{BASE}/meetings", "editor", MEETING | {"capacity": 10**30}, ["/capacity"]),
    (f"{BASE}/meetings", "editor", MEETING | {"region": "x" * 81}, ["/region"]),
    (f"{BASE}/meetings", "editor", MEETING | {"date": 17}, ["/date"]),
    (f"{BASE}/meetings", "editor", MEETING | {"date": "0000-01-01"}, ["/date"]),
    (f"{BASE}/meetings/{uuid(1)}/invitations", "editor", {"initiativeId": "ketenstage"}, ["/initiativeId"]),
    (f"{BASE}/meetings/{uuid(1)}/invitations", "editor", {"initiativeId": 7}, ["/initiativeId"]),
    (f"{BASE}/meetings/{uuid(1)}/answers", "submitter", COMES | {"answer": "perhaps"}, ["/answer"]),
    (f"{BASE}/meetings/x/answers", "submitter", COMES, ["/id"]),
]


async def test_wrong_input_is_told_where_it_is_wrong(running: Run) -> None:
    """Whatever does not fit is a 400 that points at each wrong place, and is never stored."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED)
        for place, role, body, pointers in WRONG:
            number = SUBMITTER if role == "submitter" else EDITOR
            answer = await now.http.post(place, json=body, headers=by(role, number))
            assert (answer.status_code, rule(answer)) == (400, "invalid-input"), (place, body)
            assert sorted(each["pointer"] for each in answer.json()["errors"]) == pointers, (place, body)


async def test_the_largest_article_fits(running: Run) -> None:
    """What passes the limits of a body fits into the events: drafted, agreed to with all details, and published."""
    full = {"title": "T" * 200, "intro": '\n"'.join("é" * 600), "body": "\\" * 20_000}
    consent = dict.fromkeys(("name", "phone", "email"), True)
    details = {"name": "é" * 120, "phone": "0" * 25, "email": "a" * 246 + "@b.nl"}
    submitted = submission(region="é" * 80, themes=list(get_args(events.Theme)), branches=list(get_args(events.Branch)))
    async with running(builders.publication) as now:
        await happen(now, submitted, assessment(), clearance(), draft(**full), approval())
        await happen(now, agreement(consent=consent, published=details), publication())
        story = await read(now, role=None)
        assert {name: story[name] for name in full} == full
        assert story["contact"] == details
