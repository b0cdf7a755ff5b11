"""Taking an outcome back over HTTP: who, when, and what is shown of it."""

from typing import Any

import pytest

from shared.actor import Role
from shared.event import EventType
from shared.store import schema
from shared.testing.given import uuid
from tests.integration.services.assessment.advisers import AT, ID, Advisers, confirmation, done

REASON = {"reason": "De cijfers bleken van een ander initiatief."}


async def decided(advisers: Advisers) -> tuple[Any, Any]:
    shown = await advisers.dossier()
    return shown["state"], shown["outcome"]


async def told(advisers: Advisers) -> list[EventType]:
    """The types of the facts about the initiative."""
    with advisers.now.service("assessment").store.read() as connection:
        rows = connection.execute(schema.event.select().where(schema.event.c.stream == f"initiative-{ID}"))
        return [EventType(row.type.removeprefix("nl.koploper.")) for row in rows]


async def test_an_outcome_is_taken_back_and_decided_anew(advisers: Advisers) -> None:
    """Nothing is deleted: three facts, and the dossier says who took it back and when."""
    await advisers.submitted()
    await advisers.met()
    done(await advisers.post("reversals", REASON, number=2))
    shown = await advisers.dossier()
    assert (shown["state"], shown["outcome"]) == ("open", None)
    assert all(found["met"] is not None for found in shown["criteria"].values())
    reversal = shown["reversal"]
    assert (reversal["outcome"], reversal["submissionVersion"], reversal["reversedBy"]) == ("met", 1, uuid(2))
    done(await advisers.post("assessments", {}))
    assert await decided(advisers) == ("decided", "met")
    assert (await told(advisers))[-3:] == ["criteria-assessed.v1", "assessment-reversed.v1", "criteria-assessed.v1"]


async def test_a_rejection_is_taken_back(advisers: Advisers) -> None:
    """The dossier is open, to its submitter too."""
    await advisers.submitted()
    await advisers.rejected()
    done(await advisers.post("reversals", REASON))
    assert await decided(advisers) == ("open", None)
    assert (await advisers.dossier("submitter"))["state"] == "open"
    done(await advisers.post("assessments", {}))
    done(await advisers.post("confirmations", confirmation(), number=2))
    assert await decided(advisers) == ("decided", "not-met")


async def test_a_revision_noted_meanwhile_is_judged(advisers: Advisers) -> None:
    """After the final rejection a revision is noted; once that is taken back, findings are about it."""
    await advisers.submitted()
    await advisers.rejected()
    await advisers.revised(2)
    await advisers.rejected()
    await advisers.revised(3)
    for version, rule in ((1, "seen-older-version"), (3, "outcome-of-older-version"), (4, "version-not-here-yet")):
        refused = await advisers.post("reversals", REASON | {"submissionVersion": version})
        assert (refused.status_code, refused.json()["type"]) == (409, f"urn:koploper:problem:{rule}")
    done(await advisers.post("reversals", REASON | {"submissionVersion": 2}))
    shown = await advisers.dossier()
    assert (shown["submissionVersion"], shown["judgedVersion"], shown["reversal"]["submissionVersion"]) == (3, 3, 2)
    assert all(found["met"] is None for found in shown["criteria"].values())


async def test_why_is_for_advisers(advisers: Advisers) -> None:
    """Its text is in the vault; the submitter is told that, not why."""
    await advisers.submitted()
    await advisers.met()
    done(await advisers.post("reversals", REASON))
    ref = (await advisers.dossier())["reversal"]["reason"]["ref"]
    assert (await advisers.get(f"/assessment/v1/vault/{ref}")).json()["content"] == REASON["reason"]
    assert (await advisers.get(f"/assessment/v1/vault/{ref}", "submitter")).status_code == 403
    assert "reversal" not in await advisers.dossier("submitter")


async def test_there_must_be_an_outcome(advisers: Advisers) -> None:
    """Of no dossier 404, while it is open 409, twice 409, after a withdrawal 409: and nothing changes."""
    assert (await advisers.post("reversals", REASON)).status_code == 404
    await advisers.submitted()
    assert (await advisers.post("reversals", REASON)).json()["type"] == "urn:koploper:problem:not-decided"
    await advisers.met()
    done(await advisers.post("reversals", REASON))
    assert (await advisers.post("reversals", REASON)).json()["type"] == "urn:koploper:problem:not-decided"
    await advisers.withdrawn()
    assert (await advisers.post("reversals", REASON)).json()["type"] == "urn:koploper:problem:initiative-withdrawn"


@pytest.mark.parametrize("role", ["submitter", "ministry-vws", "editor", "auditor"])
async def test_it_is_the_advisers_to_take_back(advisers: Advisers, role: Role) -> None:
    """No other office undoes what this one decided."""
    await advisers.submitted()
    await advisers.met()
    assert (await advisers.post("reversals", REASON, role)).status_code == 403
    assert await decided(advisers) == ("decided", "met")


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": " "}, {"reason": 3}, {"reason": "\u001b[2J"}, REASON | {"outcome": "met"}]
)
async def test_a_reason_is_needed_and_nothing_else(advisers: Advisers, body: Any) -> None:
    """Wrong input changes nothing."""
    await advisers.submitted()
    await advisers.met()
    version = (await advisers.get(AT)).headers["ETag"]
    assert (await advisers.post("reversals", body)).status_code == 400
    assert (await advisers.get(AT)).headers["ETag"] == version


async def test_the_same_request_again_reverses_once(advisers: Advisers) -> None:
    """With an Idempotency-Key the second gets the first one's answer."""
    await advisers.submitted()
    await advisers.met()
    key = {"Idempotency-Key": "eens"}
    first = done(await advisers.post("reversals", REASON, headers=key))
    second = done(await advisers.post("reversals", REASON, headers=key))
    assert first.json() == second.json()
