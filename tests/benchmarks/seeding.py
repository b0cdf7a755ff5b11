"""A million facts in the toy's event table, written as fast as a database takes them; valid to the byte."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg

from shared.envelope import seal
from tests.benchmarks.counting import MODEL, NOTE, PER_TALLY, Counting, ids
from tests.toy.core import SERVICE, Counted

MILLION: Final = 1_000_000
CHUNK: Final = 20_000
_INSERT: Final = "INSERT INTO event (stream, version, id, type, causation, ordinal, body) VALUES (?, ?, ?, ?, ?, 0, ?)"


def seed(counting: Counting, folder: Path, told: Callable[[float], None], events: int = MILLION) -> None:
    """Put `events` into the store of `counting` in `folder`; `told` hears of each thousand as they come."""
    rows = _rows(counting, events)
    with closing(sqlite3.connect(folder / f"{SERVICE}.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # of this connection only
        for _ in range(0, events, CHUNK):
            connection.execute("BEGIN")
            connection.executemany(_INSERT, (row for _, row in zip(range(CHUNK), rows, strict=False)))
            connection.execute("COMMIT")
            told(CHUNK)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def seed_postgresql(counting: Counting, told: Callable[[float], None], events: int = MILLION) -> None:
    """The same, where the store of `counting` is a PostgreSQL database; with the statistics it would have by then."""
    columns = "stream, version, id, type, causation, ordinal, body"
    with psycopg.connect(counting.store.url, autocommit=True) as connection:
        with connection.cursor().copy(f"COPY event ({columns}) FROM STDIN") as copy:
            for number, row in enumerate(_rows(counting, events), 1):
                copy.write_row((*row[:5], 0, row[5]))
                if number % CHUNK == 0:
                    told(CHUNK)
        connection.execute("VACUUM ANALYZE event")


def _rows(counting: Counting, events: int) -> Iterator[tuple[str, int, str, str, str, bytes]]:
    """Facts sealed as `handle` seals them, one per version; all others are the same with ids of their own."""
    fact = Counted(by=1, note=NOTE)
    sealed = [_sealed(counting, fact, version) for version in range(1, PER_TALLY + 1)]
    name = ""
    for number in range(events):
        version = number % PER_TALLY + 1
        if version == 1:
            name = ids.new()
        event_id, act_id = ids.new(), ids.new()
        parts = sealed[version - 1]
        body = parts[0] + b"".join(
            {b"name": name, b"event": event_id, b"act": act_id}[which].encode() + rest
            for which, rest in zip(parts[1::2], parts[2::2], strict=True)
        )
        yield f"tally-{name}", version, event_id, fact.event_type, act_id, body


def _sealed(counting: Counting, fact: Counted, version: int) -> list[bytes]:
    """A fact's bytes, cut where ids stand: bytes, which id, bytes, …"""
    command, event_id = counting.command(ids.new()), ids.new()
    stream = f"tally-{command.name}"
    body = seal(fact, command.act, id=event_id, service=MODEL.service, stream=stream, sequence=version)
    for which, placed in ((b"name", command.name), (b"event", event_id), (b"act", command.act.id)):
        body = body.replace(placed.encode(), b"\0" + which + b"\0")
    return body.split(b"\0")
