"""How a clearance opens, goes on and ends by what others announce."""

import random
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from shared.bus.protocol import Delivery
from shared.store import schema
from shared.testing.given import uuid
from shared.testing.running import Running, by
from shared.turn import Recorded
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.review.journeys import (
    ALL,
    CHECKED,
    CLEARANCE,
    CLEARED,
    OPEN,
    REFUSED,
    REVISED,
    STREAM,
    Step,
    assessment,
    check,
    happen,
    policy,
    revision,
    seen,
    submission,
    verdict,
    withdrawal,
)

ORDERS = list(permutations([("policy", policy()), ("submission", submission()), ("assessment", assessment())]))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(name for name, _ in order))
async def test_a_clearance_opens_whatever_arrives_last(running: Run, order: Sequence[tuple[str, Step]]) -> None:
    """Policy, submission and assessment in any order, each handled before the next: one clearance, not before all."""
    async with running(builders.review) as now:
        for _, step in order:
            assert (await now.http.get(CLEARANCE, headers=by("adviser"))).status_code == 404
            await happen(now, step)
        opened = await seen(now)
        assert (opened["state"], opened["policyVersion"], opened["submissionVersion"]) == ("open", "2019-03", 1)
        assert opened["requiredMinistries"] == list(ALL)
        assert _kinds(now).count("ClearanceRequested") == 1


@pytest.mark.parametrize("seed", range(5))
async def test_a_clearance_opens_when_all_arrives_at_once(running: Run, seed: int) -> None:
    """Announced together and shuffled between streams, still one clearance per initiative."""
    shuffled = random.Random(seed)

    def order(batch: Sequence[tuple[str, Delivery]]) -> Sequence[tuple[str, Delivery]]:
        keys = [key for key, _ in batch]
        shuffled.shuffle(keys)
        rows = {key: iter([each for each in batch if each[0] == key]) for key in keys}
        return [next(rows[key]) for key in keys]

    initiatives = [uuid(100 + number) for number in range(4)]
    async with running(builders.review, order=order) as now:
        for initiative in initiatives:
            await submission(initiative)(now)
            await assessment(initiative=initiative)(now)
        await policy()(now)
        await now.settled()
        listed = await now.http.get("/review/v1/clearances", headers=by("adviser"))
        assert sorted(each["id"] for each in listed.json()["items"]) == initiatives


async def test_a_policy_opens_what_waits_for_it_only(running: Run) -> None:
    """An initiative that was assessed under another policy goes on waiting for that one."""
    async with running(builders.review) as now:
        await happen(now, submission(), assessment(under="2021-01"), policy())
        assert (await now.http.get(CLEARANCE, headers=by("adviser"))).status_code == 404
        await happen(now, policy("2021-01"))
        assert (await seen(now))["requiredMinistries"] == ["ministry-vws", "ministry-ocw"]


async def test_a_rejected_initiative_gets_no_clearance(running: Run) -> None:
    """Criteria that are not met ask no ministry anything."""
    async with running(builders.review) as now:
        await happen(now, policy(), submission(), assessment(outcome="not-met"))
        assert (await now.http.get(CLEARANCE, headers=by("adviser"))).status_code == 404


async def test_a_revision_suspends_until_it_is_assessed(running: Run) -> None:
    """Known to be newer, it suspends; found to meet the criteria, it is asked about anew, without earlier verdicts."""
    async with running(builders.review) as now:
        told: dict[str, Any] = {"title": "Ketenstage 2", "region": "Drenthe"}
        await happen(now, *CHECKED, verdict("ministry-vws"), revision(**told, changed=list(told)))
        suspended = await seen(now)
        assert (suspended["state"], suspended["submissionVersion"], suspended["newestVersion"]) == ("suspended", 1, 2)
        assert len(suspended["verdicts"]) == 1
        await happen(now, assessment(2))
        reopened = await seen(now)
        assert (reopened["state"], reopened["submissionVersion"], reopened["newestVersion"]) == ("open", 2, 2)
        assert (reopened["title"], reopened["region"]) == ("Ketenstage 2", "Drenthe")
        assert reopened["verdicts"] == []
        assert reopened["inspectorateCheck"]["clear"]
        await happen(now, *(verdict(ministry) for ministry in ALL))
        assert (await seen(now))["state"] == "cleared"


async def test_other_organisations_are_checked_anew(running: Run) -> None:
    """The check that there was is of those who took part before, and is shown no more."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, revision(changed=["organisations"]), assessment(2))
        assert (await seen(now))["inspectorateCheck"] is None
        await happen(now, check(), *(verdict(ministry) for ministry in ALL))
        cleared = await seen(now)
        assert (cleared["state"], cleared["inspectorateCheck"]["submissionVersion"]) == ("cleared", 2)


async def test_a_cleared_initiative_that_is_revised_gets_a_round_of_its_own(running: Run) -> None:
    """With a check of its own: the earlier one was about what was cleared."""
    async with running(builders.review) as now:
        await happen(now, *CLEARED, revision(), assessment(2))
        reopened = await seen(now)
        assert (reopened["state"], reopened["submissionVersion"]) == ("open", 2)
        assert (reopened["inspectorateCheck"], reopened["verdicts"]) == (None, [])
        await happen(now, check())
        assert (await seen(now))["inspectorateCheck"]["submissionVersion"] == 2


async def test_a_rejected_revision_closes_the_clearance(running: Run) -> None:
    """What was found stays to be read; the next version that meets the criteria starts anew."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict("ministry-vws"), revision(), assessment(2, "not-met"))
        closed = await seen(now)
        assert (closed["state"], closed["closedBecause"]) == ("closed", "rejected")
        assert (len(closed["verdicts"]), closed["inspectorateCheck"]["clear"]) == (1, True)
        await happen(now, revision(3), assessment(3))
        reopened = await seen(now)
        assert (reopened["state"], reopened["closedBecause"]) == ("open", None)
        assert (reopened["inspectorateCheck"], reopened["verdicts"]) == (None, [])


@pytest.mark.parametrize("far", [OPEN, CLEARED, REFUSED, REVISED], ids=["open", "cleared", "refused", "revised"])
async def test_a_withdrawal_closes_the_clearance(running: Run, far: Sequence[Step]) -> None:
    """However far it has come."""
    async with running(builders.review) as now:
        await happen(now, *far, withdrawal())
        closed = await seen(now)
        assert (closed["state"], closed["closedBecause"]) == ("closed", "withdrawn")


async def test_a_withdrawal_that_comes_first_binds(running: Run) -> None:
    """What arrives after it opens nothing."""
    async with running(builders.review) as now:
        await happen(now, assessment(), submission(), withdrawal(), policy())
        assert (await now.http.get(CLEARANCE, headers=by("adviser"))).status_code == 404


async def test_a_request_names_what_made_it_due(running: Run) -> None:
    """Its cause is the fact by which it became due."""
    async with running(builders.review) as now:
        await happen(now, *OPEN)
        due, requested = _facts(now)[-2:]
        assert (requested.causation, requested.reaction) == (due.id, "request-due")


async def test_a_request_names_the_policy_that_made_it_possible(running: Run) -> None:
    """Where the policy came last, it is the cause."""
    async with running(builders.review) as now:
        await happen(now, submission(), assessment(), policy())
        noted, requested = _facts(now)[-2:]
        assert (noted.stream, requested.causation) == ("policy-2019-03", noted.id)
        assert requested.reaction == "request-waiting"


def _facts(now: Running) -> list[Recorded]:
    service = now.service("review")
    with service.store.read() as connection:
        rows = connection.execute(select(schema.event.c.body).order_by(schema.event.c.position)).all()
    return [service.model.load(row.body) for row in rows]


def _kinds(now: Running) -> list[str]:
    """The facts in the initiative's stream, by name."""
    return [type(fact.event).__name__ for fact in _facts(now) if fact.stream == STREAM]
