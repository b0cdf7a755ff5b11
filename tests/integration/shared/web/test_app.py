"""Every service's app: addresses that are not there, health, headers, local mode, operators' addresses."""

import asyncio
from typing import Any, Final

import httpx
import orjson
import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from shared.errors import Refusal, SeenOlderVersion, StoreAway, Wrong, WrongInput
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from shared.web import problems
from shared.web.app import LocalOnly, OwnHeaders
from shared.web.reader import must_be, sight
from tests.toy.hearing import NEIGHBOUR

COUNT: Final = "/toy/v1/tallies/a/counts"
WHY = {"reason": "A test"}
OPERATOR: Final = by("operator")


def rule(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["type"]).removeprefix("urn:koploper:problem:")


@pytest.mark.parametrize("path", ["/toy/v1/nothing", "/toy/v1/tallies/", "/toy", "/toy/v1/", "/toy/docs"])
async def test_what_is_not_there(now: Running, path: str) -> None:
    """An unknown address, also one with a slash too many, is a 404 and no redirect."""
    answer = await now.http.get(path)
    assert (answer.status_code, rule(answer)) == (404, "not-found")
    assert path in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/toy/v1/tallies", "GET"), ("GET", COUNT, "POST"), ("PUT", "/toy/v1/parked-events", "GET")],
)
async def test_what_is_not_done_there(now: Running, method: str, path: str, allowed: str) -> None:
    """Another method is a 405 that names those there are."""
    answer = await now.http.request(method, path)
    assert (answer.status_code, rule(answer)) == (405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) - {"HEAD"} == {allowed}


async def test_every_answer_has_our_headers(now: Running) -> None:
    """Good or bad, it says which version answers and is not to be stored."""
    for path in ("/toy/v1/tallies", "/toy/v1/nothing", "/toy/healthz"):
        answer = await now.http.get(path)
        assert answer.headers["api-version"] == "1.0.0"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_health(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that lives is healthy; ready it is while its store can be written."""
    assert (await now.http.get("/toy/healthz")).json() == {"status": "ok"}
    assert (await now.http.get("/toy/readyz")).json() == {"status": "ready"}

    def away() -> Any:
        raise StoreAway("gone")

    monkeypatch.setattr(now.service("toy").store, "transaction", away)
    answer = await now.http.get("/toy/readyz")
    assert (answer.status_code, rule(answer)) == (503, "store-away")
    assert (await now.http.get("/toy/healthz")).status_code == 200


async def test_a_store_that_is_away_is_told(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act then is a 503 that says when to come back; with the store back the same request is done."""

    def away() -> Any:
        raise StoreAway("gone")

    for names in (("transaction",), ("glance", "read")):
        for name in names:
            monkeypatch.setattr(now.service("toy").store, name, away)
        answer = await now.http.post(COUNT, json={"by": 1}, headers=by("editor"))
        assert (answer.status_code, rule(answer)) == (503, "store-away")
        assert answer.headers["retry-after"] == "2"
        monkeypatch.undo()
    assert (await now.http.post(COUNT, json={"by": 1}, headers=by("editor"))).json()["version"] == 1


async def test_an_unknown_query_is_refused(now: Running) -> None:
    """What a list does not know it does not ignore; all that is wrong is told."""
    answer = await now.http.get("/toy/v1/tallies?limit=501&colour=red")
    assert answer.status_code == 400
    assert {(error["in"], error["pointer"]) for error in answer.json()["errors"]} == {
        ("query", "/limit"),
        ("query", "/colour"),
    }


async def test_lists_by_pages(now: Running) -> None:
    """A page names the next; sorted as asked."""
    for name in "cab":
        await now.http.post(f"/toy/v1/tallies/{name}/counts", json={"by": 1}, headers=by("editor"))
    first = (await now.http.get("/toy/v1/tallies?limit=2&sort=-name")).json()
    rest = (await now.http.get(f"/toy/v1/tallies?limit=2&sort=-name&cursor={first['next']}")).json()
    assert [item["name"] for item in first["items"] + rest["items"]] == ["c", "b", "a"]
    assert rest["next"] is None


class TestOperators:
    async def poison(self, now: Running) -> str:
        """Something waits; its id."""
        await now.announce(NEIGHBOUR, "nudged.v1", {"by": 13}, stream="tally-a")
        await now.settled()
        (item,) = (await now.http.get("/toy/v1/parked-events", headers=OPERATOR)).json()["items"]
        return str(item["id"])

    async def test_what_waits_is_shown(self, now: Running) -> None:
        """What stands first in each stream, why, and the exact text of it."""
        id_ = await self.poison(now)
        shown = (await now.http.get(f"/toy/v1/parked-events/{id_}", headers=by("auditor"))).json()
        assert (shown["stream"], shown["reason"], shown["error"]) == ("tally-a", "failed", "Unlucky: thirteen")
        assert '"by":13' in shown["body"]
        assert (await now.http.get(f"/toy/v1/parked-events/{uuid(1)}", headers=OPERATOR)).status_code == 404

    async def test_only_operators_act_on_it(self, now: Running) -> None:
        """Others are refused by role, and nobody's list is the public's."""
        id_ = await self.poison(now)
        for act in ("retries", "discards"):
            answer = await now.http.post(
                f"/toy/v1/parked-events/{id_}/{act}", json={"reason": "r"}, headers=by("auditor")
            )
            assert (answer.status_code, rule(answer)) == (403, "role-may-not")
        assert (await now.http.get("/toy/v1/parked-events")).status_code == 401
        assert (await now.http.get("/toy/v1/parked-events", headers=by("editor"))).status_code == 403

    async def test_acting_on_it_needs_a_reason(self, now: Running) -> None:
        """Retried with a reason it fails again and waits; discarded it is gone, with what was answered."""
        at = f"/toy/v1/parked-events/{await self.poison(now)}"
        assert (await now.http.post(f"{at}/retries", json={}, headers=OPERATOR)).status_code == 400
        retried = await now.http.post(f"{at}/retries", json={"reason": "try"}, headers=OPERATOR)
        discarded = await now.http.post(f"{at}/discards", json={"reason": "never"}, headers=OPERATOR)
        assert (retried.status_code, discarded.status_code) == (201, 201)
        assert (retried.json()["version"], discarded.json()["version"]) == (1, 2)
        assert (await now.http.post(f"{at}/discards", json={"reason": "never"}, headers=OPERATOR)).status_code == 404

    async def test_a_rebuild_is_begun_and_followed(self, now: Running) -> None:
        """Begun with a 201, its address tells how far it is and in the end what it found."""
        await now.http.post(COUNT, json={"by": 1}, headers=by("editor"))
        names = [item["name"] for item in (await now.http.get("/toy/v1/projections", headers=OPERATOR)).json()["items"]]
        assert names == ["tallies", "counts", "erasures", "deeds"]
        begun = await now.http.post("/toy/v1/projections/tallies/rebuilds", json={"dryRun": True}, headers=OPERATOR)
        assert begun.status_code == 201
        at = begun.headers["location"]
        await until(lambda: not now.service("toy")._work)
        done = (await now.http.get(at, headers=OPERATOR)).json()
        assert done["state"] == "done"
        assert {name: done["difference"][name] for name in ("added", "removed", "changed", "events")} == {
            "added": 0,
            "removed": 0,
            "changed": 0,
            "events": 1,
        }

    async def test_one_rebuild_at_a_time(self, now: Running) -> None:
        """Of two that come at once one is begun, the other is told that one is running; unknown ones are 404."""
        at = "/toy/v1/projections/tallies/rebuilds"
        both = await asyncio.gather(*(now.http.post(at, json=WHY, headers=OPERATOR) for _ in range(2)))
        assert sorted(answer.status_code for answer in both) == [201, 409]
        assert (await now.http.post(at.replace("tallies", "others"), json=WHY, headers=OPERATOR)).status_code == 404
        assert (await now.http.get(f"{at}/{uuid(1)}", headers=OPERATOR)).status_code == 404

    async def test_a_rebuild_tells_how_far_it_is(self, now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        """While it runs; and a repeated request is answered with the same rebuild."""
        toy, go = now.service("toy"), asyncio.Event()

        async def wait(_: object) -> None:
            await go.wait()

        monkeypatch.setattr("shared.rebuild.Rebuild._follow", wait)
        at, headers = "/toy/v1/projections/tallies/rebuilds", OPERATOR | {"Idempotency-Key": "k"}
        begun, again = [await now.http.post(at, json=WHY, headers=headers) for _ in range(2)]
        assert (again.status_code, again.headers["location"]) == (201, begun.headers["location"])
        progress = (await now.http.get(begun.headers["location"], headers=OPERATOR)).json()
        assert (progress["state"], progress["events"], progress["total"]) == ("running", 0, 0)
        go.set()
        await until(lambda: not toy._work)

    async def test_a_rebuild_that_fails_says_why(self, now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its progress ends in the failure's sentence."""

        def away() -> Any:
            raise StoreAway("the store is gone")

        answer = await now.http.post(
            "/toy/v1/projections/tallies/rebuilds", json=WHY, headers=OPERATOR | {"Idempotency-Key": "k"}
        )
        monkeypatch.setattr(now.service("toy").store, "read", away)
        await until(lambda: not now.service("toy")._work)
        monkeypatch.undo()
        progress = (await now.http.get(answer.headers["location"], headers=OPERATOR)).json()
        assert (progress["state"], progress["error"]) == ("failed", "the store is gone")


async def local(**headers: str) -> httpx.Response:
    """What an app that is for this machine only answers."""
    app = LocalOnly(Response(b"inside"))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/", headers=named)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:1", "[::1]", "[::1]:8000"])
async def test_this_machine_is_local(host: str) -> None:
    """By each of its names, with or without a port."""
    assert (await local(Host=host)).content == b"inside"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.org"},
        {"Host": "localhost.example.org"},
        {"Host": "::1"},
        {"Host": ""},
        {"Host": "[::2]"},
        {"Host": "127.0.0.2"},
        {"Forwarded": "for=1.2.3.4"},
        {"X_Forwarded_For": "1.2.3.4"},
        {"X_Forwarded_Host": "localhost"},
        {"X_Forwarded_Proto": "https"},
    ],
)
async def test_all_else_is_not(headers: dict[str, str]) -> None:
    """Another host's name (as after a DNS rebinding), or a proxy's word, is refused with our headers on it."""
    answer = await local(**headers)
    assert (answer.status_code, rule(answer)) == (400, "not-local")
    assert answer.headers["api-version"]


async def test_only_requests_are_judged() -> None:
    """What is no request passes through both."""
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    await LocalOnly(OwnHeaders(app))({"type": "lifespan"}, _never, _ignore)
    assert seen == ["lifespan"]


async def test_half_an_answer_is_not_mended() -> None:
    """When a fault comes after an answer has begun, the connection ends there."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await OwnHeaders(app)({"type": "http", "path": "/"}, _never, _ignore)


async def _never() -> Message:
    raise NotImplementedError


async def _ignore(_: Message) -> None:
    return


async def test_a_refusal_of_no_kind_is_a_conflict() -> None:
    """A rule that says no is never a fault, whatever its class."""

    class OwnKind(Refusal):
        rule = "own-kind"

    answer = await problems._refused(None, OwnKind("No."))  # type: ignore[arg-type]  # the request is not looked at
    assert answer.status_code == 409


async def test_what_a_program_can_read_of_a_refusal_stands_in_the_problem() -> None:
    """Beside the members that every problem has, which it cannot replace."""
    refusal = SeenOlderVersion("Read version 2.", {"newest": 2, "changed": ["title"], "status": 200})
    answer = await problems._refused(None, refusal)  # type: ignore[arg-type]  # the request is not looked at
    assert orjson.loads(bytes(answer.body)) == {
        "type": "urn:koploper:problem:seen-older-version",
        "title": "Not now",
        "status": 409,
        "detail": "Read version 2.",
        "newest": 2,
        "changed": ["title"],
    }


async def test_a_rule_may_find_a_body_wrong() -> None:
    """It says where, as for input that cannot be read, and of nonsense no more than so much."""
    wrong = [Wrong(f"/themes/{at}", "not-known", "choose from a, b") for at in range(problems.TOLD + 1)]
    refusal = WrongInput("101 words are not known.", wrong)
    answer = await problems._refused(None, refusal)  # type: ignore[arg-type]  # the request is not looked at
    body = orjson.loads(answer.body)
    assert (answer.status_code, body["type"]) == (400, "urn:koploper:problem:invalid-input")
    assert body["detail"] == "101 words are not known."
    assert len(body["errors"]) == problems.TOLD
    assert body["errors"][0] == {
        "in": "body",
        "pointer": "/themes/0",
        "code": "not-known",
        "detail": "choose from a, b",
    }


@pytest.mark.parametrize(("status", "told"), [(403, 403), (418, 400)])
async def test_what_the_framework_raises_is_a_problem_too(status: int, told: int) -> None:
    """A status that we do not use becomes the one for wrong requests."""
    answer = await problems._http(None, problems.HTTPException(status))  # type: ignore[arg-type, attr-defined]
    assert answer.status_code == told


def test_who_sees_what() -> None:
    """The office's roles read what is for the office; everybody else what is public."""
    assert sight(None) == sight(actor("submitter")) == sight(actor("partner")) == "public"
    assert sight(actor("operator")) == sight(actor("ministry-vws")) == "office"
    assert must_be(actor("operator"), "operator", "auditor") == actor("operator")
