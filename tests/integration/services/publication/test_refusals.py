"""What publication refuses over HTTP, by the name of the rule; nothing is changed by it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest

from shared.actor import Role
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
    answer,
    approval,
    draft,
    first_meeting,
    happen,
    meeting,
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
UNASKED: dict[str, Any] = DETAILS | {"phone": "050 123 4567"}

Row = tuple[str, int, Role, int, str, dict[str, Any]]
"""A refusal, its status, who asks (role and number), for which act, and with what."""

AT_MEETINGS: Final = {"invitations", "answers", "nominations", "appointments"}
REFUSED: Final[Mapping[str, tuple[Sequence[Step], Sequence[Row]]]] = {
    "nothing": (
        (),
        [
            ("not-found", 404, "editor", AUTHOR, "drafts", ARTICLE),
            ("not-found", 404, "editor", EDITOR, "publications", OF),
            ("not-found", 404, "submitter", SUBMITTER, "approvals", OF | AGREED),
        ],
    ),
    "submission": ((submission(),), [("not-found", 404, "editor", AUTHOR, "drafts", ARTICLE)]),
    "open": (
        OPEN,
        [
            ("role-may-not", 403, "adviser", 1, "drafts", ARTICLE),
            ("no-such-draft", 409, "editor", EDITOR, "approvals", OF),
            ("not-published", 409, "editor", EDITOR, "withdrawals", WHY),
            ("not-published", 409, "editor", EDITOR, "appearances", PODIUM),
            ("not-published", 409, "editor", EDITOR, "adoptions", ADOPTION),
            ("article-too-long", 409, "editor", AUTHOR, "drafts", ARTICLE | {"body": "é" * 21_000}),
        ],
    ),
    "drafted": (
        DRAFTED,
        [
            ("role-may-not", 403, "ministry-vws", 1, "approvals", OF),
            ("not-yours", 403, "submitter", 99, "approvals", OF | AGREED),
            ("no-such-draft", 409, "editor", EDITOR, "approvals", {"draftVersion": 1_000_000}),
            ("author-may-not-approve", 409, "editor", AUTHOR, "approvals", OF),
            ("consent-mismatch", 409, "editor", EDITOR, "approvals", OF | AGREED),
            ("consent-mismatch", 409, "editor", EDITOR, "approvals", OF | {"published": {}}),
            ("consent-mismatch", 409, "submitter", SUBMITTER, "approvals", OF | AGREED | {"published": {}}),
            ("consent-mismatch", 409, "submitter", SUBMITTER, "approvals", OF | AGREED | {"published": UNASKED}),
            ("approvals-missing", 409, "editor", EDITOR, "publications", OF),
        ],
    ),
    "approved": (
        APPROVED,
        [
            ("role-may-not", 403, "submitter", SUBMITTER, "publications", OF),
            ("not-published", 409, "editor", EDITOR, "corrections", OF),
        ],
    ),
    "published": (
        PUBLISHED,
        [
            ("role-may-not", 403, "submitter", SUBMITTER, "corrections", OF),
            ("role-may-not", 403, "submitter", SUBMITTER, "withdrawals", WHY),
            ("role-may-not", 403, "partner", 1, "appearances", PODIUM),
            ("role-may-not", 403, "employers", 1, "adoptions", ADOPTION),
            ("already-published", 409, "editor", EDITOR, "publications", OF),
            ("already-published", 409, "editor", EDITOR, "approvals", OF),
            ("already-published", 409, "editor", EDITOR, "corrections", OF),
            ("not-found", 404, "editor", EDITOR, "invitations", WHO),
            ("not-found", 404, "submitter", SUBMITTER, "answers", COMES),
        ],
    ),
    "open-then-revision": ((*OPEN, revision()), [("suspended-by-revision", 409, "editor", AUTHOR, "drafts", ARTICLE)]),
    "approved-then-revision": (
        (*APPROVED, revision()),
        [("suspended-by-revision", 409, "editor", EDITOR, "publications", OF)],
    ),
    "drafted-then-revision": (
        (*DRAFTED, revision()),
        [("suspended-by-revision", 409, "submitter", SUBMITTER, "approvals", OF | AGREED)],
    ),
    "drafted-then-draft": ((*DRAFTED, draft()), [("seen-older-version", 409, "editor", EDITOR, "approvals", OF)]),
    "drafted-then-approval": (
        (*DRAFTED, approval()),
        [
            ("already-approved", 409, "editor", ANOTHER, "approvals", OF),
            ("approvals-missing", 409, "editor", EDITOR, "publications", OF),
        ],
    ),
    "published-then-taking-back": (
        (*PUBLISHED, taking_back()),
        [
            ("article-withdrawn", 409, "editor", EDITOR, "withdrawals", WHY),
            ("article-withdrawn", 409, "editor", AUTHOR, "drafts", ARTICLE),
        ],
    ),
    "open-then-withdrawal": (
        (*OPEN, withdrawal()),
        [("initiative-withdrawn", 409, "editor", AUTHOR, "drafts", ARTICLE)],
    ),
    "published-then-withdrawal": (
        (*PUBLISHED, withdrawal()),
        [("initiative-withdrawn", 409, "editor", EDITOR, "appearances", PODIUM)],
    ),
    "invited": (
        INVITED,
        [
            ("role-may-not", 403, "adviser", 1, "invitations", WHO),
            ("role-may-not", 403, "editor", EDITOR, "answers", COMES),
            ("role-may-not", 403, "ministry-vws", 1, "nominations", WHO),
            ("already-invited", 409, "editor", EDITOR, "invitations", WHO),
            ("not-yours", 403, "submitter", 99, "answers", COMES),
            ("not-nominated", 409, "ministry-vws", 1, "appointments", WHO),
        ],
    ),
    "nominated": (
        NOMINATED,
        [
            ("role-may-not", 403, "ministry-ocw", 1, "appointments", WHO),
            ("already-nominated", 409, "editor", EDITOR, "invitations", WHO),
            ("already-nominated", 409, "editor", EDITOR, "nominations", WHO),
            ("already-nominated", 409, "submitter", SUBMITTER, "answers", COMES | {"answer": "declined"}),
        ],
    ),
    "approved-then-meeting": ((*APPROVED, meeting()), [("not-published", 409, "editor", EDITOR, "invitations", WHO)]),
    "meeting": (
        (meeting(),),
        [
            ("not-published", 409, "editor", EDITOR, "invitations", WHO),
            ("not-published", 409, "submitter", SUBMITTER, "answers", COMES),
        ],
    ),
    "revised-then-meeting": (
        (*REVISED, meeting()),
        [("suspended-by-revision", 409, "editor", EDITOR, "invitations", WHO)],
    ),
    "invited-then-revision": (
        (*INVITED, revision()),
        [("suspended-by-revision", 409, "editor", EDITOR, "nominations", WHO)],
    ),
    "nominated-then-revision": (
        (*NOMINATED, revision()),
        [("suspended-by-revision", 409, "ministry-vws", 1, "appointments", WHO)],
    ),
    "published-then-meeting": (
        (*PUBLISHED, meeting()),
        [
            ("not-invited", 409, "editor", EDITOR, "nominations", WHO),
            ("not-invited", 409, "submitter", SUBMITTER, "answers", COMES),
        ],
    ),
    "invited-then-declined": (
        (*INVITED, answer("declined")),
        [("not-invited", 409, "editor", EDITOR, "nominations", WHO)],
    ),
    "invited-then-next": ((*INVITED, answer("next")), [("not-invited", 409, "editor", EDITOR, "nominations", WHO)]),
    "invited-then-accepted": (
        (*INVITED, answer("accepted")),
        [("already-answered", 409, "submitter", SUBMITTER, "answers", COMES)],
    ),
    "appointed": (APPOINTED, [("already-appointed", 409, "ministry-vws", 1, "appointments", WHO)]),
    "invited-then-taking-back": (
        (*INVITED, taking_back()),
        [
            ("article-withdrawn", 409, "editor", EDITOR, "nominations", WHO),
            ("article-withdrawn", 409, "submitter", SUBMITTER, "answers", COMES),
        ],
    ),
    "nominated-then-withdrawal": (
        (*NOMINATED, withdrawal()),
        [("initiative-withdrawn", 409, "ministry-vws", 1, "appointments", WHO)],
    ),
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


@pytest.mark.parametrize("happened", REFUSED)
async def test_what_is_refused(running: Run, happened: str) -> None:
    """After the same history each rule says no by its name, one after the other: a refusal changes nothing."""
    before, rows = REFUSED[happened]
    async with running(builders.publication) as now:
        await happen(now, *before)
        for name, status, role, number, act, body in rows:
            place = await first_meeting(now) if act in AT_MEETINGS else STORY
            assert await refused(now, f"{place}/{act}", role, number, body) == (status, name), (act, role, body)


async def test_only_an_editor_plans_a_meeting(running: Run) -> None:
    """A ministry names people at a meeting; it does not plan one."""
    async with running(builders.publication) as now:
        assert await refused(now, f"{BASE}/meetings", "ministry-vws", 1, MEETING) == (403, "role-may-not")


async def test_an_act_says_who_acts(running: Run) -> None:
    """Without an actor nothing is done."""
    async with running(builders.publication) as now:
        answer = await now.http.post(f"{BASE}/meetings", json=MEETING)
        assert (answer.status_code, rule(answer)) == (401, "actor-needed")
