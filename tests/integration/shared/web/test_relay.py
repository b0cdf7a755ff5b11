"""Operators see how far a service has sent, and have it send again."""

from typing import Any, Final

import pytest

from shared import lease
from shared.testing.running import Running, by
from shared.testing.until import until

OPERATOR: Final = by("operator")
AGAIN: Final = "/toy/v1/republications"


async def counted(now: Running, many: int) -> None:
    for _ in range(many):
        await now.http.post("/toy/v1/tallies/a/counts", json={"by": 1}, headers=by("editor"))
    await now.settled()


async def relay(now: Running) -> Any:
    return (await now.http.get("/toy/v1/relay", headers=OPERATOR)).json()


async def on_the_bus(now: Running) -> list[int]:
    """The sequences of what is on the toy's topic and is no operator's act."""
    found = await now.bus.after({"koploper.toy": 0})
    return [int(part.split(b'"')[0]) for each in found for part in each.body.split(b'"sequence":"')[1:2]]


async def test_how_far_it_has_sent(now: Running) -> None:
    """Up to which position of which, for operators and auditors."""
    await counted(now, 3)
    await until(lambda: moved(now) == 3)
    seen = await relay(now)
    assert (seen["position"], seen["last"], seen["epoch"]) == (3, 3, 1)
    assert seen["holder"] is not None
    assert (await now.http.get("/toy/v1/relay", headers=by("editor"))).status_code == 403


def moved(now: Running) -> int:
    """Where the relay's row stands."""
    with now.service("toy").store.read() as connection:
        row = lease.row_of(connection, "toy")
    return 0 if row is None else int(row.position)


@pytest.mark.parametrize(("first", "again"), [(0, [1, 2, 3]), (1, [1, 2, 3]), (3, [3]), (99, [])])
async def test_events_are_sent_again_from_a_position(now: Running, first: int, again: list[int]) -> None:
    """In order, then the operator's act itself; what was not sent yet is never passed over."""
    await counted(now, 3)
    await until(lambda: moved(now) == 3)  # what has landed and is not noted yet would be sent once more by itself
    answer = await now.http.post(AGAIN, json={"fromPosition": first, "reason": "A test"}, headers=OPERATOR)
    assert (answer.status_code, answer.headers["location"]) == (201, "/toy/v1/relay")
    await now.settled()
    assert await on_the_bus(now) == [1, 2, 3, *again, 1]
    body = now.bus.last["koploper.toy"]
    assert b"events-republished.v1" in body
    assert b'"reason":"A test"' in body


async def test_a_repeated_request_sends_once(now: Running) -> None:
    """The same key gives the same answer, and nothing is sent a third time."""
    await counted(now, 1)
    for _ in range(2):
        headers = OPERATOR | {"Idempotency-Key": "k"}
        answer = await now.http.post(AGAIN, json={"reason": "A test"}, headers=headers)
        assert answer.status_code == 201
        await now.settled()
    assert await on_the_bus(now) == [1, 1, 1]


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "r", "fromPosition": -1}, {"fromPosition": "x"}])
async def test_what_is_no_request_to_send_again(now: Running, body: dict[str, Any]) -> None:
    """Without a reason, or before the beginning: nothing is sent."""
    answer = await now.http.post(AGAIN, json=body, headers=OPERATOR)
    assert answer.status_code == 400
    assert (await relay(now))["last"] == 0


async def test_only_an_operator_has_it_done(now: Running) -> None:
    """An auditor may look, no more."""
    answer = await now.http.post(AGAIN, json={"reason": "A test"}, headers=by("auditor"))
    assert answer.status_code == 403
