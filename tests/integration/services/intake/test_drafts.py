"""Drafts: saved and resumed by a secret link with anything missing, and nothing of them lost."""

from datetime import timedelta
from threading import get_ident
from typing import Any, Final

import httpx
import orjson
import pytest
from sqlalchemy import select

from services.intake import drafts
from services.intake.api import submission
from services.intake.reference import Reference
from shared.actor import Role
from shared.store import schema
from shared.testing.given import uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from shared.web.body import LIMIT
from shared.web.problems import WrongInput
from tests.integration.services.intake.drafting import ADDRESS, ME, Draft, begun, facts, kept
from tests.integration.submissions import KETENSTAGE

pytestmark = pytest.mark.usefixtures("on_both")

JSON: Final = {"Content-Type": "application/json"}
SECRET_NAME: Final = "Zwaantje Vertrouwelijk"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"title": "Keten"},
        {"title": 7, "contact": {"email": "anna@"}, "organisations": [{}, {"name": None}]},
        {"effects": "beter", "criteria": [1, 2.50, 1e3, True, None], "unheardOf": {"x": ["\u0000", "\u001b[31m"]}},
        {"summary": "x" * 40_000},
        KETENSTAGE,
    ],
)
async def test_what_is_sent_is_kept_as_it_was_sent(now: Running, content: Any) -> None:
    """Half typed, of another kind, unknown or too long: it is there again to the letter, also after saving."""
    draft = await begun(now, content)
    assert (await draft.read()).json()["content"] == content
    saved = await draft.save({"before": content})
    assert saved.json() == (await draft.read()).json()
    assert saved.json()["content"] == {"before": content}


async def test_numbers_and_order_are_kept_as_they_were_written(now: Running) -> None:
    """The text itself is kept: nothing is rounded, sorted or left out on the way."""
    written = b'{"z": 1.50, "a": 1E2,  "\\u0065": "\\u00e9"}'
    made = await now.http.post(ADDRESS, content=written, headers=ME | JSON)
    assert written in (await Draft(now, made).read()).content


async def test_a_draft_tells_what_submitting_would_say(now: Running) -> None:
    """The same list, so that nobody has to submit to find out; an empty one when it is complete.

    Of a whole submission the words are looked at once all else is right, as a draft they are told of with the rest.
    """
    wrong = {key: value for key, value in KETENSTAGE.items() if key != "title"} | {"region": "", "themes": ["geluk"]}
    draft = await begun(now, wrong | {"more": 1})
    told = (await draft.read()).json()["errors"]
    refused = await now.http.post("/intake/v1/initiatives", json=wrong | {"more": 1}, headers=ME)
    assert [error for error in told if error["code"] != "not-in-reference-data"] == refused.json()["errors"]
    assert {error["pointer"] for error in told} == {"/title", "/region", "/themes/0", "/more"}
    submitted = await draft.submit()
    assert (submitted.status_code, submitted.json()["type"]) == (400, "urn:koploper:problem:invalid-input")
    assert submitted.json()["errors"] == told
    assert (await draft.save(KETENSTAGE)).json()["errors"] == []


async def test_the_key_is_told_and_kept_nowhere(now: Running) -> None:
    """The answer has it, with a link that has it behind the `#`; the store could not tell it."""
    draft = await begun(now)
    assert draft.made["link"] == f"/intake/v1/drafts/{draft.id}#{draft.made['key']}"
    assert len(draft.made["key"]) == 43
    assert draft.made["key"] not in (await draft.read()).text
    with now.service("intake").store.read() as connection:
        rows = [connection.execute(select(table)).all() for table in (drafts.draft, *schema.plumbing.sorted_tables)]
    assert draft.id in repr(rows)
    assert draft.made["key"] not in repr(rows)


async def test_of_nonsense_a_hundred_things_are_told(now: Running) -> None:
    """However much of it there is, also on submitting, and by whom it is sent without a draft."""
    nonsense = {f"x{number}": 1 for number in range(1_000)}
    draft = await begun(now, nonsense)
    assert len((await draft.read()).json()["errors"]) == 100
    assert len((await draft.save(nonsense)).json()["errors"]) == 100
    refused = [await draft.submit(), await now.http.post("/intake/v1/initiatives", json=nonsense, headers=ME)]
    assert [len(each.json()["errors"]) for each in refused] == [100, 100]
    assert all(each.json()["detail"].startswith("At least 100 things are") for each in refused)


async def test_too_many_choices_are_one_error(now: Running) -> None:
    """None of them is looked at: there are not so many to choose from."""
    told = (await (await begun(now, KETENSTAGE | {"themes": ["geluk"] * 5_000})).read()).json()["errors"]
    assert [(each["pointer"], each["code"]) for each in told] == [("/themes", "too-long")]


async def test_what_is_wrong_is_found_beside_the_loop(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever saves or submits much keeps nobody waiting."""
    threads: list[int] = []
    read = submission.read

    def noted(content: Any, reference: Reference) -> submission.Submission | list[WrongInput]:
        threads.append(get_ident())
        return read(content, reference)

    monkeypatch.setattr(submission, "read", noted)
    draft = await begun(now)
    await draft.save({})
    assert (await draft.submit()).status_code == 400
    assert len(threads) == 2
    assert get_ident() not in threads


async def test_a_draft_is_not_shown_while_what_was_done_is_still_put_back(now: Running) -> None:
    """A store from a backup may have one that was thrown away since."""
    draft = await begun(now)
    now.service("intake").restored = True
    assert (await draft.read()).status_code == 503


async def test_a_repeated_request_begins_one_draft(now: Running) -> None:
    """The same answer, key and all; another body under the same Idempotency-Key is refused."""
    once = {"Idempotency-Key": "begin"}
    first = await now.http.post(ADDRESS, json=KETENSTAGE, headers=ME | once)
    again = await now.http.post(ADDRESS, json=KETENSTAGE, headers=ME | once)
    assert (again.json(), again.headers["location"]) == (first.json(), first.headers["location"])
    assert (first.headers["etag"], first.headers["location"]) == ('"1"', f"{ADDRESS}/{first.json()['id']}")
    assert kept(now) == [first.json()["id"]]
    other = await now.http.post(ADDRESS, json={}, headers=ME | once)
    assert (other.status_code, len(kept(now))) == (422, 1)


@pytest.mark.parametrize("role", ["adviser", "tipper", "partner", "operator"])
async def test_only_submitters_begin_and_submit(now: Running, role: Role) -> None:
    """Another role is told so, and nobody is asked who they are; the draft stays as it is."""
    refused = await now.http.post(ADDRESS, json={}, headers=by(role))
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:koploper:problem:role-may-not")
    assert (await now.http.post(ADDRESS, json={})).status_code == 401
    draft = await begun(now)
    assert (await draft.submit(by(role))).status_code == 403
    assert (await draft.submit({})).status_code == 401
    assert (kept(now), facts(now)) == ([draft.id], [])


@pytest.mark.parametrize("headers", [{}, by("partner"), by("submitter", 2)])
async def test_who_has_the_link_goes_on_with_it(now: Running, headers: dict[str, str]) -> None:
    """The key is the right: whoever has it reads, saves and throws away, a colleague or nobody in particular."""
    draft = await begun(now, {})
    assert (await draft.read(**headers)).status_code == 200
    assert (await draft.save({"title": "x"}, **headers)).status_code == 200
    gone = await now.http.delete(draft.at, headers=draft.key | headers)
    assert (gone.status_code, gone.content) == (204, b"")
    assert kept(now) == []
    assert (await now.http.delete(draft.at, headers=draft.key)).status_code == 404


@pytest.mark.parametrize("key", [None, "", "x", "é", "k" * 43, "another draft's"])
async def test_a_wrong_key_finds_nothing(now: Running, key: str | None) -> None:
    """The same answer as for a draft that never was, to whoever tries, its maker too."""
    draft, other = await begun(now), await begun(now)
    given = {} if key is None else {"Koploper-Key": other.made["key"] if key == "another draft's" else key}
    sent = {name.encode(): value.encode() for name, value in (given | ME).items()}
    absent = await now.http.get(f"{ADDRESS}/{uuid(1)}", headers=sent)
    tries = [
        await now.http.get(draft.at, headers=sent),
        await now.http.put(draft.at, json={}, headers=sent | {b"If-Match": b'"1"'}),
        await now.http.delete(draft.at, headers=sent),
        await now.http.post(f"{draft.at}/submissions", json={}, headers=sent),
    ]
    assert [(each.status_code, each.json()) for each in tries] == [(404, absent.json())] * 4
    assert (await draft.read()).json()["version"] == 1


async def test_saving_replaces_only_what_was_seen(now: Running) -> None:
    """Without a version, or on an older one, nothing is replaced: what another window saved is not lost."""
    draft = await begun(now, {"title": "een"})
    assert (await draft.save({}, None)).status_code == 428
    assert (await draft.save({}, "*")).status_code == 428
    assert (await draft.save({}, "yesterday")).status_code == 400
    saved = await draft.save({"title": "twee"})
    assert (saved.status_code, saved.headers["etag"], saved.json()["version"]) == (200, '"2"', 2)
    stale = await draft.save({"title": "drie"}, 1)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:koploper:problem:stale-version")
    assert (await draft.read()).json()["content"] == {"title": "twee"}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"[]", 400, "dict-type"),
        (b'"x"', 400, "dict-type"),
        (b"", 400, "missing"),
        (b'{"a": 1, "a": 2}', 400, "json-invalid"),
        (b'{"a": 1e999}', 400, "json-invalid"),
        (b'{"a": "\\ud800"}', 400, "json-invalid"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, 400, "too-deep"),
        (b'{"a":' + b"[" * 16 + b"]" * 16 + b"}", 400, "too-deep"),
        (b'{"a": "' + b"x" * LIMIT + b'"}', 413, None),
    ],
)
async def test_what_cannot_be_kept_is_refused(now: Running, content: bytes, status: int, code: str | None) -> None:
    """Only what is no JSON object, too long or too deep; what was kept before stays."""
    draft = await begun(now, {"title": "een"})
    for refused in (
        await now.http.post(ADDRESS, content=content, headers=ME | JSON),
        await now.http.put(draft.at, content=content, headers=draft.key | JSON | {"If-Match": '"1"'}),
    ):
        assert refused.status_code == status, refused.text
        assert [error["code"] for error in refused.json().get("errors", [])] == ([code] if code else [])
    assert (await draft.read()).json()["content"] == {"title": "een"}


async def test_what_lies_deep_enough_is_kept(now: Running) -> None:
    """Sixteen within one another are taken."""
    await begun(now, orjson.loads(b'{"a":' + b"[" * 15 + b"]" * 15 + b"}"))


async def test_a_draft_lasts_thirty_days_from_the_last_save(now: Running) -> None:
    """It opens until then and not after; reading it makes it no younger, saving it does."""
    draft = await begun(now, {"title": "een"})
    now.clock.forward(timedelta(days=29))
    assert (await draft.read()).json()["expiresAt"] == "2019-05-01T12:00:00.000000Z"
    assert (await draft.save({"title": "twee"})).json()["expiresAt"] == "2019-05-30T12:00:00.000000Z"
    now.clock.forward(timedelta(days=29, hours=23))
    assert (await draft.read()).status_code == 200
    now.clock.forward(timedelta(hours=1))
    assert (await draft.read()).status_code == 404
    assert (await draft.save({}, 2)).status_code == 404
    assert (await draft.submit()).status_code == 404


async def test_what_was_left_alone_is_swept_away(now: Running) -> None:
    """By the clock, nobody asks for it; younger ones stay."""
    old = await begun(now, {"contact": {"name": SECRET_NAME}})
    now.clock.forward(timedelta(days=15))
    young = await begun(now)
    assert kept(now) == [old.id, young.id]
    now.clock.forward(timedelta(days=15))
    await until(lambda: kept(now) == [young.id])
    now.clock.forward(timedelta(days=15))
    await until(lambda: kept(now) == [])


async def test_nothing_of_a_draft_is_said_elsewhere(now: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither what it holds nor its key stands in the log, the metrics, a check's findings or an event."""
    draft = await begun(now, {"contact": {"name": SECRET_NAME, "email": 7}})
    await draft.save({"contact": {"name": SECRET_NAME}}, 1)
    await draft.save({"contact": {"name": SECRET_NAME}}, 1)
    await draft.submit()
    await now.http.get(draft.at, headers={"Koploper-Key": "wrong"})
    intake = httpx.AsyncClient(transport=httpx.ASGITransport(now.parts["intake"].http), base_url="http://localhost")
    told = [
        await intake.get(address, headers=by("operator"))
        for address in ("/metrics", "/intake/v1/checks", "/intake/v1/parked-events", "/intake/v1/relay")
    ]
    assert {answer.status_code for answer in told} == {200}
    captured = capsys.readouterr()
    for text in (*(answer.text for answer in told), captured.out, captured.err):
        assert SECRET_NAME not in text
        assert draft.made["key"] not in text
    assert facts(now) == []
