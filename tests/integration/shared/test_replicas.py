"""Two replicas of one service on one PostgreSQL store: each fact is handled once, whoever of them gets it."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from shared import waiting
from shared.envelope import source_of
from shared.store import schema
from shared.testing.running import elsewhere
from shared.testing.until import until
from tests.parts.postgres import Postgres
from tests.toy.core import count
from tests.toy.hearing import NEIGHBOUR, delivery, nudge
from tests.toy.stand import Stand, standing

Two = tuple[Stand, Stand]


@pytest.fixture
def two(tmp_path: Path, postgres: Postgres) -> Iterator[Two]:
    with elsewhere(tmp_path, postgres.fresh), standing(tmp_path) as one, standing(tmp_path, seed=1) as other:
        yield one, other


async def receive(stand: Stand, stream: str, sequences: Sequence[int]) -> None:
    await stand.inbox.receive([delivery(nudge(stream, each), each) for each in sequences])


async def test_both_take_the_same_facts_at_once(two: Two) -> None:
    """As after a rebalance: what both get is handled by one of them, in the order of its stream."""
    streams = [f"tally-{name}" for name in "abcdef"]
    await asyncio.gather(*(receive(stand, stream, range(1, 6)) for stream in streams for stand in two))
    one, _ = two
    placed = sorted((stream, version) for stream, version, _ in one.log())
    assert placed == [(stream, version) for stream in streams for version in range(1, 6)]
    assert len(one.rows(schema.inbox)) == len(streams) * 5
    assert not one.rows(schema.waiting)


async def test_both_decide_on_one_stream_at_once(two: Two) -> None:
    """Acts on two replicas come one after the other; none is lost."""
    await asyncio.gather(*(stand.handle(count("a")) for _ in range(20) for stand in two))
    assert [version for _, version, _ in two[0].log("tally-a")] == list(range(1, 41))


async def test_what_waited_for_another_replicas_work_goes_on(two: Two) -> None:
    """A fact put aside in the very moment in which the other handled its predecessor is found without being told."""
    one, other = two
    await receive(other, "tally-a", [2])
    handled = {"source": source_of(NEIGHBOUR), "stream": "tally-a", "sequence": 1, "event_id": "first"}
    await one.store.write(lambda connection: connection.execute(insert(schema.inbox).values(handled)))
    assert one.rows(schema.waiting)
    retries = asyncio.create_task(one.service._when_due("retries", one.service._retry_due))
    await until(lambda: not one.rows(schema.waiting))
    one.service._stopping.set()
    await retries
    assert one.log() == [("tally-a", 1, 1)]


async def test_a_due_fact_is_tried_by_one_of_them(two: Two) -> None:
    """Two replicas that find it due at once make one try; and its next one is as late as after any try."""
    body = nudge("tally-a", 1, by=13)
    await two[0].inbox.receive([delivery(body)])
    for stand in two:
        stand.clock.forward(waiting.BACKOFF[0])
    await asyncio.gather(*(stand.store.on_writer(stand.inbox.retry_due) for stand in two))
    (row,) = two[0].rows(schema.waiting)
    assert row.attempts == 2
    await two[0].store.write(lambda connection: connection.execute(delete(schema.waiting)))


async def test_a_try_whose_replica_died_is_made_again(two: Two) -> None:
    """A claim lasts for some time only."""
    one, other = two
    await one.inbox.receive([delivery(nudge("tally-a", 1, by=13))])
    one.clock.forward(waiting.BACKOFF[0])
    (row,) = one.rows(schema.waiting)
    assert await one.store.write(lambda connection: waiting.claim(connection, row, one.clock.now()))
    other.clock.forward(waiting.BACKOFF[0] + waiting.CLAIM)
    await other.store.on_writer(other.inbox.retry_due)
    assert other.rows(schema.waiting)[0].attempts == 2
