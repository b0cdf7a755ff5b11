"""Bodies are read strictly: what is not exactly right is refused, and why is told."""

from typing import Any, Final

import httpx
import pytest

from shared.store import schema
from shared.testing.running import Running, by
from shared.web.body import EXACT, LIMIT

COUNT: Final = "/toy/v1/tallies/a/counts"
JSON: Final = {"Content-Type": "application/json"}


async def send(now: Running, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    return await now.http.post(COUNT, content=body, headers=by("editor") | (JSON if headers is None else headers))


def facts(now: Running) -> int:
    with now.service("toy").store.read() as connection:
        return len(connection.execute(schema.event.select()).all())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Field required"),
        (b"{", "line 1 column"),
        (b"{}{}", "line 1 column"),
        (b"\xef\xbb\xbf{}", "line 1 column"),
        (b'{"by": NaN}', "line 1 column"),
        (b'{"by": Infinity}', "line 1 column"),
        (b'{"by": 1e400}', "infinity"),
        (b'{"by": 1, "note": "\\ud800"}', "surrogate"),
        (b'{"by": 1, "note": "\xff"}', "UTF-8"),
        (b'{"by": 1, "by": 2}', "a key stands twice in one object: by"),
        (b'{"by": 1, "deep": {"x": 1, "y": 2, "x": 3}}', "a key stands twice in one object: x"),
        (b'{"by": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "depth limit"),
        (b'{"by": ' + str(EXACT + 1).encode() + b"}", "whole number"),
        (b'{"by": -' + b"9" * 5_000 + b"}", "infinity"),
    ],
)
async def test_what_is_not_json_as_it_should_be(now: Running, body: bytes, why: str) -> None:
    """Each kind of malformed body is a 400 whose error says where or why; nothing is changed."""
    answer = await send(now, body)
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["type"] == "urn:koploper:problem:invalid-input"
    assert why.lower() in problem["errors"][0]["detail"].lower()
    assert problem["errors"][0]["in"] == "body"
    assert facts(now) == 0


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (b"[]", [("", "model-attributes-type")]),
        (b"null", [("", "model-attributes-type")]),
        (b'{"by": "1"}', [("/by", "int-type")]),
        (b'{"by": 1.0}', [("/by", "int-type")]),
        (b'{"by": true}', [("/by", "int-type")]),
        (b'{"by": 1, "other": 2, "~/": 3}', [("/other", "extra-forbidden"), ("/~0~1", "extra-forbidden")]),
        (b'{"by": 1, "note": "   "}', [("/note", "string-too-short")]),
        (b'{"by": 1, "note": "a\\u0000b"}', [("/note", "string-pattern-mismatch")]),
        (b'{"by": "x", "note": 5}', [("/by", "int-type"), ("/note", "string-type")]),
    ],
)
async def test_what_does_not_fit(now: Running, body: bytes, errors: list[tuple[str, str]]) -> None:
    """Wrong types and unknown fields are a 400 that names all of them, each by its pointer."""
    answer = await send(now, body)
    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == errors
    assert facts(now) == 0


def sized(size: int) -> bytes:
    """A body of exactly so many bytes that is right but for its length."""
    return b'{"by": 1}' + b" " * (size - len(b'{"by": 1}'))


async def test_the_limit_is_exact(now: Running) -> None:
    """48 KiB is taken, one byte more is a 413, however it comes."""
    assert LIMIT == 48 * 1024
    assert (await send(now, sized(LIMIT))).status_code == 201
    refused = await send(now, sized(LIMIT + 1))
    assert refused.status_code == 413
    assert refused.json()["type"] == "urn:koploper:problem:body-too-large"

    async def chunks() -> Any:
        for _ in range(49):
            yield b" " * 1024

    streamed = await now.http.post(COUNT, content=chunks(), headers=by("editor") | JSON)
    assert streamed.status_code == 413
    assert facts(now) == 1


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 201),
        ("Application/JSON", 201),
        ("application/json; charset=utf-8", 201),
        ('application/json; charset="UTF-8"', 201),
        ("application/json;charset=iso-8859-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=b", 415),
        ("application/merge-patch+json", 415),
        ("", 415),
    ],
)
async def test_media_types(now: Running, media_type: str, status: int) -> None:
    """JSON in UTF-8 is taken, everything else is a 415."""
    answer = await send(now, b'{"by": 1}', {"Content-Type": media_type} if media_type else {})
    assert answer.status_code == status
    if status == 415:
        assert answer.json()["type"] == "urn:koploper:problem:unsupported-media-type"


async def test_the_largest_whole_number_is_taken(now: Running) -> None:
    """Up to 2^53 - 1 a number is a number; what an act makes of it is its own rule."""
    answer = await send(now, b'{"by": ' + str(EXACT).encode() + b"}")
    assert answer.json()["errors"][0]["code"] == "less-than-equal"
