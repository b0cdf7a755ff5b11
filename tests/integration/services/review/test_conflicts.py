"""What is shut to somebody of the office, in review: not there for them, and without what they found."""

from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, select, update

from shared.actor import Role
from shared.doctor.read_models import read_model_differs
from shared.store import schema
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.review.journeys import (
    CHECKED,
    CLEARANCE,
    CLEARED,
    INITIATIVE,
    Step,
    assessment,
    does,
    happen,
    seen,
    submission,
    verdict,
)

OTHER = uuid(101)
CONFLICT = {"new": ["in a later version"], "initiativeId": INITIATIVE, "reason": {"ref": uuid(9), "digest": "0" * 64}}


def conflict(fact: str = "conflict-declared.v1", number: int = 1) -> Step:
    """Person 1 declared a conflict of interest, or an adviser withdrew that."""
    data = CONFLICT | {"person": actor("adviser", number).id}
    stream = f"conflict-{INITIATIVE}"
    return lambda now: now.announce("assessment", fact, data, stream=stream, initiativeid=INITIATIVE)


async def listed(now: Running, role: Role = "adviser", number: int = 1) -> list[str]:
    items = (await now.http.get("/review/v1/clearances", headers=by(role, number))).json()["items"]
    return [each["id"] for each in items]


def another(*acts: tuple[Role, str, dict[str, Any]]) -> tuple[Step, ...]:
    """The same by somebody else, person 2."""

    def does(role: Role, act: str, body: dict[str, Any]) -> Step:
        return lambda now: now.http.post(f"{CLEARANCE}/{act}", json=body, headers=by(role, 2))

    return tuple(does(*each) for each in acts)


@pytest.mark.parametrize("role", ["adviser", "ministry-vws", "ministry-szw", "employers", "editor", "auditor"])
async def test_it_is_not_there_for_them(running: Run, role: Role) -> None:
    """Neither in the list nor at its address; others see it as ever."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, submission(OTHER), assessment(initiative=OTHER), conflict())
        assert await listed(now, role) == [OTHER]
        assert (await now.http.get(CLEARANCE, headers=by(role))).status_code == 404
        assert await listed(now, role, 2) == [INITIATIVE, OTHER]


async def test_heard_before_anything_else(running: Run) -> None:
    """It binds when the clearance comes, and what was written before is shut as well."""
    async with running(builders.review) as now:
        await happen(now, conflict(number=2), *CHECKED)
        assert await listed(now, number=2) == []
        kept = (await seen(now))["inspectorateCheck"]["motivation"]["ref"]
        answer = await now.http.get(f"/review/v1/vault/{kept}", headers=by("ministry-ocw", 2))
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:conflict-of-interest")
        assert (await now.http.get(f"/review/v1/vault/{kept}", headers=by("ministry-ocw"))).status_code == 200


@pytest.mark.parametrize(
    ("role", "act", "body"),
    [
        ("ministry-vws", "inspectorate-checks", {"clear": True, "motivation": "Niets bekend."}),
        ("ministry-ocw", "verdicts", {"ministry": "ocw", "verdict": "cleared", "motivation": "Geen bezwaar."}),
        ("employers", "advice", {"advice": "positive", "text": "Past hier."}),
        ("adviser", "closures", {"reason": "Duurt te lang."}),
        ("ministry-ocw", "reversals", {"reason": "Een nieuw feit."}),
    ],
)
async def test_their_acts_are_refused(running: Run, role: Role, act: str, body: dict[str, Any]) -> None:
    """By the name of the rule; somebody else of that office is not refused for it."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, conflict())
        answer = await now.http.post(f"{CLEARANCE}/{act}", json=body, headers=by(role))
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:koploper:problem:conflict-of-interest")
        answer = await now.http.post(f"{CLEARANCE}/{act}", json=body, headers=by(role, 2))
        assert answer.status_code in {201, 409}


async def test_what_they_found_is_found_anew(running: Run) -> None:
    """Check and verdicts of a round that goes on; it is cleared once others have found them."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-vws"), verdict("ministry-ocw"), conflict())
        answer = await now.http.get(CLEARANCE, headers=by("adviser", 2))
        assert (answer.json()["inspectorateCheck"], answer.json()["verdicts"]) == (None, [])
        ministries: tuple[Role, ...] = ("ministry-vws", "ministry-ocw", "ministry-szw")
        given = [
            (each, "verdicts", {"ministry": each, "verdict": "cleared", "motivation": "Geen bezwaar."})
            for each in ministries
        ]
        check = ("ministry-vws", "inspectorate-checks", {"clear": True, "motivation": "Niets bekend."})
        await happen(now, *another(check, *given))  # type: ignore[arg-type]
        assert (await now.http.get(CLEARANCE, headers=by("adviser", 2))).json()["state"] == "cleared"


async def test_what_older_facts_do_not_tell_their_envelope_does(running: Run) -> None:
    """Facts of before it was told who found it: what they found is theirs, and nobody else's."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-ocw"))
        await now.service("review").store.write(_forget_who)
        await happen(now, conflict(number=3))
        shown = (await now.http.get(CLEARANCE, headers=by("adviser", 2))).json()
        assert (shown["inspectorateCheck"]["clear"], len(shown["verdicts"])) == (True, 1)
        await happen(now, conflict())
        shown = (await now.http.get(CLEARANCE, headers=by("adviser", 2))).json()
        assert (shown["inspectorateCheck"], shown["verdicts"]) == (None, [])


def _forget_who(connection: Connection) -> None:
    for row in connection.execute(select(schema.event.c.position, schema.event.c.body)).all():
        read = orjson.loads(row.body)
        read["data"].pop("by", None)
        at = schema.event.c.position == row.position
        connection.execute(update(schema.event).where(at).values(body=orjson.dumps(read)))


async def test_their_advice_is_set_aside(running: Run) -> None:
    """It binds nobody, and is read as what it is: of somebody with a stake, as long as that stands."""
    advice = {"advice": "positive", "text": "Past hier."}
    async with running(builders.review) as now:
        await happen(now, *CHECKED, does("employers", "advice", **advice), *another(("employers", "advice", advice)))

        async def set_aside() -> list[tuple[str, bool]]:
            shown = (await now.http.get(CLEARANCE, headers=by("adviser", 3))).json()
            return [(each["by"], each["setAside"]) for each in shown["advice"]]

        one, two = actor("employers").id, actor("employers", 2).id
        assert await set_aside() == [(one, False), (two, False)]
        await happen(now, conflict())
        assert await set_aside() == [(one, True), (two, False)]
        await happen(now, conflict("conflict-declaration-withdrawn.v1"))
        assert await set_aside() == [(one, False), (two, False)]


async def test_what_is_decided_stands(running: Run) -> None:
    """With the verdicts it rests on."""
    async with running(builders.review) as now:
        await happen(now, *CLEARED, conflict())
        shown = (await now.http.get(CLEARANCE, headers=by("adviser", 2))).json()
        assert (shown["state"], len(shown["verdicts"])) == ("cleared", 3)


async def test_withdrawn_it_is_open_again(running: Run) -> None:
    """To that person, who may find anew what was set aside."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, conflict(), conflict("conflict-declaration-withdrawn.v1"))
        assert await listed(now) == [INITIATIVE]
        assert (await seen(now))["inspectorateCheck"] is None


async def test_heard_twice_it_is_noted_once(running: Run) -> None:
    """The same fact delivered again changes nothing, and a rebuilt read model is the live one."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, conflict())
        heard = (await now.bus.after({"koploper.assessment": 0}))[-1]
        sent = len(await now.bus.after({"koploper.review": 0}))
        await now.service("review").inbox.receive([heard])
        await now.settled()
        assert len(await now.bus.after({"koploper.review": 0})) == sent
        assert [fault async for fault in read_model_differs(now.service("review"))] == []
