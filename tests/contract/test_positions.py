"""A reader's cursor on PostgreSQL: the naive ones are seen to lose events under concurrent writers; ours never does."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import select

from shared.store import schema
from shared.store.store import Store
from tests.parts.postgres import Postgres
from tests.toy.stand import create

ROOT: Final = Path(__file__).parents[2]
Raw = psycopg.Connection[Any]


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.fresh()


@pytest.fixture
def three(url: str) -> Iterator[tuple[Raw, Raw, Raw]]:
    """Two writers and a reader, as somebody might write them, on a log of their own."""
    made = tuple(psycopg.connect(url) for _ in range(3))
    made[2].autocommit = True
    made[2].execute("CREATE TABLE log (position bigserial, transaction xid8 DEFAULT pg_current_xact_id(), fact text)")
    yield made  # type: ignore[misc]  # it is three
    for each in made:
        each.close()


class BySequence:
    """Reads what is behind the last position it saw."""

    def __init__(self, connection: Raw) -> None:
        self._connection = connection
        self._last = 0

    def read(self) -> list[str]:
        rows = self._connection.execute(
            "SELECT position, fact FROM log WHERE position > %s ORDER BY position", (self._last,)
        ).fetchall()
        self._last = rows[-1][0] if rows else self._last
        return [fact for _, fact in rows]


class ByTransaction:
    """Reads what was written by transactions behind the last it saw, when none can be under way before them."""

    def __init__(self, connection: Raw) -> None:
        self._connection = connection
        self._last = (0, 0)

    def read(self) -> list[str]:
        rows = self._connection.execute(
            "SELECT transaction::text::bigint, position, fact FROM log"
            " WHERE (transaction, position) > (%s::text::xid8, %s)"
            " AND transaction < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY transaction, position",
            (str(self._last[0]), self._last[1]),
        ).fetchall()
        self._last = (rows[-1][0], rows[-1][1]) if rows else self._last
        return [fact for _, _, fact in rows]


def write(connection: Raw, fact: str) -> None:
    connection.execute("INSERT INTO log (fact) VALUES (%s)", (fact,))


def test_a_cursor_by_sequence_loses(three: tuple[Raw, Raw, Raw]) -> None:
    """Positions are given out before the commit: who commits late is behind the cursor for ever."""
    slow, quick, reading = three
    reader = BySequence(reading)
    write(slow, "slow")
    write(quick, "quick")
    quick.commit()
    assert reader.read() == ["quick"]
    slow.commit()
    assert reader.read() == []


def test_a_cursor_by_transaction_stalls(three: tuple[Raw, Raw, Raw], postgres: Postgres) -> None:
    """Any open transaction of the whole cluster holds it up, also one in another database that has nothing to do."""
    _, quick, reading = three
    reader = ByTransaction(reading)
    with psycopg.connect(postgres.fresh()) as stranger:
        stranger.execute("SELECT pg_current_xact_id()")
        write(quick, "quick")
        quick.commit()
        assert reader.read() == []
    assert reader.read() == ["quick"]


def test_a_cursor_by_transaction_loses_after_a_restore(three: tuple[Raw, Raw, Raw]) -> None:
    """Restored rows bring the numbers of the cluster they come from; the new one's may begin far below them."""
    _, writer, reading = three
    reader = ByTransaction(reading)
    reader._last = (10**12, 1)  # where it was in a cluster that had seen many transactions
    write(writer, "after the restore")
    writer.commit()
    assert reader.read() == []


async def test_ours_never_loses(url: str) -> None:
    """Four processes write at once; whatever is read, no position comes later that is not behind all of it."""
    store = Store(url, "toy")
    create(store)
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.contract.writing", url, str(number), "60", cwd=ROOT
        )
        for number in range(4)
    ]
    done = asyncio.gather(*(writer.wait() for writer in writers))
    seen: list[tuple[int, str]] = []
    while not done.done() or len(seen) < 240:
        with store.read() as connection:
            behind = select(schema.event.c.position, schema.event.c.id).order_by(schema.event.c.position)
            rows = connection.execute(behind.where(schema.event.c.position > (seen[-1][0] if seen else 0))).all()
        seen += [(row.position, row.id) for row in rows]
        assert not done.done() or not any(await done)
        await asyncio.sleep(0)
    with store.read() as connection:
        everything = connection.execute(behind).all()
    store.close()
    assert seen == [(row.position, row.id) for row in everything]
    assert len({writer.partition("/")[0] for _, writer in seen[:200]}) > 1  # they did write beside one another
