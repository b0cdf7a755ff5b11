"""A conflict of interest, over HTTP: declared at any time, and then the dossier is not there for whoever has it."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from shared.actor import Role
from shared.rebuild import Rebuild
from shared.testing.given import act, actor, uuid
from shared.testing.seeded import SeededIds
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

REASON: Final = "Mijn zus is bestuurder van deze instelling."
CONFLICT: Final = {"conflict": True, "reason": REASON}
NONE: Final = {"conflict": False}
VAULT: Final = "/assessment/v1/vault"
OTHER: Final = actor("adviser", 2).id
FIRST: Final[dict[str, Any]] = {
    "policyVersion": "2019-04",
    "validFrom": "2019-04-01",
    "criteria": ["samenwerken", "innoveren", "veranderen", "opschalen"],
    "threshold": 3,
    "requiredMinistries": ["ministry-vws"],
    "reminderDays": [7],
    "escalationDays": 28,
    "declarationRequired": True,
}
"""A policy that wants to know of conflicts of interest first."""


async def declare(
    advisers: Advisers, number: int = 1, role: Role = "adviser", *, body: Mapping[str, object] = CONFLICT
) -> None:
    done(await advisers.post("declarations", body, role, number))


async def listed(advisers: Advisers, number: int = 1, role: Role = "adviser") -> list[str]:
    return [each["id"] for each in (await advisers.get(DOSSIERS, role, number)).json()["items"]]


async def withdraw(advisers: Advisers, person: str, number: int = 2) -> None:
    done(await advisers.post("declaration-withdrawals", {"person": person, "reason": "Naamgenoot."}, number=number))


async def test_declared_before_anything_is_here(advisers: Advisers) -> None:
    """Before its submission has arrived; when it comes, its dossier is not there for that person, lists included."""
    answer = done(await advisers.post("declarations", CONFLICT))
    assert (answer.json(), answer.headers["Location"]) == ({"id": ID, "version": 0}, AT)
    await advisers.submitted()
    await advisers.submitted(of=101)
    assert await listed(advisers) == [uuid(101)]
    assert (await advisers.get(AT)).status_code == 404
    assert await listed(advisers, 2) == [ID, uuid(101)]
    assert (await advisers.get(AT, number=2)).status_code == 200
    found = await advisers.get(f"{DOSSIERS}?state=open&policyVersion=2019-03")
    assert [each["id"] for each in found.json()["items"]] == [uuid(101)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("assignments", {}),
        ("assignments", {"adviser": OTHER}),
        ("judgements", judgement()),
        ("information-requests", {"question": "Hoeveel?"}),
        ("assessments", {}),
        ("confirmations", confirmation()),
        ("deferrals", {"until": "2019-09-02", "motivation": "Te vroeg."}),
        ("resumptions", {}),
        ("declarations", NONE),
        ("declaration-withdrawals", {"person": actor("adviser").id, "reason": "Toch niet."}),
    ],
)
async def test_every_act_on_it_is_refused(advisers: Advisers, path: str, body: dict[str, Any]) -> None:
    """With the name of the rule, and what to do; nothing was changed."""
    await advisers.submitted()
    await declare(advisers)
    answer = await advisers.post(path, body)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:conflict-of-interest")
    assert "colleague" in answer.json()["detail"]
    assert (await advisers.get(AT, number=2)).headers["ETag"] == '"1"'


async def test_it_cannot_be_given_to_them(advisers: Advisers) -> None:
    """A colleague who assigns it is told why."""
    await advisers.submitted()
    await declare(advisers, 2)
    answer = await advisers.post("assignments", {"adviser": OTHER})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:adviser-has-conflict")


async def test_the_reason_is_kept_apart(advisers: Advisers) -> None:
    """No fact holds it; advisers read it, and whoever gave it; nobody else does."""
    await advisers.submitted()
    await declare(advisers, 4, "editor")
    assert REASON.encode() not in advisers.now.bus.last["koploper.assessment"]
    (declared,) = (await advisers.dossier())["declarations"]
    assert (declared["person"], declared["role"], declared["conflict"]) == (actor("editor", 4).id, "editor", True)
    ref = declared["reason"]["ref"]
    assert (await advisers.get(f"{VAULT}/{ref}")).json()["content"] == REASON
    assert (await advisers.get(f"{VAULT}/{ref}", "editor", 4)).json()["content"] == REASON
    for role, number in (("editor", 1), ("ministry-vws", 1), ("submitter", 1)):
        assert (await advisers.get(f"{VAULT}/{ref}", role, number)).status_code == 403  # type: ignore[arg-type]


async def test_what_was_written_of_it_is_shut_too(advisers: Advisers) -> None:
    """Motivations of a dossier are no longer read by whoever has a conflict, also their own; of another they are."""
    await advisers.submitted()
    done(await advisers.post("judgements", judgement()))
    ref = (await advisers.dossier())["criteria"]["innoveren"]["motivation"]["ref"]
    await declare(advisers)
    answer = await advisers.get(f"{VAULT}/{ref}")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:conflict-of-interest")
    assert (await advisers.get(f"{VAULT}/{ref}", number=2)).status_code == 200


async def test_everybody_of_the_office_may_declare(advisers: Advisers) -> None:
    """Reviewers, editors and employers have conflicts as well: the dossier is shut to them alike."""
    await advisers.submitted()
    for number, role in enumerate(("ministry-vws", "ministry-ocw", "ministry-szw", "editor", "employers"), start=10):
        await declare(advisers, number, role)  # type: ignore[arg-type]
        assert await listed(advisers, number, role) == []  # type: ignore[arg-type]
        assert (await advisers.get(AT, role, number)).status_code == 404  # type: ignore[arg-type]
    assert len((await advisers.dossier())["declarations"]) == 5


async def test_a_submitter_is_told_nothing_and_sees_the_own(advisers: Advisers) -> None:
    """Who has a conflict is the office's; and what is one's own is shut to nobody."""
    await advisers.submitted()
    await declare(advisers)
    assert "declarations" not in await advisers.dossier("submitter")
    assert await listed(advisers, 1, "submitter") == [ID]


async def test_declared_late(advisers: Advisers) -> None:
    """What they judged is judged anew, the rejection they proposed is not proposed, and nobody sees to the dossier."""
    await advisers.submitted()
    done(await advisers.post("assignments", {}))
    done(await advisers.post("judgements", judgement("samenwerken", met=False), number=2))
    for criterion in ("innoveren", "veranderen", "opschalen"):
        done(await advisers.post("judgements", judgement(criterion, met=False)))
    done(await advisers.post("assessments", {}))
    await declare(advisers)
    shown = await advisers.dossier(number=2)
    assert (shown["state"], shown["proposedBy"], shown["adviser"]) == ("open", None, None)
    assert {name: found["met"] for name, found in shown["criteria"].items()} == {
        "samenwerken": False,
        "innoveren": None,
        "veranderen": None,
        "opschalen": None,
    }
    answer = await advisers.post("assessments", {}, number=2)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:judgements-incomplete")


async def test_what_is_decided_stands(advisers: Advisers) -> None:
    """And is shown to others with what it rests on."""
    await advisers.submitted()
    await advisers.met()
    await declare(advisers)
    shown = await advisers.dossier(number=2)
    assert (shown["state"], shown["outcome"]) == ("decided", "met")
    assert all(found["met"] is not None for found in shown["criteria"].values())


async def test_a_mistake_is_withdrawn_by_another(advisers: Advisers) -> None:
    """With a reason; that it was declared stays to be seen."""
    await advisers.submitted()
    await declare(advisers)
    await withdraw(advisers, actor("adviser").id)
    (declared,) = (await advisers.dossier())["declarations"]
    assert (declared["conflict"], declared["withdrawal"]["by"]) == (True, OTHER)
    why = await advisers.get(f"{VAULT}/{declared['withdrawal']['reason']['ref']}")
    assert why.json()["content"] == "Naamgenoot."
    done(await advisers.post("judgements", judgement()))
    again = await advisers.post("declaration-withdrawals", {"person": declared["person"], "reason": "x"}, number=2)
    assert (again.status_code, again.json()["type"]) == (409, "urn:koploper:problem:no-conflict-stands")


async def test_twice_is_once(advisers: Advisers) -> None:
    """What was declared before is answered as done, and recorded once."""
    await declare(advisers)
    await declare(advisers)
    await declare(advisers, 2, body=NONE)
    await declare(advisers, 2, body=NONE)
    await advisers.submitted()
    assert len((await advisers.dossier(number=2))["declarations"]) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"conflict": True},
        {"conflict": True, "reason": ""},
        {"conflict": True, "reason": "a\u0000b"},
        {"conflict": True, "reason": "x" * 20_000},
        {"conflict": True, "reason": None},
        {"conflict": "ja", "reason": REASON},
        {"conflict": False, "reason": REASON},
        {**CONFLICT, "person": uuid(1)},
    ],
)
async def test_what_is_no_declaration(advisers: Advisers, body: dict[str, Any]) -> None:
    """A conflict without a reason, a reason without a conflict, or somebody else's, is input that is refused."""
    answer = await advisers.post("declarations", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:koploper:problem:invalid-input")


@pytest.mark.parametrize(
    "body",
    [{}, {"person": uuid(1)}, {"reason": "x"}, {"person": "jan", "reason": "x"}, {"person": uuid(1), "reason": " "}],
)
async def test_what_is_no_withdrawal(advisers: Advisers, body: dict[str, Any]) -> None:
    """It takes a person and a reason."""
    answer = await advisers.post("declaration-withdrawals", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:koploper:problem:invalid-input")


async def test_who_may_not(advisers: Advisers) -> None:
    """A submitter, a tipper, an auditor and nobody at all declare nothing; only advisers withdraw."""
    for role in ("submitter", "tipper", "auditor", "operator", "partner"):
        answer = await advisers.post("declarations", CONFLICT, role)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:role-may-not")
    nobody = await advisers.now.http.post(f"{AT}/declarations", json=CONFLICT)
    assert nobody.status_code == 401
    await declare(advisers)
    body = {"person": actor("adviser").id, "reason": "x"}
    assert (await advisers.post("declaration-withdrawals", body, "editor", 3)).status_code == 403


async def policy(advisers: Advisers) -> None:
    """Such a policy holds."""
    headers = {"Koploper-Actor": str(actor("operator"))}
    done(await advisers.now.http.post("/assessment/v1/policies", json=FIRST, headers=headers))


CARE: Final = [{"name": "Noorderboog", "sector": "zorg"}]


async def test_a_policy_may_want_it_first(advisers: Advisers) -> None:
    """Then an adviser who declared nothing sees what it takes to declare, and does nothing before."""
    await policy(advisers)
    await advisers.submitted(organisations=CARE, region="Drenthe")
    assert await advisers.dossier() == {
        "id": ID,
        "title": "Ketenstage",
        "organisations": CARE,
        "region": "Drenthe",
        "declarationNeeded": True,
    }
    answer = await advisers.post("judgements", judgement())
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:declaration-needed")
    await declare(advisers, body=NONE)
    done(await advisers.post("judgements", judgement()))
    assert (await advisers.dossier())["criteria"]["innoveren"]["met"] is True
    assert "declarationNeeded" in await advisers.dossier(number=2)
    assert (await advisers.dossier("editor"))["policyVersion"] == "2019-04"
    assert (await advisers.dossier("submitter"))["state"] == "open"


async def test_lists_want_it_first_too(advisers: Advisers) -> None:
    """An adviser who declared nothing sees that it is there, and neither where it stands nor what was decided."""
    await policy(advisers)
    await advisers.submitted()
    for number in (2, 3):
        await declare(advisers, number, body=NONE)
    for criterion in CRITERIA:
        done(await advisers.post("judgements", judgement(criterion, met=False), number=2))
    done(await advisers.post("assessments", {}, number=2))
    unseen = {"id": ID, "title": "Ketenstage", "declarationNeeded": True}
    assert (await advisers.get(DOSSIERS)).json()["items"] == [unseen]
    told = {"state=open": [ID], "state=proposed": [], "outcome=not-met": []}
    for query, found in told.items():
        assert [each["id"] for each in (await advisers.get(f"{DOSSIERS}?{query}")).json()["items"]] == found, query
    assert "proposed" not in (await advisers.get(f"{DOSSIERS}?format=csv")).text
    (seen,) = (await advisers.get(f"{DOSSIERS}?state=proposed", number=3)).json()["items"]
    assert (seen["id"], seen["state"]) == (ID, "proposed")
    assert (await advisers.get(DOSSIERS, "editor")).json()["items"] == [seen]
    done(await advisers.post("confirmations", {"confirmed": True, "motivation": "Zo is het."}, number=3))
    assert (await advisers.get(f"{DOSSIERS}?outcome=not-met")).json()["items"] == []
    assert (await advisers.get(f"{DOSSIERS}?state=decided")).json()["items"] == [unseen]
    assert (await advisers.get(f"{DOSSIERS}?outcome=not-met", "submitter")).json()["items"][0]["outcome"] == "not-met"


async def test_texts_want_it_first_too(advisers: Advisers) -> None:
    """A motivation is read after declaring; by who wrote it, and by others than advisers, as ever."""
    await policy(advisers)
    await advisers.submitted()
    await declare(advisers, 2, body=NONE)
    done(await advisers.post("judgements", judgement(), number=2))
    ref = (await advisers.dossier(number=2))["criteria"]["innoveren"]["motivation"]["ref"]
    answer = await advisers.get(f"{VAULT}/{ref}")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:declaration-needed")
    assert (await advisers.get(f"{VAULT}/{ref}", number=2)).status_code == 200
    await declare(advisers, body=NONE)
    assert (await advisers.get(f"{VAULT}/{ref}")).status_code == 200


async def test_withdrawn_it_is_declared_anew(advisers: Advisers) -> None:
    """Under such a policy one whose declaration was a mistake says so oneself too."""
    await policy(advisers)
    await advisers.submitted()
    await declare(advisers, 2, body=NONE)
    await declare(advisers)
    await withdraw(advisers, actor("adviser").id)
    assert "declarationNeeded" in await advisers.dossier()
    await declare(advisers, body=NONE)
    assert (await advisers.dossier())["state"] == "open"


async def test_a_policy_says_so(advisers: Advisers) -> None:
    """In the list of policies, also of those that do not want it."""
    await policy(advisers)
    items = (await advisers.get("/assessment/v1/policies", None)).json()["items"]
    assert [(each["policyVersion"], each["declarationRequired"]) for each in items] == [
        ("2019-03", False),
        ("2019-04", True),
    ]


async def test_a_rebuilt_read_model_is_the_same(advisers: Advisers) -> None:
    """Made anew from the facts, declarations and what is shut are what they were."""
    await advisers.submitted()
    done(await advisers.post("judgements", judgement()))
    await declare(advisers)
    await declare(advisers, 2, body=NONE)
    await declare(advisers, 3)
    await withdraw(advisers, actor("adviser", 3).id)
    service = advisers.now.service("assessment")
    for read_model in service.read_models.values():
        found = await Rebuild(service.store, read_model).run(
            service.model, service.ids, act("operator"), "Een proef", dry=True
        )
        assert (found.added, found.removed, found.changed) == (0, 0, 0)


async def test_it_holds_after_a_restart(running: Run) -> None:
    """What is shut is in the store."""
    async with running(builders.assessment) as now:
        await declare(Advisers(now))
    async with running(builders.assessment, ids=SeededIds(3)) as now:
        await Advisers(now).submitted()
        assert await listed(Advisers(now)) == []
