"""Taking back and correcting over HTTP: who, when, and what is shown of it."""

from collections.abc import Sequence
from typing import Any

import pytest

from shared.actor import Role
from shared.rebuild import Rebuild
from shared.testing.given import act, uuid
from shared.testing.running import by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.review.journeys import (
    ALL,
    CHECKED,
    CLEARANCE,
    CLEARED,
    OPEN,
    REFUSED,
    Step,
    assessment,
    closure,
    does,
    happen,
    opened,
    reversal,
    revision,
    seen,
    taken_back,
    verdict,
    withdrawal,
)

VWS, OCW, SZW = ALL
REASON = {"reason": "Een nieuw feit."}
CORRECTION = {"clear": False, "motivation": "Er loopt toch een onderzoek."}
ADVICE = does("employers", "advice", advice="positive", text="Past in onze regio.")
CORRECTED_ADVICE = {"advice": "negative", "text": "De regio heeft er al drie."}


async def test_a_clearance_is_taken_back_and_given_anew(running: Run) -> None:
    """The round is open with one verdict outstanding, and says who took back what."""
    async with running(builders.review) as now:
        await happen(now, *CLEARED, taken_back(OCW))
        shown = await seen(now)
        assert (shown["state"], {each["ministry"] for each in shown["verdicts"]}) == ("open", {VWS, SZW})
        assert shown["inspectorateCheck"]["clear"] is True
        back = shown["reversal"]
        assert (back["outcome"], back["ministry"], back["submissionVersion"]) == ("cleared", OCW, 1)
        assert await opened(now, OCW, back["reason"]) == REASON["reason"]
        await happen(now, verdict(OCW, "refused"))
        assert ((await seen(now))["state"], (await seen(now))["refusedBy"]) == ("refused", [OCW])
        await happen(now, taken_back(OCW), verdict(OCW))
        assert ((await seen(now))["state"], (await seen(now))["refusedBy"]) == ("cleared", [])


async def test_a_closed_round_is_opened_again_by_an_adviser(running: Run) -> None:
    """The verdicts that were in still count, and the closing is shown no more."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict(VWS), closure(), taken_back("adviser"))
        shown = await seen(now)
        assert (shown["state"], shown["closure"], shown["refusedBy"]) == ("open", None, [])
        assert (shown["reversal"]["ministry"], [each["ministry"] for each in shown["verdicts"]]) == (None, [VWS])


async def test_a_reversed_assessment_suspends_and_resumes(running: Run) -> None:
    """With all that was found; not met after all, the clearance is closed."""
    async with running(builders.review) as now:
        await happen(now, *CHECKED, verdict(VWS), reversal())
        assert (await seen(now))["state"] == "suspended"
        await happen(now, assessment())
        shown = await seen(now)
        assert (shown["state"], [each["ministry"] for each in shown["verdicts"]]) == ("open", [VWS])
        await happen(now, reversal(), assessment(outcome="not-met"))
        assert ((await seen(now))["state"], (await seen(now))["closedBecause"]) == ("closed", "rejected")
        await happen(now, reversal(outcome="not-met"), assessment())
        anew = await seen(now)
        assert (anew["state"], anew["verdicts"], anew["inspectorateCheck"]) == ("open", [], None)


async def test_a_corrected_check_lets_verdicts_lapse(running: Run) -> None:
    """Who had cleared is to answer again."""
    async with running(builders.review) as now:
        correct = does(VWS, "inspectorate-corrections", **CORRECTION)
        await happen(now, *CHECKED, verdict(OCW), verdict(SZW, "refused"), correct)
        shown = await seen(now)
        assert (shown["inspectorateCheck"]["clear"], shown["inspectorateCheck"]["corrected"]) == (False, True)
        assert await opened(now, VWS, shown["inspectorateCheck"]["motivation"]) == CORRECTION["motivation"]
        assert [each["ministry"] for each in shown["verdicts"]] == [SZW]


async def test_employers_correct_their_advice(running: Run) -> None:
    """Both are shown, and which of them counts."""
    async with running(builders.review) as now:
        await happen(now, *OPEN, ADVICE, does("employers", "advice-corrections", **CORRECTED_ADVICE))
        shown = [
            (each["advice"], each["by"], each["corrects"], each["corrected"]) for each in (await seen(now))["advice"]
        ]
        assert shown == [("positive", uuid(1), False, True), ("negative", uuid(1), True, False)]
        another = await now.http.post(
            f"{CLEARANCE}/advice-corrections", json=CORRECTED_ADVICE, headers=by("employers", 2)
        )
        assert (another.status_code, another.json()["type"]) == (409, "urn:koploper:problem:no-advice-of-yours")


REFUSALS: list[tuple[str, Sequence[Step], Role, str, dict[str, Any], int]] = [
    ("not-found", (), OCW, "reversals", REASON, 404),
    ("not-decided", CHECKED, OCW, "reversals", REASON, 409),
    ("not-your-decision", CLEARED, "adviser", "reversals", REASON, 409),
    ("not-your-decision", (*CHECKED, closure()), OCW, "reversals", REASON, 409),
    ("outcome-of-older-version", (*CLEARED, revision()), OCW, "reversals", REASON | {"submissionVersion": 2}, 409),
    ("version-not-here-yet", CLEARED, OCW, "reversals", REASON | {"submissionVersion": 2}, 409),
    ("invalid-input", CLEARED, OCW, "reversals", REASON | {"submissionVersion": 0}, 400),
    ("role-may-not", CLEARED, "submitter", "reversals", REASON, 403),
    ("role-may-not", CLEARED, "editor", "reversals", REASON, 403),
    ("initiative-withdrawn", (*CLEARED, withdrawal()), OCW, "reversals", REASON, 409),
    ("invalid-input", CLEARED, OCW, "reversals", {}, 400),
    ("invalid-input", CLEARED, OCW, "reversals", {"reason": " "}, 400),
    ("invalid-input", CLEARED, OCW, "reversals", {"reason": "a\u0007b"}, 400),
    ("invalid-input", CLEARED, OCW, "reversals", REASON | {"ministry": "ministry-szw"}, 400),
    ("not-checked", OPEN, VWS, "inspectorate-corrections", CORRECTION, 409),
    ("role-may-not", CHECKED, OCW, "inspectorate-corrections", CORRECTION, 403),
    ("already-decided", CLEARED, VWS, "inspectorate-corrections", CORRECTION, 409),
    ("already-decided", REFUSED, "employers", "advice-corrections", CORRECTED_ADVICE, 409),
    ("no-advice-of-yours", OPEN, "employers", "advice-corrections", CORRECTED_ADVICE, 409),
    ("suspended-by-reversal", (*CHECKED, reversal()), VWS, "inspectorate-corrections", CORRECTION, 409),
    ("suspended-by-revision", (*CHECKED, revision()), VWS, "inspectorate-corrections", CORRECTION, 409),
]


@pytest.mark.parametrize(("rule", "steps", "role", "act", "body", "status"), REFUSALS)
async def test_what_is_refused(
    running: Run, rule: str, steps: Sequence[Step], role: Role, act: str, body: dict[str, Any], status: int
) -> None:
    """By the name of its rule, and nothing is recorded."""
    async with running(builders.review) as now:
        await happen(now, *steps)
        before = (await now.http.get(CLEARANCE, headers=by("adviser"))).text
        answer = await now.http.post(f"{CLEARANCE}/{act}", json=body, headers=by(role))
        assert (answer.status_code, answer.json()["type"]) == (status, f"urn:koploper:problem:{rule}")
        assert (await now.http.get(CLEARANCE, headers=by("adviser"))).text == before


async def test_a_rebuilt_read_model_is_the_same(running: Run) -> None:
    """Made anew from their facts, they say what they said."""
    async with running(builders.review) as now:
        correct = does(VWS, "inspectorate-corrections", **CORRECTION)
        await happen(now, *CLEARED, taken_back(VWS), correct, reversal(), assessment())
        service = now.service("review")
        for name, read_model in service.read_models.items():
            found = await Rebuild(service.store, read_model).run(
                service.model, service.ids, act("operator"), "Een proef", dry=True
            )
            assert (found.added, found.removed, found.changed) == (0, 0, 0), name
