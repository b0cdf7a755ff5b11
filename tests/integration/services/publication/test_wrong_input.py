"""What publication cannot read over HTTP: told where it is wrong, and never stored; and the largest that it can."""

from typing import Any, Final

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    AGREED,
    ARTICLE,
    BASE,
    CONSENT,
    DRAFTED,
    EDITOR,
    FIRST_DRAFT,
    INITIATIVE,
    MEETING,
    STORY,
    SUBMITTER,
    agreement,
    approval,
    assessment,
    clearance,
    draft,
    happen,
    publication,
    read,
    rule,
    submission,
)

OF: dict[str, Any] = {"draftVersion": FIRST_DRAFT}
WHY: dict[str, Any] = {"reason": "De cijfers klopten niet."}
PODIUM: dict[str, Any] = {"kind": "podcast", "title": "Zoemen met", "date": "2019-09-02"}
ADOPTION: dict[str, Any] = {"by": "Zorgalliantie", "element": "de keten", "form": "adopted"}
WHO: dict[str, Any] = {"initiativeId": INITIATIVE}
COMES: dict[str, Any] = WHO | {"answer": "accepted"}

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
    (f"{STORY}/corrections", "editor", {"draftVersion": True}, ["/draftVersion"]),
    (f"{STORY}/withdrawals", "editor", {}, ["/reason"]),
    (f"{STORY}/appearances", "editor", PODIUM | {"link": "javascript:alert(1)"}, ["/link"]),
    (f"{STORY}/appearances", "editor", PODIUM | {"date": "2019-02-30"}, ["/date"]),
    (f"{STORY}/appearances", "editor", PODIUM | {"date": "1560729600"}, ["/date"]),
    (f"{STORY}/adoptions", "editor", ADOPTION | {"form": "copied"}, ["/form"]),
    (f"{BASE}/meetings", "editor", MEETING | {"capacity": 0}, ["/capacity"]),
    (f"{BASE}/meetings", "editor", MEETING | {"capacity": 10_001}, ["/capacity"]),
    (f"{BASE}/meetings", "editor", MEETING | {"capacity": 2**53 - 1}, ["/capacity"]),
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


WORDS: Final = [f"{number:060}" for number in range(20)]
"""As many themes, and branches, as reference data may have, with names as long as they may be."""


async def test_the_largest_article_fits(running: Run) -> None:
    """What passes the limits of a body fits into the events: drafted, agreed to with all details, and published."""
    full = {"title": "T" * 200, "intro": '\n"'.join("é" * 600), "body": "\\" * 20_000}
    consent = dict.fromkeys(("name", "phone", "email"), True)
    details = {"name": "é" * 120, "phone": "0" * 25, "email": "a" * 246 + "@b.nl"}
    submitted = submission(region="é" * 80, themes=WORDS, branches=WORDS)
    async with running(builders.publication) as now:
        await happen(now, submitted, assessment(), clearance(), draft(**full), approval())
        await happen(now, agreement(consent=consent, published=details), publication())
        story = await read(now, role=None)
        assert {name: story[name] for name in full} == full
        assert story["contact"] == details
