"""`/toy/v1/redeliveries`: seen first, begun with a reason, delivered page by page; by an operator only."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from shared.again import looking
from shared.testing.given import uuid
from shared.testing.running import Running, by, running
from tests.toy.app import build
from tests.toy.hearing import delivery, nudge
from tests.toy.ledger import Held

AT: Final = "/toy/v1/redeliveries"
SEEN: Final = "/toy/v1/redelivery-candidates"
OPERATOR: Final = by("operator")


@pytest.fixture
async def now(tmp_path: Path) -> AsyncIterator[Running]:
    """The toy, which has heard the first of three facts that its ledger holds."""
    async with running(tmp_path, build) as made:
        bodies = [nudge("tally-a", 1), nudge("tally-a", 2), nudge("tally-b", 1)]
        service = made.service("toy")
        service.ledger = Held(*bodies)
        await service.store.on_writer(lambda: service.inbox.take([delivery(bodies[0])]))
        yield made


async def post(now: Running, path: str, body: Any, headers: dict[str, str] = OPERATOR) -> httpx.Response:
    return await now.http.post(path, json=body, headers=headers)


async def test_seen_begun_and_delivered(now: Running) -> None:
    """What it will touch, then the act, then what became of each."""
    seen = (await now.http.get(SEEN, params={"fromPosition": 1}, headers=OPERATOR)).json()
    assert [(each["position"], each["outcome"]) for each in seen["items"]] == [(1, "known"), (2, "new"), (3, "new")]
    some: Any = {"fromPosition": 1, "streams": "tally-b,tally-c"}
    answer = await now.http.get(SEEN, params=some, headers=OPERATOR)
    assert answer.status_code == 200, answer.text
    seen = answer.json()
    assert [each["stream"] for each in seen["items"]] == ["tally-b"]
    begun = await post(now, AT, {"fromPosition": 1, "reason": "A test"})
    assert (begun.status_code, begun.headers["location"]) == (201, f"{AT}/1")
    told = (await now.http.get(f"{AT}/1", headers=OPERATOR)).json()
    assert (told["fromPosition"], told["toPosition"], told["reaction"], told["forced"]) == (1, 3, None, False)
    page = (await post(now, f"{AT}/1/pages", {"after": 0})).json()
    assert [(each["position"], each["outcome"]) for each in page["items"]] == [
        (1, "known"),
        (2, "delivered"),
        (3, "delivered"),
    ]
    assert page["next"] is None
    again = (await post(now, f"{AT}/1/pages", {"after": 0})).json()
    assert {each["outcome"] for each in again["items"]} == {"known"}


async def test_a_page_that_is_asked_for_twice(now: Running) -> None:
    """With the same key it is answered again, with what is so by then; the key is for that page only."""
    await post(now, AT, {"fromPosition": 1, "reason": "A test"})
    key = OPERATOR | {"Idempotency-Key": "k"}
    outcomes = [
        [each["outcome"] for each in (await post(now, f"{AT}/1/pages", {"after": 0}, key)).json()["items"]]
        for _ in range(2)
    ]
    assert outcomes == [["known", "delivered", "delivered"], ["known"] * 3]
    assert (await post(now, f"{AT}/1/pages", {"after": 1}, key)).status_code == 422


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"fromPosition": 1}, 400, "reason"),
        ({"fromPosition": 1, "reason": "  "}, 400, "reason"),
        ({"fromPosition": 1, "reason": "x" * 201}, 400, "reason"),
        ({"fromPosition": 0, "reason": "A test"}, 400, "fromPosition"),
        ({"fromPosition": 2**31, "reason": "A test"}, 400, "fromPosition"),
        ({"fromPosition": 1, "reason": "A test", "strange": 1}, 400, "strange"),
        ({"fromPosition": 1, "reason": "A test", "streams": ["a\u0000"]}, 400, "streams"),
        ({"fromPosition": 1, "reason": "A test", "streams": ["a"] * 101}, 400, "streams"),
        ({"fromPosition": 1, "reason": "A test", "forced": True}, 400, "name the streams"),
        ({"fromPosition": 1, "reason": "A test", "reaction": "nothing"}, 400, "it has count-nudge"),
        ({"fromPosition": 4, "reason": "A test"}, 409, "positions 1 to 3, and not 4"),
    ],
)
async def test_what_cannot_be_asked(now: Running, body: dict[str, Any], status: int, says: str) -> None:
    """A sentence says what is wrong, and nothing was begun."""
    answer = await post(now, AT, body)
    assert answer.status_code == status
    assert says in answer.text
    assert (await now.http.get(f"{AT}/1", headers=OPERATOR)).status_code == 404


@pytest.mark.parametrize("number", [1, 2**31 - 1])
async def test_a_number_that_was_not_begun(now: Running, number: int) -> None:
    """Neither told nor delivered."""
    assert (await now.http.get(f"{AT}/{number}", headers=OPERATOR)).status_code == 404
    assert (await post(now, f"{AT}/{number}/pages", {"after": 0})).status_code == 404


async def test_only_operators_deliver(now: Running) -> None:
    """An auditor may look; nobody else does either."""
    await post(now, AT, {"fromPosition": 1, "reason": "A test"})
    for role, looks in (("auditor", 200), ("editor", 403)):
        asked = await now.http.get(SEEN, params={"fromPosition": 1}, headers=by(role))  # type: ignore[arg-type]
        assert asked.status_code == looks
        for path, body in ((AT, {"fromPosition": 1, "reason": "A test"}), (f"{AT}/1/pages", {"after": 0})):
            assert (await post(now, path, body, by(role))).status_code == 403  # type: ignore[arg-type]
    assert (await now.http.get(SEEN, params={"fromPosition": 1})).status_code == 401
    assert (await post(now, f"{AT}/{uuid(1)}/pages", {"after": 0})).status_code == 400


async def test_without_its_ledger(now: Running) -> None:
    """It says so, and what to do."""
    ledger = now.service("toy").ledger
    assert isinstance(ledger, Held)
    ledger.away = "The ledger does not answer."
    answer = await post(now, AT, {"fromPosition": 1, "reason": "A test"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:ledger-away")


async def test_only_the_newest_goes_on(now: Running) -> None:
    """Whoever wants an earlier one again begins it anew, and says why."""
    for _ in range(2):
        await post(now, AT, {"fromPosition": 1, "streams": ["tally-a"], "forced": True, "reason": "A test"})
    over = await post(now, f"{AT}/1/pages", {"after": 0})
    assert (over.status_code, over.json()["type"].rpartition(":")[2]) == (409, "redelivery-over")
    assert "begin one anew, with its reason" in over.json()["detail"]
    assert (await post(now, f"{AT}/2/pages", {"after": 0})).status_code == 201


async def test_one_that_stood_still_is_over(now: Running) -> None:
    """An hour after it went on last, so a long one goes on for as long as it takes."""
    await post(now, AT, {"fromPosition": 1, "reason": "A test"})
    for _ in range(3):
        now.clock.forward(timedelta(minutes=50))
        assert (await post(now, f"{AT}/1/pages", {"after": 0})).status_code == 201
    now.clock.forward(timedelta(minutes=61))
    over = await post(now, f"{AT}/1/pages", {"after": 0})
    assert (over.status_code, over.json()["type"].rpartition(":")[2]) == (409, "redelivery-over")
    assert (await now.http.get(f"{AT}/1", headers=OPERATOR)).status_code == 200


async def test_how_far_the_ledger_goes_is_asked_once(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page tells it, and the next ones are asked with it; of the ledger no more is asked than is shown."""
    monkeypatch.setattr(looking, "PAGE", 1)
    ledger = now.service("toy").ledger
    assert isinstance(ledger, Held)
    asked, seen = {"fromPosition": "1"}, list[int]()
    after: int | None = 0
    while after is not None:
        page = (await now.http.get(SEEN, params={**asked, "after": str(after)}, headers=OPERATOR)).json()
        seen += [each["position"] for each in page["items"]]
        asked, after = asked | {"toPosition": str(page["toPosition"])}, page["next"]
    assert (seen, asked["toPosition"]) == ([1, 2, 3], "3")
    assert (ledger.counted, ledger.told, ledger.most) == (1, 3, 3)


async def test_whoever_looks_waits_for_nobody_who_writes(now: Running) -> None:
    """It reads beside the writer, who may be busy for long."""
    service, going = now.service("toy"), threading.Event()
    busy = asyncio.create_task(service.store.on_writer(lambda: going.wait(10)))
    try:
        async with asyncio.timeout(5):
            looked = await now.http.get(SEEN, params={"fromPosition": 1}, headers=OPERATOR)
        assert (looked.status_code, busy.done()) == (200, False)
    finally:
        going.set()
        await busy
