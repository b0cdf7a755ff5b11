"""Where others reach a process, a token tells who acts; the local header never does."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from shared.auth.tokens import ByToken, hashed
from shared.testing.given import actor
from shared.testing.running import Running, by
from shared.testing.running import running as run
from tests.toy.app import build

COUNT = "/toy/v1/tallies/a/counts"
TOKENS = {hashed("an-editor"): actor("editor", 1), hashed("an-auditor"): actor("auditor", 2)}


@pytest.fixture
async def now(tmp_path: Path) -> AsyncIterator[Running]:
    async with run(tmp_path, build, actors=ByToken(TOKENS)) as now:
        yield now


def bearer(token: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {token}"}


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).removeprefix("urn:koploper:problem:")


async def test_a_token_acts_as_its_actor(now: Running) -> None:
    """Whatever the case of the scheme; and another role's token may not."""
    for scheme in ("Bearer", "bearer"):
        assert (await now.http.post(COUNT, json={"by": 1}, headers=bearer("an-editor", scheme))).status_code == 201
    answer = await now.http.post(COUNT, json={"by": 1}, headers=bearer("an-auditor"))
    assert said(answer) == (403, "role-may-not")


async def test_who_shows_nothing_is_the_public(now: Running) -> None:
    """Reading what is public needs no token; acting does, and is told how."""
    assert (await now.http.get("/toy/v1/tallies")).status_code == 200
    for answer in (await now.http.post(COUNT, json={"by": 1}), await now.http.get("/toy/v1/checks")):
        assert said(answer) == (401, "actor-needed")
        assert answer.headers["www-authenticate"] == 'Bearer realm="koploper"'


@pytest.mark.parametrize(
    "shown", ["Bearer another", "Bearer", "Bearer an-editor an-editor", "Basic an-editor", "an-editor", "Bearer é"]
)
async def test_a_token_that_is_nobodys(now: Running, shown: str) -> None:
    """Unknown, empty, of another kind: nobody, also for what the public may read."""
    headers = {"Authorization": shown.encode("latin-1")}
    for answer in (await now.http.get("/toy/v1/tallies", headers=headers),):  # type: ignore[arg-type]
        assert said(answer) == (401, "unknown-token")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_the_local_header_is_refused(now: Running) -> None:
    """Not ignored, also not beside a token: whoever sends it expects to be believed."""
    for headers in (by("editor"), {**by("editor"), **bearer("an-editor")}):
        answer = await now.http.post(COUNT, json={"by": 1}, headers=headers)
        assert said(answer) == (400, "invalid-input")
        assert answer.json()["errors"][0]["pointer"] == "/Koploper-Actor"


async def test_two_tokens_are_one_too_many(now: Running) -> None:
    """Nobody chooses between them."""
    two = [("Authorization", "Bearer an-editor"), ("Authorization", "Bearer an-auditor")]
    answer = await now.http.post(COUNT, json={"by": 1}, headers=two)
    assert said(answer) == (400, "invalid-input")


async def test_forwarded_headers_mean_nothing(now: Running) -> None:
    """They are neither refused nor believed: a proxy stands in front."""
    headers = {**bearer("an-editor"), "X-Forwarded-Host": "elsewhere", "X-Forwarded-Proto": "https"}
    answer = await now.http.post(COUNT, json={"by": 1}, headers=headers)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/toy/v1/tallies/a"
