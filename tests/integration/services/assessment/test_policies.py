"""Letting a policy hold over HTTP: by an operator, once, and only what can be kept."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from shared.testing.running import by
from shared.web import holding
from tests.integration.services.assessment.advisers import DOSSIERS, Advisers, done

PATH: Final = "/assessment/v1/policies"
RULES: Final[dict[str, Any]] = {
    "policyVersion": "2021-01",
    "validFrom": "2021-01-01",
    "criteria": ["samenwerken", "innoveren", "veranderen", "opschalen"],
    "threshold": 3,
    "requiredMinistries": ["ministry-vws", "ministry-ocw"],
    "reminderDays": [7, 14],
    "escalationDays": 28,
}


FIRST_DAY: Final = datetime(2021, 1, 1, tzinfo=UTC)


async def activate(advisers: Advisers, rules: Any, role: Any = "operator") -> Any:
    advisers.now.clock.forward(max(timedelta(), FIRST_DAY - advisers.now.clock.now()))
    answer = await advisers.now.http.post(PATH, json=rules, headers=by(role))
    await advisers.now.settled()
    return answer


async def test_what_is_opened_from_then_on_falls_under_it(advisers: Advisers) -> None:
    """And what was opened before keeps its own."""
    await advisers.submitted()
    done(await activate(advisers, RULES))
    await advisers.submitted(of=101)
    items = (await advisers.get(f"{DOSSIERS}?sort=openedAt")).json()["items"]
    assert sorted(each["policyVersion"] for each in items) == ["2019-03", "2021-01"]
    policies = (await advisers.get(PATH)).json()["items"]
    assert {each["policyVersion"]: each["active"] for each in policies} == {"2019-03": False, "2021-01": True}


async def test_two_at_once_make_one(advisers: Advisers) -> None:
    """Two operators who activate the same get the same answer, and one fact is recorded."""
    answers = await asyncio.gather(*(activate(advisers, RULES) for _ in range(2)))
    assert {(each.status_code, each.json()["version"]) for each in answers} == {(201, 1)}


@pytest.mark.parametrize(("again", "version"), [("2019-03", 2), ("2021-01", 1)], ids=["brought back", "held already"])
async def test_who_read_what_held_before_another_replica_changed_it_decides_anew(
    advisers: Advisers, monkeypatch: pytest.MonkeyPatch, again: str, version: int
) -> None:
    """What is answered holds: what holds no more is brought back, and what holds already is not activated twice."""
    first = (await advisers.get(f"{PATH}/2019-03")).json()
    rules = {"2021-01": RULES, "2019-03": {name: first[name] for name in RULES}}[again]
    done(await activate(advisers, RULES))
    looked, stale = holding._read, iter(["2019-03"])
    monkeypatch.setattr(holding, "_read", lambda service, holds: next(stale, None) or looked(service, holds))
    assert (await activate(advisers, rules)).json()["version"] == version
    assert (await advisers.get(f"{PATH}/{again}")).json()["active"]


@pytest.mark.parametrize("role", ["adviser", "editor", "ministry-vws", "auditor", "submitter", "system"])
async def test_nobody_but_an_operator(advisers: Advisers, role: Any) -> None:
    """Advisers decide under a policy, not about it."""
    answer = await activate(advisers, RULES, role)
    assert answer.status_code in (400, 403)
    assert (await advisers.get(f"{PATH}/2021-01")).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": 5},
        {"threshold": 0},
        {"threshold": "3"},
        {"reminderDays": [14, 7]},
        {"criteria": []},
        {"criteria": ["samenwerken", "samenwerken"]},
        {"requiredMinistries": ["ministry-bzk"]},
        {"policyVersion": "nieuw"},
        {"policyVersion": "\uff12\uff10\uff12\uff10-\uff10\uff11"},
        {"escalationDays": 2**53 - 1},
        {"reminderDays": [0, 7]},
        {"validFrom": "2021-02-30"},
        {"more": 1},
    ],
)
async def test_what_is_no_policy(advisers: Advisers, changes: dict[str, Any]) -> None:
    """Rules that nobody could keep are no input."""
    answer = await activate(advisers, RULES | changes)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:koploper:problem:invalid-input")


async def test_a_version_keeps_its_content(advisers: Advisers) -> None:
    """The same again changes nothing; other rules under its name are refused."""
    done(await activate(advisers, RULES))
    done(await activate(advisers, RULES))
    answer = await activate(advisers, RULES | {"threshold": 2})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:policy-changed")


async def test_an_earlier_policy_is_brought_back(advisers: Advisers) -> None:
    """It holds for what is opened from then on, and is the same policy as before."""
    first = (await advisers.get(f"{PATH}/2019-03")).json()
    done(await activate(advisers, RULES))
    told = {name: first[name] for name in RULES}
    done(await activate(advisers, told))
    await advisers.submitted()
    assert [each["policyVersion"] for each in (await advisers.get(DOSSIERS)).json()["items"]] == ["2019-03"]
    assert (await advisers.get(f"{PATH}/2019-03")).json()["active"]
    assert not (await advisers.get(f"{PATH}/2021-01")).json()["active"]


async def test_a_policy_holds_from_its_first_day(advisers: Advisers) -> None:
    """The day before, it is refused, and nothing is kept of it."""
    advisers.now.clock.forward(FIRST_DAY - timedelta(minutes=1) - advisers.now.clock.now())
    answer = await advisers.now.http.post(PATH, json=RULES, headers=by("operator"))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:policy-not-valid-yet")
    done(await activate(advisers, RULES))
