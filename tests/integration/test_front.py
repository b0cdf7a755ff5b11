"""The one address in front of all services: who answers what, and how the whole is."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from cli import system
from shared.errors import StoreAway

NOT_FOUND: Final = "urn:koploper:problem:not-found"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[system.System]:
    async with system.running(tmp_path) as now:
        yield now


async def asked(whole: system.System, method: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(whole.http)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, path)


@pytest.mark.parametrize("path", ["/nothing", "/nothing/v1/x", "/intake", "/intake/", "/healthz/", "/intake/v1/x"])
async def test_what_is_nowhere_is_a_problem(whole: system.System, path: str) -> None:
    """Unknown addresses, inside and outside of any service, are 404 problems with our headers."""
    answer = await asked(whole, "GET", path)
    assert (answer.status_code, answer.json()["type"]) == (404, NOT_FOUND)
    assert answer.headers["api-version"]
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_request_about_no_address(whole: system.System) -> None:
    """`OPTIONS *`, whose path is no path, is refused like any other unknown address."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "OPTIONS", "path": "*", "raw_path": b"*", "query_string": b"", "root_path": ""}
    await whole.http({**scope, "headers": headers, "server": ("localhost", 80), "scheme": "http"}, receive, send)
    assert sent[0]["status"] == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_the_health_of_the_whole(whole: system.System, path: str) -> None:
    """It answers GET and HEAD, and nothing else."""
    get, head = await asked(whole, "GET", path), await asked(whole, "HEAD", path)
    assert (get.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head.headers == get.headers
    post = await asked(whole, "POST", path)
    assert (post.status_code, post.headers["allow"]) == (405, "GET, HEAD")


async def test_not_ready_while_a_store_is_away(whole: system.System, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole lives on, and names the service that is not ready."""

    def away() -> Any:
        raise StoreAway("gone")

    monkeypatch.setattr(whole.parts["review"].service.store, "transaction", away)
    answer = await asked(whole, "GET", "/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:koploper:problem:store-away")
    assert "review" in answer.json()["detail"]
    assert (await asked(whole, "GET", "/healthz")).status_code == 200
