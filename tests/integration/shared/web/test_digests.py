"""Digests of streams and events: what two that keep the same events compare."""

import hashlib
from typing import Any, Final

import pytest
from sqlalchemy import select, update

from shared.store import schema
from shared.testing.running import Running, by

pytestmark = pytest.mark.usefixtures("on_both")

OPERATOR: Final = by("operator")
STREAMS: Final = "/toy/v1/stream-digests"
EVENTS: Final = "/toy/v1/event-digests"


async def counted(now: Running, *names: str) -> None:
    for name in names:
        await now.http.post(f"/toy/v1/tallies/{name}/counts", json={"by": 1}, headers=by("editor"))
    await now.settled()


async def items(now: Running, path: str, **query: str) -> list[Any]:
    """All pages, two of anything each."""
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await now.http.get(path, params={"limit": "2", **query, **cursor}, headers=OPERATOR)).json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def kept(now: Running) -> list[Any]:
    chosen = select(schema.event).order_by(schema.event.c.stream, schema.event.c.version)
    with now.service("toy").store.read() as connection:
        return list(connection.execute(chosen).all())


async def test_a_digest_is_of_the_exact_bytes(now: Running) -> None:
    """Anybody who has the events can compute both, as their documents say."""
    await counted(now, "a", "b", "a", "c", "a")
    rows = kept(now)
    for each in await items(now, STREAMS):
        digest = hashlib.sha256()
        own = [row for row in rows if row.stream == each["stream"]]
        for row in own:
            digest.update(row.version.to_bytes(8) + len(row.body).to_bytes(8) + row.body)
        assert each == {"stream": each["stream"], "events": len(own), "digest": digest.hexdigest()}
    assert [each["stream"] for each in await items(now, STREAMS)] == sorted({row.stream for row in rows})


async def test_events_of_a_stream_are_listed_in_order(now: Running) -> None:
    """Each with where it stands, its type and its digest; without a stream all are."""
    await counted(now, "a", "b", "a", "a")
    of_a = [row for row in kept(now) if row.stream == "tally-a"]
    assert await items(now, EVENTS, stream="tally-a") == [
        {
            "position": row.position,
            "stream": "tally-a",
            "sequence": row.version,
            "type": row.type,
            "digest": hashlib.sha256(row.body).hexdigest(),
        }
        for row in of_a
    ]
    assert len(await items(now, EVENTS)) == len(kept(now))
    assert await items(now, EVENTS, stream="tally-none") == []


async def test_another_byte_is_another_digest(now: Running) -> None:
    """Also where no count changes."""
    await counted(now, "a", "b")
    before = {each["stream"]: each["digest"] for each in await items(now, STREAMS)}
    row = kept(now)[0]
    changed = update(schema.event).where(schema.event.c.id == row.id).values(body=row.body[:-1] + b" ")
    await now.service("toy").store.write(lambda writing: writing.execute(changed))
    after = {each["stream"]: each["digest"] for each in await items(now, STREAMS)}
    assert {name for name in before if before[name] != after[name]} == {row.stream}


async def test_they_are_for_operators_and_auditors(now: Running) -> None:
    """Others are told no, and the public to say who they are."""
    for path in (STREAMS, EVENTS):
        assert (await now.http.get(path, headers=by("auditor"))).status_code == 200
        assert (await now.http.get(path, headers=by("adviser"))).status_code == 403
        assert (await now.http.get(path)).status_code == 401
        assert (await now.http.get(f"{path}?since=1", headers=OPERATOR)).status_code == 400
