"""The desk: who acts, on which version, once; and what is answered."""

from typing import Any, Final

import httpx
import pytest
import structlog

from shared import persons
from shared.envelope import open_
from shared.store import schema
from shared.store.store import AnyRow
from shared.testing.given import actor
from shared.testing.running import Running, by

COUNT: Final = "/toy/v1/tallies/a/counts"
RECOUNT: Final = "/toy/v1/tallies/a/recounts"
TRACE: Final = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def count(now: Running, by_: int = 1, at: str = COUNT, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await now.http.post(at, json={"by": by_}, headers=by("editor") | named)


def rows(now: Running, table: Any = schema.event) -> list[AnyRow]:
    with now.service("toy").store.read() as connection:
        return list(connection.execute(table.select()).all())


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) <= {"type", "title", "status", "detail", "errors"}
    assert body["status"] == answer.status_code
    return answer.status_code, body["type"].removeprefix("urn:koploper:problem:")


async def test_an_act_is_answered_with_what_became_of_it(now: Running) -> None:
    """201 with Location, ETag, the resource and its version; again, the next version."""
    for version in (1, 2):
        answer = await count(now)
        assert answer.status_code == 201
        assert answer.json() == {"id": "a", "version": version}
        assert answer.headers["location"] == "/toy/v1/tallies/a"
        assert answer.headers["etag"] == f'"{version}"'
        assert answer.headers["content-type"] == "application/json"


async def test_the_fact_says_who_when_and_because_of_what(now: Running) -> None:
    """A person's act is its own cause; a valid traceparent goes along."""
    await count(now, traceparent=TRACE)
    fact = open_(rows(now)[0].body)
    assert (fact.actor, fact.time) == (actor("editor"), now.clock.now())
    assert fact.causationid == fact.correlationid
    assert fact.traceparent == TRACE


@pytest.mark.parametrize(
    "trace", ["", "00-0-0-00", TRACE.upper(), "00-" + "0" * 32 + "-b7ad6b7169203331-01", TRACE + "-x"]
)
async def test_a_strange_trace_is_left_out(now: Running, trace: str) -> None:
    """What is no traceparent is not passed on, and refuses nobody."""
    assert (await count(now, traceparent=trace)).status_code == 201
    assert open_(rows(now)[0].body).traceparent is None


async def test_nobody_acts_unnamed(now: Running) -> None:
    """Without an actor an act is a 401, before its body is judged."""
    answer = await now.http.post(COUNT, json={"by": "wrong"})
    assert problem(answer) == (401, "actor-needed")


@pytest.mark.parametrize("claimed", ["editor", "editor;id=1", "boss;id=" + actor("editor").id, "system;id=toy", ""])
async def test_a_claim_that_is_no_actor(now: Running, claimed: str) -> None:
    """A header that names nobody, or the system, is a 400 that points at it."""
    answer = await now.http.post(COUNT, json={"by": 1}, headers={"Koploper-Actor": claimed})
    assert problem(answer) == (400, "invalid-input")
    assert answer.json()["errors"][0]["pointer"] == "/Koploper-Actor"


async def test_two_claims_are_none(now: Running) -> None:
    """Who says two names has said neither."""
    claims = [("Koploper-Actor", str(actor("editor"))), ("Koploper-Actor", str(actor("adviser")))]
    assert problem(await now.http.post(COUNT, json={"by": 1}, headers=claims)) == (400, "invalid-input")


async def test_rules_say_no_by_name(now: Running) -> None:
    """A role that never may is 403, a rule that says not now 409, with the rule in the type."""
    assert problem(await now.http.post(COUNT, json={"by": 1}, headers=by("adviser"))) == (403, "role-may-not")
    assert problem(await count(now, 5_000)) == (409, "too-many")


async def test_a_fault_is_told_without_its_cause(now: Running) -> None:
    """What is wrong with the program is a 500 with our headers, and says nothing of what was in hand."""
    for answer in (await count(now, 13), await now.http.get("/toy/v1/broken")):
        assert problem(answer) == (500, "broken")
        assert answer.headers["api-version"]
        assert answer.headers["cache-control"] == "no-store"
        assert "thirteen" not in answer.text
        assert "fault in the program" not in answer.text


class TestIfMatch:
    async def test_the_version_one_has_seen(self, now: Running) -> None:
        """It is optional on acts: the present one passes, an older one is a 412 that changes nothing."""
        assert (await count(now, If_Match='"0"')).status_code == 201
        assert problem(await count(now, If_Match='"0"')) == (412, "stale-version")
        assert (await count(now, If_Match='"1"')).json()["version"] == 2
        assert (await count(now, If_Match="*")).json()["version"] == 3

    async def test_where_it_is_needed(self, now: Running) -> None:
        """An act that must say what it was made on is a 428 without it."""
        assert problem(await count(now, at=RECOUNT)) == (428, "if-match-needed")
        assert (await count(now, at=RECOUNT, If_Match='"0"')).status_code == 201
        assert problem(await count(now, at=RECOUNT, If_Match='"0"')) == (412, "stale-version")

    @pytest.mark.parametrize("etag", ["7", '"x"', 'W/"1"', '"1", "2"', '"-1"', '"01"', '"' + "9" * 30 + '"'])
    async def test_what_is_no_etag_of_ours(self, now: Running, etag: str) -> None:
        """Anything else is a 400 that points at the header."""
        answer = await count(now, If_Match=etag)
        assert problem(answer) == (400, "invalid-input")
        assert answer.json()["errors"][0]["pointer"] == "/If-Match"


class TestIdempotencyKey:
    async def test_a_repeated_request_repeats_the_answer(self, now: Running) -> None:
        """Status, Location, ETag and body are the first one's, and it is done once."""
        first, between, again = (
            await count(now, Idempotency_Key="k"),
            await count(now),
            await count(now, Idempotency_Key="k"),
        )
        assert between.json()["version"] == 2
        for of in ("location", "etag", "content-type"):
            assert again.headers[of] == first.headers[of]
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert len(rows(now)) == 2

    async def test_another_body_under_it_is_refused(self, now: Running) -> None:
        """422, which nothing else gets."""
        await count(now, Idempotency_Key="k")
        assert problem(await count(now, 2, Idempotency_Key="k")) == (422, "idempotency-key-reused")
        assert len(rows(now)) == 1

    async def test_it_is_of_one_actor_at_one_address(self, now: Running) -> None:
        """Another person's, or another address's, is another key."""
        await count(now, Idempotency_Key="k")
        other = await now.http.post(COUNT, json={"by": 1}, headers=by("editor", 2) | {"Idempotency-Key": "k"})
        elsewhere = await count(now, at="/toy/v1/tallies/b/counts", Idempotency_Key="k")
        assert (other.json()["version"], elsewhere.json()["version"]) == (2, 1)

    @pytest.mark.parametrize("key", [b"a space", b"", b"x" * 201, "é".encode()])
    async def test_what_is_no_key(self, now: Running, key: bytes) -> None:
        """Up to 200 visible characters; anything else is a 400 that points at the header."""
        editor = {name.encode(): value.encode() for name, value in by("editor").items()}
        answer = await now.http.post(COUNT, json={"by": 1}, headers={**editor, b"Idempotency-Key": key})
        assert problem(answer) == (400, "invalid-input")
        assert answer.json()["errors"][0]["in"] == "header"

    async def test_a_refusal_is_not_remembered(self, now: Running) -> None:
        """What was refused may be asked again under the same key."""
        assert (await count(now, 5_000, Idempotency_Key="k")).status_code == 409
        assert (await count(now, 1, Idempotency_Key="k")).status_code == 201


async def test_what_is_sealed_is_kept_with_the_act(now: Running) -> None:
    """The fact names it, the vault holds it, its reader gets it, and nobody else does."""
    await now.http.post(COUNT, json={"by": 1, "secret": "geheim"}, headers=by("editor"))
    (kept,) = rows(now, schema.vault)
    assert b"geheim" not in rows(now)[0].body
    at = f"/toy/v1/vault/{kept.ref}"
    read = await now.http.get(at, headers=by("editor"))
    assert read.json()["content"] == "geheim"
    assert problem(await now.http.get(at)) == (403, "not-a-reader")
    assert problem(await now.http.get("/toy/v1/vault/no-uuid", headers=by("editor")))[0] == 400
    assert problem(await now.http.get(f"/toy/v1/vault/{actor('editor').id}")) == (404, "not-found")


async def test_what_is_sealed_is_found_by_whom_it_is_about(now: Running) -> None:
    """An address is known by an id that this store makes of it; the stream whose facts name it stands beside."""
    await now.http.post(COUNT, json={"by": 1, "secret": "geheim", "of": "Anna@example.org"}, headers=by("editor"))
    (kept,) = rows(now, schema.vault)
    person = persons.of_email(now.service("toy").person_key, "anna@example.org")
    assert [tuple(row) for row in rows(now, schema.vault_person)] == [(kept.ref, person, "tally-a")]


async def test_what_is_logged_of_an_act_can_be_followed(now: Running) -> None:
    """A fault's line names the service and the act's correlation id."""
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as logged:
        await count(now, 13)
    failed = [line for line in logged if line["event"] in {"command failed", "request failed"}]
    assert len(failed) == 2
    assert {line["service"] for line in failed} == {"toy"}
    assert len({line["correlation_id"] for line in failed}) == 1
