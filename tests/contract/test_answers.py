"""What the services answer is what their OpenAPI documents say, also to requests that make no sense."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import jsonschema
import pytest

from shared.testing.running import by, running
from shared.web import openapi
from tests.contract import services

Json = dict[str, Any]
NOBODY: Final[dict[str, str]] = {}
ASKING: Final = (NOBODY, by("operator"), by("submitter"), by("adviser"), {"Koploper-Actor": "somebody"})
JSON: Final = {"Content-Type": "application/json"}
SAID: Final[tuple[dict[str, Any], ...]] = (
    {"content": b"{}", "headers": JSON},
    {"content": b"[", "headers": JSON},
    {"content": b'{"unknown": 1, "unknown": 2}', "headers": JSON},
    {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
    {"content": b'"' + b"x" * 49 * 1024 + b'"', "headers": JSON},
    {"content": b"{}", "headers": {**JSON, "If-Match": "yesterday"}},
    {"content": b"{}", "headers": {**JSON, "Idempotency-Key": "a space"}},
)
IDS: Final = ("019b1c00-0000-7000-8000-0000000000ff", "no-id")


def requests(path: str, method: str, operation: Json) -> Iterator[Json]:
    """Requests that bring out how an operation says no; none that opens a stream without end."""
    endless = "text/event-stream" in operation["responses"].get("200", {}).get("content", {})
    for headers in ASKING:
        for id_ in IDS if "{" in path else IDS[:1]:
            at = re.sub(r"\{[a-z]+\}", id_, path)
            if method in {"post", "put"}:
                yield from ({**said, "url": at, "headers": {**said["headers"], **headers}} for said in SAID)
                continue
            for query in ("?limit=0&after=x&sort=nothing&cursor=mine", "?unknown=1", ""):
                if query.startswith("?limit") or not endless:
                    yield {"url": at + query, "headers": headers}


def disagreement(whole: Json, operation: Json, answer: httpx.Response) -> str | None:
    """In what an answer is not what the document says."""
    documented = operation["responses"].get(str(answer.status_code))
    if documented is None:
        return f"{answer.status_code} is not documented: {answer.text}"
    if answer.is_success:
        return None
    if answer.headers["content-type"] != "application/problem+json":
        return "the answer is no problem document"
    if missing := set(whole["components"]["responses"][f"Problem{answer.status_code}"]["headers"]) - {
        name for name in openapi.HEADERS if name in answer.headers
    }:
        return f"{', '.join(missing)} is absent"
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(whole["components"]["schemas"]["Problem"]).iter_errors(answer.json())
    )
    return error.message if error else None


@pytest.mark.parametrize("name", services.NAMES)
async def test_every_answer_is_documented(name: str, tmp_path: Path) -> None:
    """Nobody, strangers and nonsense get a documented status with a problem of the documented shape, never a 500."""

    whole = openapi.document(services.part(name).http, name)
    wrong = []
    async with running(tmp_path, services.builder(name)) as now:
        for path, item in whole["paths"].items():
            for method, operation in item.items():
                for request in requests(f"/{name}/v1{path}", method, operation):
                    answer = await now.http.request(method, **request)
                    if said := disagreement(whole, operation, answer):
                        wrong.append(f"{method} {request['url']} by {request['headers']}: {said}")
    assert wrong == []
