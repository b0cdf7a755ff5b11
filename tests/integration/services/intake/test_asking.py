"""Questions with their answers, and the reason with which an initiative is taken back."""

from typing import Final

import orjson
import pytest

from shared.doctor.read_models import read_model_differs
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.services.intake.naming import ADVISER, ME, Initiative, submitted

pytestmark = pytest.mark.usefixtures("on_both")

QUESTION: Final = {"question": {"ref": uuid(70), "digest": "a" * 64}}


async def asked(now: Running, initiative: Initiative) -> str:
    """A question of an adviser's, as assessment tells of it."""
    question = await now.announce(
        "assessment", "information-requested.v1", QUESTION, stream=f"initiative-{initiative.id}"
    )
    await now.settled()
    return question


async def test_a_question_and_its_answer_are_shown_together(now: Running) -> None:
    """By reference, each in the vault of whom it comes from; until it is answered there is no answer."""
    initiative = await submitted(now)
    request, open_ = await asked(now, initiative), await asked(now, initiative)
    await initiative.revise(title="Anders")
    body = {"requestId": request, "text": "Wel degelijk.\nZie bijlage."}
    answer = await now.http.post(f"{initiative.at}/answers", json=body, headers=ME)
    assert answer.status_code == 201, answer.text
    questions = {each["requestId"]: each for each in (await initiative.seen(ADVISER))["questions"]}
    assert list(questions) == [request, open_]
    answered = questions[request]
    assert (answered["question"], answered["answeredVersion"]) == (QUESTION["question"], 2)
    kept = await now.http.get(f"/intake/v1/vault/{answered['answer']['ref']}", headers=ADVISER)
    assert kept.json()["content"] == body["text"]
    assert [questions[open_][name] for name in ("answer", "answeredAt", "answeredVersion")] == [None] * 3
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


async def test_why_it_was_taken_back_is_shown_with_it(now: Running) -> None:
    """When, and by reference why: for the submitter and the office; before there is nothing of it."""
    initiative = await submitted(now)
    assert (await initiative.seen())["withdrawal"] is None
    body = {"reason": "De stageplaats stopt."}
    assert (await now.http.post(f"{initiative.at}/withdrawals", json=body, headers=ME)).status_code == 201
    seen = await initiative.seen()
    assert (seen["state"], seen["withdrawal"]["at"]) == ("withdrawn", "2019-04-01T12:00:00.000000Z")
    assert "stageplaats" not in orjson.dumps(seen).decode()
    at = f"/intake/v1/vault/{seen['withdrawal']['reason']['ref']}"
    for who, status in ((ME, 200), (ADVISER, 200), (by("submitter", 2), 403), (by("partner"), 403), ({}, 403)):
        assert (await now.http.get(at, headers=who)).status_code == status
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4001, "a\u0000b", None, 5])
async def test_it_is_not_taken_back_without_a_reason(now: Running, reason: object) -> None:
    """An empty, endless or unreadable one is none."""
    initiative = await submitted(now)
    answer = await now.http.post(f"{initiative.at}/withdrawals", json={"reason": reason}, headers=ME)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")
    assert (await initiative.seen())["state"] == "submitted"
