"""HEAD at every address that answers GET: the headers of GET, no body, and an end."""

from pathlib import Path
from typing import Final

import pytest

from shared.testing.given import uuid
from shared.testing.running import by, running
from shared.web import openapi
from tests.contract import services

ENDLESS: Final = "/stream"


def readable(name: str) -> list[str]:
    """All addresses of a service that answer GET, those with an id once."""
    documented = openapi.document(services.part(name).http, name)["paths"]
    besides = [f"/{name}/healthz", f"/{name}/readyz", f"/{name}/v1/openapi.json", f"/{name}/v1/asyncapi.json"]
    return besides + [
        f"/{name}/v1{path}".replace("{id}", uuid(1)).replace("{ref}", uuid(1))
        for path, item in documented.items()
        if "get" in item
    ]


@pytest.mark.parametrize("name", services.NAMES)
async def test_head_answers_as_get_without_its_body(name: str, tmp_path: Path) -> None:
    """Status and headers are those of GET, also of a refusal; the live stream answers them and ends."""
    async with running(tmp_path, services.builder(name)) as now:
        for path in readable(name):
            head = await now.http.head(path, headers=by("operator"))
            assert head.content == b"", path
            if path.endswith(ENDLESS):
                assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
                continue
            get = await now.http.get(path, headers=by("operator"))
            assert (head.status_code, head.headers) == (get.status_code, get.headers), path


async def test_what_has_no_get_has_no_head(tmp_path: Path) -> None:
    """Where only acts are done HEAD is refused; where it is possible, refusing another method says so."""
    async with running(tmp_path, services.builder("intake")) as now:
        acts = await now.http.head(f"/intake/v1/initiatives/{uuid(1)}/withdrawals")
        assert (acts.status_code, acts.headers["allow"], acts.content) == (405, "POST", b"")
        both = await now.http.delete("/intake/v1/initiatives")
        assert (both.status_code, both.headers["allow"]) == (405, "GET, HEAD, POST")
