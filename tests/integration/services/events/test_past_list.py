"""The list of journeys at a moment: all its pages are of one, and a file of it is read once."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from services.events import past
from shared.testing.given import uuid
from shared.testing.running import Running
from shared.web.export import endpoint
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import AUDITOR, ID, JOURNEY, OTHER, ledger, published, submitted

LIST: Final = "/events/v1/journeys"


async def listed(now: Running, query: str) -> dict[str, Any]:
    answer = await now.http.get(f"{LIST}?{query}", headers=AUDITOR)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def two(now: Running) -> None:
    for person, initiative in enumerate((ID, OTHER), 1):
        await submitted(now, initiative, person)
        await now.settled()


@pytest.mark.parametrize("at", ["999", "2999-01-01T00:00:00Z", "2"])
@pytest.mark.parametrize("sort", ["initiativeId", "title", "-title"])
async def test_all_pages_are_of_one_moment(running: Run, at: str, sort: str) -> None:
    """Also of one that is not over: what comes in between two pages is on none of them, and each says of when it is."""
    async with running(ledger) as now:
        await two(now)
        first = await listed(now, f"at={at}&sort={sort}&limit=1")
        await published(now, ID)
        await published(now, OTHER)
        await submitted(now, uuid(300), 3)
        await now.settled()
        second = await listed(now, f"at={at}&sort={sort}&limit=1&cursor={first['next']}")
        items = first["items"] + second["items"]
        assert sorted((each["initiativeId"], each["stage"]) for each in items) == [
            (ID, "submitted"),
            (OTHER, "submitted"),
        ]
        assert (first["position"], second["position"], second["next"]) == (2, 2, None)
        assert first["recordedAt"] == second["recordedAt"] == "2019-04-01T12:00:00.000000Z"


async def test_an_answer_says_of_when_it_is(running: Run) -> None:
    """The position that was read up to, and when that was recorded: of a journey and the list, of now and of then."""
    async with running(ledger) as now:
        await two(now)
        for at, position in (("", 2), ("?at=1", 1), ("?at=999", 2), ("?at=2019-04-01T12:00:00Z", 2)):
            for path in (JOURNEY, LIST):
                told = (await now.http.get(f"{path}{at}", headers=AUDITOR)).json()
                assert (told["position"], told["recordedAt"]) == (position, "2019-04-01T12:00:00.000000Z"), path
        nothing = await listed(now, "at=0")
        assert (nothing["items"], nothing["position"], nothing["recordedAt"]) == ([], 0, None)


async def test_a_cursor_of_something_else_is_refused(running: Run) -> None:
    """One of the list of now, one of a later moment, and what was made up."""
    async with running(ledger) as now:
        await two(now)
        of_now = (await listed(now, "limit=1"))["next"]
        of_then = (await listed(now, "limit=1&at=2"))["next"]
        wrong = [
            *(
                f"at=2&cursor={of_now}",
                f"at=1&cursor={of_then}",
                f"cursor={of_then}",
                "at=2&cursor=2.",
                "at=2&cursor=.",
            ),
            *(f"at=2&cursor={made_up}.{of_now}" for made_up in ("-1", "02", "x", "9" * 19, "٢")),
        ]
        for query in wrong:
            answer = await now.http.get(f"{LIST}?limit=1&{query}", headers=AUDITOR)
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/cursor"), query


@pytest.mark.parametrize(("sort", "reads"), [("title", 1), ("-title", 1), ("-initiativeId", 1), ("initiativeId", 3)])
async def test_a_file_in_another_order_is_read_once(
    running: Run, monkeypatch: pytest.MonkeyPatch, sort: str, reads: int
) -> None:
    """And not once for as many rows as a page has; in the order of ids each page reads its own only."""
    seen: list[int] = []
    read = past.journeys

    def noted(*given: Any) -> Iterator[past.Stood]:
        seen.append(given[4])
        return read(*given)

    monkeypatch.setattr(past, "journeys", noted)
    monkeypatch.setattr(endpoint, "MOST", 1)
    async with running(ledger) as now:
        await two(now)
        await submitted(now, uuid(300), 3)
        await now.settled()
        rows = (await now.http.get(f"{LIST}?at=999&sort={sort}&format=csv", headers=AUDITOR)).text.splitlines()
        assert (len(rows), len(seen)) == (4, reads)
        assert set(seen) == {3}
