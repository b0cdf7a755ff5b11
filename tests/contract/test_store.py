"""What every store must do, whatever database keeps it; and that the naive ways do lose or double."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from shared.errors import StoreAway, Taken
from shared.store import schema
from shared.store.store import Store
from shared.testing.running import store_url
from shared.turn import Conflict, Turn
from tests.toy import hearing, reading
from tests.toy.core import count
from tests.toy.stand import MODEL, Stand, create

Open = Callable[[], Store]
"""Opens the test's one store once more, as another process would."""


@pytest.fixture
async def opened(on_both: None, tmp_path: Path) -> AsyncIterator[Open]:
    made: list[Store] = []

    def open_() -> Store:
        made.append(Store(store_url(tmp_path, "toy"), "toy"))
        return made[-1]

    create(open_())
    yield open_
    for store in made:
        store.close()


@pytest.fixture
def stand(opened: Open) -> Stand:
    return Stand(opened())


def row(stream: str = "tally-a", version: int = 1, **others: Any) -> dict[str, Any]:
    return {
        "stream": stream,
        "version": version,
        "id": f"{stream}/{version}",
        "type": "t",
        "causation": "c",
        "reaction": None,
        "ordinal": 0,
        "body": b"{}",
    } | others


def append(connection: Connection, *rows: dict[str, Any]) -> None:
    connection.execute(insert(schema.event), list(rows))


async def test_what_was_written_is_there_for_everybody(opened: Open) -> None:
    """After the answer another opener reads it."""
    await opened().write(lambda connection: append(connection, row()))
    with opened().read() as connection:
        assert connection.execute(select(schema.event.c.id)).scalars().all() == ["tally-a/1"]


async def test_what_fails_leaves_nothing(opened: Open) -> None:
    """An append is atomic over its events, inbox rows and read models."""

    def fail(connection: Connection) -> None:
        append(connection, row())
        connection.execute(insert(schema.inbox).values(source="s", stream="t", sequence=1, event_id="i"))
        connection.execute(insert(reading.tally).values(name="a"))
        raise ZeroDivisionError

    store = opened()
    with pytest.raises(ZeroDivisionError):
        await store.write(fail)
    with store.read() as connection:
        for table in (schema.event, schema.inbox, reading.tally):
            assert not connection.execute(select(table)).all()


@pytest.mark.parametrize(
    "second",
    [
        row(id="another"),
        row(version=2, id="tally-a/1"),
        row(version=2, id="x", causation="e", reaction="r"),
    ],
    ids=["stream and version", "id", "stream, causation, reaction, ordinal"],
)
async def test_the_last_guards_hold(opened: Open, second: dict[str, Any]) -> None:
    """No two events share a place, an id, or the cause and the reaction that made them."""
    store = opened()
    await store.write(lambda connection: append(connection, row(causation="e", reaction="r")))
    with pytest.raises(Taken):
        await store.write(lambda connection: append(connection, second))


async def test_acts_of_people_may_share_their_cause(opened: Open) -> None:
    """The guard on reactions is for reactions only."""
    await opened().write(lambda connection: append(connection, row(), row(version=2)))


async def test_an_error_never_tells_what_was_written(opened: Open) -> None:
    """Errors are logged, and a statement may carry a name or a secret."""
    store = opened()
    values = {"ref": "r", "salt": b"s", "content": "Anna Voorbeeld", "readers": "editor"}
    keep = insert(schema.vault).values(values)
    await store.write(lambda connection: connection.execute(keep))
    with pytest.raises(Taken) as caught:
        await store.write(lambda connection: connection.execute(keep))
    assert "Anna" not in str(caught.value)


async def test_a_reader_sees_one_moment(opened: Open) -> None:
    """What is committed while somebody reads is not in what they read."""
    store = opened()
    await store.write(lambda connection: append(connection, row()))
    with store.read() as connection:
        before = connection.execute(select(schema.event.c.position)).all()
        await store.write(lambda writing: append(writing, row(version=2)))
        assert connection.execute(select(schema.event.c.position)).all() == before
    with store.read() as connection:
        assert len(connection.execute(select(schema.event.c.position)).all()) == 2


async def test_a_reader_does_not_see_what_is_not_committed(opened: Open) -> None:
    """Readers go on meanwhile, without it."""
    store = opened()

    def look_meanwhile(connection: Connection) -> int:
        append(connection, row())
        with store.read() as beside:
            return len(beside.execute(select(schema.event)).all())

    assert await store.write(look_meanwhile) == 0


def test_a_reader_cannot_write(opened: Open) -> None:
    """What reads cannot change a thing, not even by mistake."""
    with pytest.raises(StoreAway), opened().read() as connection:
        append(connection, row())


async def test_the_order_of_positions_is_the_order_of_commits(opened: Open) -> None:
    """A cursor never passes a position that is committed later: of two writers the second waits for the first."""
    one, other = opened(), opened()
    seen: list[list[int]] = []

    def positions() -> list[int]:
        with one.read() as connection:
            return list(connection.execute(select(schema.event.c.position)).scalars())

    def write(store: Store, name: str) -> None:
        for number in range(1, 11):
            with store.transaction() as connection:
                append(connection, row(f"tally-{name}", number))
            seen.append(positions())

    await asyncio.gather(one.on_writer(lambda: write(one, "one")), other.on_writer(lambda: write(other, "other")))
    assert len(seen) == 20
    for earlier in seen:
        assert sorted(earlier) == list(range(1, len(earlier) + 1))


async def test_two_processes_never_overwrite_each_other(opened: Open) -> None:
    """Who read before another wrote is told of the conflict, and nothing of theirs is written."""
    one, other = Stand(opened()), Stand(opened())
    turns = []
    for stand in (one, other):
        turn = Turn(MODEL, stand.ids)
        with stand.store.read() as connection:
            turn.read(connection, ["tally-a"])
        turn.decide(count("a", 1 if stand is one else 2))
        turns.append((stand.store, turn))
    (first, kept), (second, overtaken) = turns
    await first.write(kept.write)
    with pytest.raises(Conflict, match="tally-a: read up to 0, now at 1"):
        await second.write(overtaken.write)
    assert one.log() == [("tally-a", 1, 1)]


async def test_all_writing_is_on_one_thread(opened: Open) -> None:
    """Whoever writes, they write one after the other."""
    store = opened()
    threads = await asyncio.gather(*(store.write(lambda _: threading.get_ident()) for _ in range(8)))
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_everybody_who_waits_for_facts_is_told(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    """A listener that fails keeps the news from nobody else."""
    store, told = opened(), []

    def fail() -> None:
        raise ZeroDivisionError

    store.on_append(fail)
    store.on_append(lambda: told.append(True))
    store.appended()
    assert told == [True]


async def test_a_closed_store_is_away(opened: Open) -> None:
    """Who comes too late is told to come back, and nothing breaks."""
    store = opened()
    store.close()
    with pytest.raises(StoreAway, match="closed"):
        await store.write(lambda _: None)
    with pytest.raises(StoreAway, match="closed"):
        store.schedule(lambda: None)


class TestNaiveWays:
    """Each of these is how one might have written it; each is seen to fail here, where ours does not."""

    async def test_answering_before_the_commit_loses(self, stand: Stand) -> None:
        """Who is answered before the commit may have been promised what is not there."""
        promised: list[int] = []

        def answer_first(connection: Connection) -> None:
            append(connection, row())
            promised.append(1)
            raise ConnectionError("the process dies before its commit")

        with pytest.raises(ConnectionError):
            await stand.store.write(answer_first)
        assert promised == [1]
        assert stand.rows(schema.event) == []

    async def test_checking_versions_before_the_transaction_overwrites(self, opened: Open) -> None:
        """Without looking again inside the transaction only the unique place is between two writers and one lost."""
        one, other = opened(), opened()

        def next_version(store: Store) -> int:
            with store.read() as connection:
                return len(connection.execute(select(schema.event)).all()) + 1

        version, same = next_version(one), next_version(other)
        await one.write(lambda connection: append(connection, row(version=version)))
        with pytest.raises(Taken):
            await other.write(lambda connection: append(connection, row(version=same, id="other")))

    async def test_hearing_without_remembering_doubles(self, stand: Stand) -> None:
        """A receiver that keeps no sequences acts twice on what is delivered twice; the inbox acts once."""
        naive: list[bytes] = []
        again = [hearing.delivery(hearing.nudge("tally-a", 1))] * 2
        naive.extend(delivery.body for delivery in again)
        await stand.inbox.receive(again)
        await stand.inbox.receive(again)
        assert len(naive) == 2
        assert stand.log() == [("tally-a", 1, 1)]

    async def test_remembering_apart_from_the_effect_loses(self, stand: Stand) -> None:
        """A receiver that first notes and then acts, in two transactions, never acts on what it died upon."""
        noted = insert(schema.inbox).values(source="naive", stream="s", sequence=1, event_id="e")
        await stand.store.write(lambda connection: connection.execute(noted))  # here it dies; it comes again
        known = [each.sequence for each in stand.rows(schema.inbox)]
        assert 1 in known  # so it is dropped as a duplicate
        assert stand.log() == []  # and nothing was ever done
