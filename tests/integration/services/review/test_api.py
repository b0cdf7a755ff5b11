"""Review over HTTP: what people do on a clearance, and what it refuses."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.actor import Role
from shared.testing.running import by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.review.journeys import (
    ALL,
    CHECKED,
    CLEARANCE,
    CLEARED,
    INITIATIVE,
    OPEN,
    REFUSED,
    REVISED,
    Step,
    assessment,
    check,
    closure,
    does,
    happen,
    opened,
    policy,
    revision,
    seen,
    submission,
    verdict,
    withdrawal,
)

MOTIVATION = "Geen bezwaar."
CHECK = {"clear": True, "motivation": MOTIVATION}
VERDICT = {"ministry": "ministry-ocw", "verdict": "cleared", "motivation": MOTIVATION}
ADVICE = {"advice": "positive", "text": "Past in onze regio."}
SZW = VERDICT | {"ministry": "ministry-szw"}

REFUSALS: list[tuple[str, Sequence[Step], Role, str, dict[str, Any], int]] = [
    ("not-found", (), "ministry-vws", "inspectorate-checks", CHECK, 404),
    ("not-found", (policy(), submission()), "ministry-ocw", "verdicts", VERDICT, 404),
    ("not-found", (), "employers", "advice", ADVICE, 404),
    ("not-found", (), "adviser", "closures", {"reason": "Genoeg."}, 404),
    ("role-may-not", OPEN, "ministry-ocw", "inspectorate-checks", CHECK, 403),
    ("role-may-not", OPEN, "adviser", "verdicts", VERDICT, 403),
    ("role-may-not", OPEN, "submitter", "advice", ADVICE, 403),
    ("role-may-not", OPEN, "ministry-vws", "closures", {"reason": "Genoeg."}, 403),
    ("already-checked", CHECKED, "ministry-vws", "inspectorate-checks", CHECK, 409),
    ("already-checked", REVISED, "ministry-vws", "inspectorate-checks", CHECK, 409),
    ("inspectorate-check-first", OPEN, "ministry-ocw", "verdicts", VERDICT, 409),
    ("inspectorate-objects", (*OPEN, check(clear=False)), "ministry-ocw", "verdicts", VERDICT, 409),
    ("not-your-ministry", CHECKED, "ministry-vws", "verdicts", VERDICT, 409),
    ("not-your-ministry", CHECKED, "ministry-szw", "verdicts", VERDICT | {"ministry": "ocw"}, 409),
    (
        "ministry-not-required",
        (policy("2021-01"), submission(), assessment(under="2021-01"), check()),
        "ministry-szw",
        "verdicts",
        SZW,
        409,
    ),
    ("seen-older-version", REVISED, "ministry-ocw", "verdicts", VERDICT | {"submissionVersion": 1}, 409),
    ("version-not-here-yet", CHECKED, "ministry-ocw", "verdicts", VERDICT | {"submissionVersion": 2}, 409),
    ("suspended-by-revision", (*CHECKED, revision()), "ministry-ocw", "verdicts", VERDICT, 409),
    ("suspended-by-revision", (*OPEN, revision()), "ministry-vws", "inspectorate-checks", CHECK, 409),
    ("suspended-by-revision", (*OPEN, revision()), "employers", "advice", ADVICE, 409),
    ("suspended-by-revision", (*OPEN, revision()), "adviser", "closures", {"reason": "Genoeg."}, 409),
    ("initiative-rejected", (*CHECKED, assessment(2, "not-met")), "ministry-ocw", "verdicts", VERDICT, 409),
    ("already-decided", CLEARED, "ministry-ocw", "verdicts", VERDICT | {"verdict": "refused"}, 409),
    ("already-decided", REFUSED, "ministry-ocw", "verdicts", VERDICT, 409),
    ("already-decided", CLEARED, "employers", "advice", ADVICE, 409),
    ("already-decided", (*OPEN, closure()), "adviser", "closures", {"reason": "Genoeg."}, 409),
    ("initiative-withdrawn", (*CHECKED, withdrawal()), "ministry-ocw", "verdicts", VERDICT, 409),
    ("invalid-input", CHECKED, "ministry-ocw", "verdicts", VERDICT | {"verdict": "perhaps"}, 400),
    ("invalid-input", CHECKED, "ministry-ocw", "verdicts", VERDICT | {"ministry": "bzk"}, 400),
    ("invalid-input", CHECKED, "ministry-ocw", "verdicts", VERDICT | {"submissionVersion": "1"}, 400),
    ("invalid-input", CHECKED, "ministry-ocw", "verdicts", VERDICT | {"motivation": " "}, 400),
    ("invalid-input", CHECKED, "ministry-ocw", "verdicts", VERDICT | {"because": "x"}, 400),
    ("invalid-input", OPEN, "ministry-vws", "inspectorate-checks", CHECK | {"clear": 1}, 400),
    ("invalid-input", OPEN, "employers", "advice", ADVICE | {"advice": "Wij zijn voor"}, 400),
    ("invalid-input", OPEN, "adviser", "closures", {}, 400),
]


@pytest.mark.parametrize(
    ("rule", "before", "role", "act", "body", "status"),
    REFUSALS,
    ids=[f"{rule}-{act}-{number}" for number, (rule, _, _, act, _, _) in enumerate(REFUSALS)],
)
async def test_what_the_rules_refuse(
    running: Run, rule: str, before: Sequence[Step], role: Role, act: str, body: dict[str, Any], status: int
) -> None:
    """Each refusal is a problem by the name of its rule, and changes nothing."""
    async with running(builders.review) as now:
        await happen(now, *before)
        stood = (await now.http.get(CLEARANCE, headers=by("adviser"))).json()
        answer = await now.http.post(f"{CLEARANCE}/{act}", json=body, headers=by(role))
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["type"] == f"urn:koploper:problem:{rule}"
        assert (await now.http.get(CLEARANCE, headers=by("adviser"))).json() == stood


async def test_an_older_version_is_refused_with_what_changed(running: Run) -> None:
    """In a sentence, and for programs: which is the newest, what it is that changed, and where to compare them."""
    told: dict[str, Any] = {
        "title": "Ketenstage",
        "changed": ["title", "criteria.innoveren"],
        "submissionDigest": "b" * 64,
    }
    async with running(builders.review) as now:
        await happen(now, policy(), submission(digest="a" * 64), assessment(), check(), revision(2, **told))
        stood = await seen(now)
        body = VERDICT | {"submissionVersion": 1, "submissionDigest": "a" * 64}
        answer = await now.http.post(f"{CLEARANCE}/verdicts", json=body, headers=by("ministry-ocw"))
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (409, "urn:koploper:problem:seen-older-version")
        compared = f"/intake/v1/initiatives/{INITIATIVE}/versions/2?since=1"
        assert (problem["newest"], problem["changed"]) == (2, ["title", "criteria.innoveren"])
        assert problem["differences"] == compared
        assert "since then the title and the criterion innoveren changed, up to version 2" in problem["detail"]
        assert compared in problem["detail"]
        assert await seen(now) == stood


@pytest.mark.parametrize(
    ("role", "act", "body"),
    [
        ("ministry-ocw", "verdicts", VERDICT),
        ("employers", "advice", ADVICE),
        ("ministry-vws", "inspectorate-corrections", CHECK),
        ("adviser", "closures", {"reason": "Genoeg."}),
    ],
)
async def test_another_digest_than_the_versions_is_refused(
    running: Run, role: Role, act: str, body: dict[str, Any]
) -> None:
    """Whatever is found, it is found on the text that was seen; and the clearance shows what that is called by."""
    async with running(builders.review) as now:
        await happen(now, policy(), submission(digest="a" * 64), assessment(), check())
        assert (await seen(now))["submissionDigest"] == "a" * 64
        other = body | {"submissionDigest": "c" * 64}
        for named, rule in ((other | {"submissionVersion": 1}, "seen-older-version"), (other, "digest-not-known")):
            answer = await now.http.post(f"{CLEARANCE}/{act}", json=named, headers=by(role))
            assert (answer.status_code, answer.json()["type"]) == (409, f"urn:koploper:problem:{rule}")
        same = body | {"submissionDigest": "a" * 64}
        assert (await now.http.post(f"{CLEARANCE}/{act}", json=same, headers=by(role))).status_code == 201


async def test_an_act_says_who_acts(running: Run) -> None:
    """Without an actor nothing is done."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        answer = await now.http.post(f"{CLEARANCE}/inspectorate-checks", json=CHECK)
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:koploper:problem:actor-needed")


async def test_an_act_on_what_was_not_seen_is_refused(running: Run) -> None:
    """`If-Match` with an older version than the present one: read it again first."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        etag = (await now.http.get(CLEARANCE, headers=by("ministry-vws"))).headers["ETag"]
        made = await now.http.post(
            f"{CLEARANCE}/inspectorate-checks", json=CHECK, headers=by("ministry-vws") | {"If-Match": etag}
        )
        assert (made.status_code, made.headers["Location"]) == (201, CLEARANCE)
        late = await now.http.post(
            f"{CLEARANCE}/verdicts", json=VERDICT, headers=by("ministry-ocw") | {"If-Match": etag}
        )
        assert (late.status_code, late.json()["type"]) == (412, "urn:koploper:problem:stale-version")


async def test_the_etag_is_the_version_that_an_act_answers(running: Run) -> None:
    """What an act answers is what the clearance then has, also where an outcome followed."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        for step in (check(), *(verdict(ministry) for ministry in ALL)):
            answered = await step(now)
            read = await now.http.get(CLEARANCE, headers=by("adviser"))
            assert answered.headers["ETag"] == read.headers["ETag"] == f'"{answered.json()["version"]}"'
            assert answered.json()["id"] == INITIATIVE


async def test_cleared_when_every_ministry_clears(running: Run) -> None:
    """Open until the last verdict is in, whatever their order; short names of ministries do as well."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED)
        for short in ("szw", "vws", "ocw"):
            assert (await seen(now))["state"] == "open"
            role: Role = next(ministry for ministry in ALL if ministry.endswith(short))
            await happen(now, does(role, "verdicts", ministry=short, verdict="cleared", motivation=MOTIVATION))
        cleared = await seen(now)
        assert (cleared["state"], cleared["refusedBy"]) == ("cleared", [])
        assert {each["ministry"] for each in cleared["verdicts"]} == set(ALL)
        assert b"nl.koploper.ministry-cleared.v1" in now.bus.last["koploper.review"]


async def test_refused_when_all_are_in_and_one_refuses(running: Run) -> None:
    """Not before the last one is in."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-ocw", "refused"), verdict("ministry-vws"))
        assert (await seen(now))["state"] == "open"
        await happen(now, verdict("ministry-szw"))
        refused = await seen(now)
        assert (refused["state"], refused["refusedBy"]) == ("refused", ["ministry-ocw"])
        assert b"nl.koploper.ministry-refused.v1" in now.bus.last["koploper.review"]


async def test_a_verdict_may_be_revised_until_the_last_is_in(running: Run) -> None:
    """The later one counts, and it alone is shown."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-ocw", "refused"), verdict("ministry-ocw"))
        assert [each["verdict"] for each in (await seen(now))["verdicts"]] == ["cleared"]
        await happen(now, verdict("ministry-vws"), verdict("ministry-szw"))
        assert (await seen(now))["state"] == "cleared"


async def test_after_an_objection_ministries_can_refuse(running: Run) -> None:
    """The inspectorate check is part of it."""
    async with running(builders.review) as now:
        await happen(now, *OPEN, check(clear=False), *(verdict(ministry, "refused") for ministry in ALL))
        refused = await seen(now)
        assert (refused["inspectorateCheck"]["clear"], refused["state"]) == (False, "refused")


async def test_an_adviser_closes_a_round(running: Run) -> None:
    """With what is in it ends in a refusal; why is kept for the office."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-vws"), closure())
        closed = await seen(now)
        assert (closed["state"], closed["refusedBy"]) == ("refused", [])
        assert await opened(now, "adviser", closed["closure"]["reason"]) == "SZW antwoordt niet."


async def test_employers_advise(running: Run) -> None:
    """Their advice binds nobody; an earlier version's stays to be read."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, does("employers", "advice", **ADVICE), revision(), assessment(2))
        (advice,) = (await seen(now))["advice"]
        assert (advice["advice"], advice["submissionVersion"]) == ("positive", 1)
        assert await opened(now, "employers", advice["text"]) == ADVICE["text"]


async def test_all_that_is_wrong_is_said_at_once(running: Run) -> None:
    """Each field once, by its place in the body."""
    async with running(builders.review) as now:
        about = {"submissionVersion": 0, "submissionDigest": "F" * 64}
        wrong = about | {"ministry": "bzk", "verdict": "perhaps", "motivation": ""}
        answer = await now.http.post(f"{CLEARANCE}/verdicts", json=wrong, headers=by("ministry-ocw"))
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}" for name in wrong]
