"""The log over HTTP, for whoever reads it."""

from typing import Final

import orjson
import pytest

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import (
    AUDITOR,
    ID,
    OTHER,
    assessed,
    ledger,
    positions,
    published,
    submitted,
)


async def story(now: Running) -> None:
    """Two initiatives of two people; the first is published."""
    await submitted(now)
    await now.settled()
    await assessed(now)
    await now.settled()
    await submitted(now, OTHER, person=2)
    await now.settled()
    await now.announce("review", "ministry-refused.v1", {}, stream=f"initiative-{OTHER}")
    await now.settled()
    await published(now)
    await now.settled()


@pytest.mark.parametrize(
    ("role", "number", "seen"),
    [
        (None, 1, [5]),
        ("partner", 1, [5]),
        ("submitter", 1, [1, 2, 5]),
        ("submitter", 2, [3, 5]),
        ("submitter", 3, [5]),
        ("adviser", 1, [1, 2, 3, 4, 5]),
        ("auditor", 1, [1, 2, 3, 4, 5]),
    ],
)
async def test_hidden_events_are_left_out(running: Run, role: Role | None, number: int, seen: list[int]) -> None:
    """Everybody sees what is public, a submitter their own, the office all; positions jump over the rest."""
    async with running(ledger) as now:
        await story(now)
        assert await positions(now, role=role, number=number) == seen


async def test_hidden_fields_are_absent(running: Run) -> None:
    """A submitter sees the outcome and not the judgements; the office sees both."""
    async with running(ledger) as now:
        await story(now)
        query = "/events/v1/events?type=nl.koploper.criteria-assessed.v1"
        own = (await now.http.get(query, headers=by("submitter"))).json()["items"][0]["event"]["data"]
        office = (await now.http.get(query, headers=by("adviser"))).json()["items"][0]["event"]["data"]
        assert set(own) == {"outcome", "submissionVersion"}
        assert set(office) == {"outcome", "submissionVersion", "criteria"}


async def test_filters(running: Run) -> None:
    """The log can be asked for a type, an initiative and a source, together or apart."""
    async with running(ledger) as now:
        await story(now)
        assert await positions(now, f"?initiativeId={OTHER}") == [3, 4]
        assert await positions(now, "?type=nl.koploper.initiative-submitted.v1") == [1, 3]
        assert await positions(now, "?source=urn:nld:koploper:systeem:review") == [4]
        assert await positions(now, f"?initiativeId={ID}&type=nl.koploper.article-published.v1&after=4") == [5]
        assert await positions(now, "?type=nl.koploper.nothing.v1") == []


async def test_a_page_says_where_the_next_begins(running: Run) -> None:
    """`next` is the `after` of the following page, and null on the last, whatever is hidden in between."""
    async with running(ledger) as now:
        await story(now)
        first = (await now.http.get("/events/v1/events?limit=2", headers=by("submitter"))).json()
        assert ([each["position"] for each in first["items"]], first["next"]) == ([1, 2], 2)
        last = (await now.http.get(f"/events/v1/events?limit=2&after={first['next']}", headers=by("submitter"))).json()
        assert ([each["position"] for each in last["items"]], last["next"]) == ([5], None)


WRONG: Final = {
    "after=-1": "/after",
    "after=01": "/after",
    "after=1.0": "/after",
    "after=1000000000000000000": "/after",
    "limit=0": "/limit",
    "limit=501": "/limit",
    "initiativeId=x": "/initiativeId",
    "cursor=x": "/cursor",
    f"initiative_id={ID}": "/initiative_id",
}


async def test_what_cannot_be_asked_is_refused(running: Run) -> None:
    """A malformed position, limit or id, or a parameter that does not exist, is told by name."""
    async with running(ledger) as now:
        for query, pointer in WRONG.items():
            answer = await now.http.get(f"/events/v1/events?{query}")
            assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), query
            assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (None, [403, 403, 403, 403, 200]),
        ("submitter", [200, 403, 403, 403, 200]),
        ("auditor", [200, 200, 200, 200, 200]),
    ],
)
async def test_exact_bytes_are_for_who_may_see_all(running: Run, role: Role | None, statuses: list[int]) -> None:
    """The exact bytes are given only when no event and no field would be hidden."""
    async with running(ledger) as now:
        await story(now)
        headers = {} if role is None else by(role)
        answers = [await now.http.get(f"/events/v1/events/{position}/raw", headers=headers) for position in range(1, 6)]
        assert [answer.status_code for answer in answers] == statuses
        assert orjson.loads(answers[-1].content)["type"] == "nl.koploper.article-published.v1"


async def test_positions_that_are_not_there(running: Run) -> None:
    """A position nobody has reached is not found; what is no position is malformed."""
    async with running(ledger) as now:
        for position, status in {"1": 404, "0": 404, "-1": 400, "one": 400}.items():
            answer = await now.http.get(f"/events/v1/events/{position}/raw", headers=AUDITOR)
            assert answer.status_code == status, position


async def test_the_log_shows_the_envelope_as_it_came(running: Run) -> None:
    """Who sees all reads the envelope itself, attribute for attribute."""
    async with running(ledger) as now:
        await submitted(now, uuid(9))
        await now.settled()
        (item,) = (await now.http.get("/events/v1/events", headers=AUDITOR)).json()["items"]
        assert item["event"] == orjson.loads(now.bus.last["koploper.intake"])
        assert item["recordedAt"] == "2019-04-01T12:00:00.000000Z"
