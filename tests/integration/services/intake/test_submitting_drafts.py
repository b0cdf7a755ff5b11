"""Drafts that are submitted: complete by then, once, and nothing of them lost on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from shared.testing.running import Running, by
from shared.web.desk import Desk
from tests.integration.services.intake.drafting import ME, begun, facts, kept
from tests.integration.submissions import KETENSTAGE

pytestmark = pytest.mark.usefixtures("on_both")


async def test_a_complete_draft_is_submitted(now: Running) -> None:
    """Its id becomes the initiative's, whoever submits it is its submitter, and the draft goes."""
    draft = await begun(now, {})
    await draft.save(KETENSTAGE | {"origin": "approached"})
    done = await draft.submit(by("submitter", 2))
    assert (done.status_code, done.json()) == (201, {"id": draft.id, "version": 1})
    assert (done.headers["location"], done.headers["etag"]) == (f"/intake/v1/initiatives/{draft.id}", '"1"')
    shown = (await now.http.get(done.headers["location"], headers=by("submitter", 2))).json()
    assert (shown["title"], shown["origin"]) == ("Ketenstage", "approached")
    assert (await now.http.get(done.headers["location"], headers=ME)).status_code == 404
    assert kept(now) == []
    for gone in (await draft.read(), await draft.save({}), await draft.submit()):
        assert gone.status_code == 404
        assert f"/intake/v1/initiatives/{draft.id}" in gone.json()["detail"]


async def test_submitting_again_gives_the_same_answer(now: Running) -> None:
    """With its Idempotency-Key a request that comes again is answered, though the draft has gone."""
    draft = await begun(now)
    first, again = [await draft.submit(Idempotency_Key="go") for _ in range(2)]
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert facts(now) == [f"initiative-{draft.id}"]


async def test_two_who_submit_at_once_make_one_initiative(now: Running) -> None:
    """One of them does; the other hears that it was submitted."""
    draft = await begun(now)
    ends = await asyncio.gather(*(draft.submit(by("submitter", number)) for number in range(1, 9)))
    refused = [each for each in ends if each.status_code != 201]
    assert len(refused) == 7
    assert {each.status_code for each in refused} <= {404, 409}
    assert facts(now) == [f"initiative-{draft.id}"]
    assert kept(now) == []


async def test_submitting_names_the_version_that_was_seen(now: Running) -> None:
    """Who submits an older version than the present one is told so, and nothing is submitted."""
    draft = await begun(now)
    await draft.save(KETENSTAGE | {"title": "Anders"})
    stale = await draft.submit(If_Match='"1"')
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:koploper:problem:stale-version")
    assert (await draft.submit(If_Match='"2"')).status_code == 201


async def test_what_is_saved_while_it_is_submitted_is_not_lost(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft is looked at again when it is written: one that another window has saved meanwhile is not submitted."""
    draft = await begun(now)
    meanwhile(monkeypatch, lambda: draft.save({"title": "toch anders"}))
    submitted = await draft.submit()
    assert (submitted.status_code, submitted.json()["type"]) == (412, "urn:koploper:problem:stale-version")
    assert (await draft.read()).json()["content"] == {"title": "toch anders"}
    assert facts(now) == []


async def test_what_is_thrown_away_while_it_is_submitted_is_not_submitted(
    now: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever threw it away was answered that it is gone, and so it is."""
    draft = await begun(now)
    meanwhile(monkeypatch, lambda: now.http.delete(draft.at, headers=draft.key))
    assert (await draft.submit()).status_code == 404
    assert (facts(now), kept(now)) == ([], [])


async def test_who_submits_it_second_hears_that_it_was(now: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when both had read it before; it is submitted once."""
    draft = await begun(now)
    meanwhile(monkeypatch, lambda: draft.submit(by("submitter", 2)))
    second = await draft.submit()
    assert (second.status_code, second.json()["type"]) == (409, "urn:koploper:problem:already-submitted")
    assert facts(now) == [f"initiative-{draft.id}"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Awaitable[httpx.Response]]) -> None:
    """Somebody else acts when a submission was made of a draft, and before it is handed over."""
    give = Desk.give

    async def later(desk: Desk, *given: Any, **more: Any) -> Any:
        monkeypatch.setattr(Desk, "give", give)
        assert (await act()).is_success
        return await give(desk, *given, **more)

    monkeypatch.setattr(Desk, "give", later)
