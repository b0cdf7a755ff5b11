"""Events, the vault and the read models: what is altered or lacks is found by its name."""

import pytest

from shared.doctor.examine import examine
from shared.doctor.finding import Finding
from shared.testing.running import Running
from tests.integration.shared.doctor.patient import alter, found, spoil


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "another"),
        ("type", "another"),
        ("causation", "another"),
        ("reaction", "another"),
        ("stream", "another-1"),
    ],
)
async def test_a_row_that_says_otherwise_is_found(now: Running, column: str, value: str) -> None:
    """A column that disagrees with the body of its event is named."""
    await alter(now, "event", f"{column} = '{value}'", 1)
    [finding, *_] = await found(now)
    assert finding.check == "event-altered"
    assert f"its row says {column} {value}, its body " in finding.detail


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("'text'", "it is stored as str, not as bytes"),
        ("CAST('{' AS BLOB)", "cannot be read"),
        ("CAST(SUBSTR(CAST(body AS TEXT), 1, LENGTH(body) - 1) AS BLOB)", "cannot be read"),
        ("CAST(REPLACE(CAST(body AS TEXT), 'withdrawn.v1', 'undone.v1') AS BLOB)", "is no event type of intake"),
        ("CAST(REPLACE(CAST(body AS TEXT), '\"digest\"', '\"digested\"') AS BLOB)", "validation error"),
        ("CAST(REPLACE(CAST(body AS TEXT), 'systeem:intake', 'systeem:review') AS BLOB)", "its body review"),
    ],
)
async def test_a_body_that_is_no_event_of_ours_is_found(now: Running, body: str, detail: str) -> None:
    """What cannot be read is told in a line, and no read model is blamed for it."""
    await alter(now, "event", f"body = {body}", 4)
    answer = await examine(now.service("intake"))
    assert [finding.check for finding in answer.findings] == ["event-altered"]
    assert detail in answer.findings[0].detail
    assert len(answer.findings[0].detail.splitlines()) == 1
    assert ("read-model-differs" in answer.unchecked) is ("review" not in detail)


async def test_a_stream_without_its_first_is_found(now: Running) -> None:
    """A stream that does not begin at 1 has a hole; so has one that skips a number."""
    await spoil(now, "DELETE FROM event WHERE position = 3")
    finding = next(each for each in await found(now) if each.check == "stream-hole")
    assert finding.detail == "it has 1 events, numbered 2 to 2"


@pytest.mark.parametrize(
    "change", ["content = 'Another'", "salt = x'00'", "content = NULL", "salt = 'text'", "content = x'00'"]
)
async def test_a_text_that_is_not_the_one_named_is_found(now: Running, change: str) -> None:
    """Text and salt of an entry must give the digest that its event names."""
    await alter(now, "vault", change, 1)
    [finding] = await found(now)
    assert finding.check == "vault-altered"
    assert "Anna" not in finding.detail


async def test_what_was_erased_is_no_finding(now: Running) -> None:
    """An erased entry says nothing any more, and that is as it should be."""
    await spoil(now, "UPDATE vault SET salt = NULL, content = NULL, erased_at = '2026-01-01T00:00:00.000000Z'")
    assert await found(now) == []


async def test_a_read_model_that_says_otherwise_is_found(now: Running) -> None:
    """The read model is named with how many of its rows lack, are too many, and differ."""
    await spoil(now, "UPDATE initiative SET title = 'Another' WHERE state = 'withdrawn'", "DELETE FROM outcome")
    assert await found(now) == [
        Finding("read-model-differs", "initiatives", "0 rows lack, 0 are too many, 1 differ from what 4 events say")
    ]
