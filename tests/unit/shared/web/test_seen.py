"""When an answer counts as given: at its end, or at its beginning where it is a stream."""

from collections.abc import Sequence
from typing import Any, Final

import pytest
from starlette.types import Message, Receive, Scope, Send

from shared import metrics
from shared.web.seen import Seen

SERVICE: Final = "unseen"


def start(media_type: bytes = b"application/json") -> Message:
    return {"type": "http.response.start", "status": 200, "headers": [(b"content-type", media_type)]}


def body(*, more: bool) -> Message:
    return {"type": "http.response.body", "body": b"a", "more_body": more}


async def _nothing(*_: object) -> Any:
    return {"type": "http.request"}


async def timed_after(*messages: Message, monkeypatch: pytest.MonkeyPatch) -> Sequence[int]:
    """How many answers were timed, behind each message."""
    told: list[tuple[object, ...]] = []
    seen: list[int] = []

    async def app(_: Scope, __: Receive, send: Send) -> None:
        for message in messages:
            await send(message)
            seen.append(len(told))

    monkeypatch.setattr(metrics.Meter, "answering", lambda *call: told.append(call))
    scope = {"type": "http", "method": "GET", "path": "/a", "headers": []}
    await Seen(app, SERVICE)(scope, _nothing, _nothing)
    return seen


async def test_an_answer_is_timed_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, with its last piece."""
    messages = (start(), body(more=True), body(more=False))
    assert await timed_after(*messages, monkeypatch=monkeypatch) == [0, 0, 1]


async def test_a_stream_is_timed_at_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once: for how long it stays open says nothing of us."""
    messages = (start(b"text/event-stream; charset=utf-8"), body(more=True), body(more=False))
    assert await timed_after(*messages, monkeypatch=monkeypatch) == [1, 1, 1]


async def test_a_file_is_timed_at_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once: how long it takes from there on is how long the list is, and how fast who reads it."""
    head = {**start(), "headers": [(b"content-disposition", b"attachment")]}
    assert await timed_after(head, body(more=True), body(more=False), monkeypatch=monkeypatch) == [1, 1, 1]


async def test_an_answer_that_never_ends_is_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who left before the end was not answered."""
    assert await timed_after(start(), body(more=True), monkeypatch=monkeypatch) == [0, 0]
