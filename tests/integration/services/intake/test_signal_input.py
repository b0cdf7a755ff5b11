"""What cannot be recorded of a signal: each thing that is wrong is named, and nothing is kept."""

from typing import Any

import pytest

from shared.testing.running import Running
from tests.integration.services.intake.scouting import (
    CALLED,
    SEEN,
    counted,
    get,
    made,
    post,
    problem,
)


@pytest.mark.parametrize("query", ["state=lost", "kind=rumour", "initiativeId=7", "seenOn=2019-03-28", "origin=x"])
async def test_a_query_that_makes_no_sense(now: Running, query: str) -> None:
    """A value of no enumeration and a field that is no filter are 400."""
    assert problem(await get(now, f"/signals?{query}")) == (400, "invalid-input")


@pytest.mark.parametrize(
    ("told", "pointers"),
    [
        ({"kind": "rumour"}, ["/kind"]),
        ({"source": " "}, ["/source"]),
        ({"source": "x" * 121}, ["/source"]),
        ({"link": "javascript:alert(1)"}, ["/link"]),
        ({"link": "https://anna:geheim@example.org/"}, ["/link"]),
        ({"link": "https://example.org/\u001b[31m"}, ["/link"]),
        ({"link": "https://example.org/" + "x" * 2000}, ["/link"]),
        ({"link": None}, ["/link"]),
        ({"organisation": "a\u0000b"}, ["/organisation"]),
        ({"organisation": "x" * 121, "region": "x" * 81}, ["/organisation", "/region"]),
        ({"seenOn": "28-03-2019"}, ["/seenOn"]),
        ({"seenOn": 17983}, ["/seenOn"]),
        ({"note": "x" * 4001}, ["/note"]),
        ({"note": ""}, ["/note"]),
        ({"origin": "approached"}, ["/origin"]),
        ({"seen_on": "2019-03-28"}, ["/seen_on"]),
    ],
)
async def test_what_cannot_be_recorded(now: Running, told: dict[str, Any], pointers: list[str]) -> None:
    """Everything that is wrong is named, and nothing is kept."""
    answer = await post(now, "/signals", SEEN | told)
    assert problem(answer) == (400, "invalid-input")
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == pointers
    assert counted(now) == (0, 0)


async def test_who_sends_no_link_is_told_what_one_is(now: Running) -> None:
    """In a sentence, not in a pattern."""
    (error,) = (await post(now, "/signals", SEEN | {"link": "www.example.org"})).json()["errors"]
    assert (error["pointer"], error["code"]) == ("/link", "link")
    assert error["detail"].startswith("write a link as https://")


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"channel": "pigeon"}, "/channel"),
        ({"outcome": "maybe"}, "/outcome"),
        ({"whom": ""}, "/whom"),
        ({"whom": "x" * 201}, "/whom"),
        ({"date": "2019-02-30"}, "/date"),
        ({"note": "a\u007fb"}, "/note"),
        ({"by": "Anna"}, "/by"),
    ],
)
async def test_what_is_no_approach(now: Running, told: dict[str, Any], pointer: str) -> None:
    """The field that is wrong is named."""
    signal = await made(now, "/signals", SEEN)
    answer = await post(now, f"/signals/{signal}/approaches", CALLED | told)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("day", ["2019-04-02", "9999-12-31"])
async def test_a_day_that_has_not_come(now: Running, day: str) -> None:
    """Nothing was seen and nobody called on it."""
    signal = await made(now, "/signals", SEEN)
    assert problem(await post(now, f"/signals/{signal}/approaches", CALLED | {"date": day})) == (409, "date-ahead")
    other = SEEN | {"organisation": "KeTJA", "seenOn": day}
    assert problem(await post(now, "/signals", other)) == (409, "date-ahead")


async def test_script_in_a_text_stays_text(now: Running) -> None:
    """It is shown as it was written, as JSON."""
    script = "<script>alert('x')</script>"
    signal = await made(now, "/signals", SEEN | {"source": script})
    answer = await get(now, f"/signals/{signal}")
    assert (answer.json()["source"], answer.headers["content-type"]) == (script, "application/json")
