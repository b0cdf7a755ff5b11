"""What commands/s are held against: the `eventsourcing` library's `save`, and bare inserts of one row each."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Final, Self

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.counting import PER_TALLY

TEXT: Final = "Studenten volgen één cliënt langs de instellingen, in plaats van twintig weken op één plek. " * 3
"""Makes an event of the library some 390 bytes, beside its keys."""
BODY: Final = bytes(450)
FILL: Final = 5_000
"""Acts that are saved at once where a store is only filled."""
SECTION: Final = 2_000
"""Notifications read at once: as many as a rebuild of ours reads."""


class Tally(Aggregate):
    """As in the library's own tutorial: an act is an event."""

    def __init__(self) -> None:
        self.count = 0

    @event("Counted")  # type: ignore[untyped-decorator,unused-ignore]  # likewise
    def counted(self, by: int, note: str) -> None:
        self.count += by


class _Closing:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        raise NotImplementedError


def on_sqlite(folder: Path) -> Mapping[str, str]:
    """What the library is told to keep its events in SQLite: write-ahead log, a full sync at every commit."""
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "eventsourcing.db")}


def on_postgres(url: str) -> Mapping[str, str]:
    """What the library is told to keep its events in a PostgreSQL database."""
    told = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        **{f"POSTGRES_{name.upper()}": str(told[name]) for name in ("dbname", "host", "port", "user", "password")},
    }


class EventSourcing(_Closing):
    """The library: each act is one `save`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._application: Final = Application[Any](environment)

    def per_second(self, acts: int) -> float:
        began = perf_counter()
        for number in range(acts):
            if number % PER_TALLY == 0:
                tally = Tally()
            else:
                tally.counted(1, TEXT)
            self._application.save(tally)
        return acts / (perf_counter() - began)

    def fill(self, acts: int) -> None:
        """Save so many acts, many tallies at once."""
        for _ in range(0, acts, FILL):
            tallies = [Tally() for _ in range(FILL // PER_TALLY)]
            for tally in tallies:
                for _ in range(PER_TALLY - 1):
                    tally.counted(1, TEXT)
            self._application.save(*tallies)

    def replayed(self) -> float:
        """Events per second of reading all of them, into the library's own classes, and adding up each tally."""
        sums: dict[Any, int] = {}
        read = start = 0
        began = perf_counter()
        recorder, mapper = self._application.recorder, self._application.mapper
        while found := recorder.select_notifications(start + 1, SECTION):
            for notification in found:
                fact = mapper.to_domain_event(notification)
                sums[fact.originator_id] = sums.get(fact.originator_id, 0) + getattr(fact, "by", 0)
            read += len(found)
            start = found[-1].id
        return read / (perf_counter() - began)

    def close(self) -> None:
        self._application.close()


class Inserts(_Closing):
    """One row of some 450 bytes, one commit; nothing else."""

    def __init__(self, folder: Path) -> None:
        self._connection: Final = sqlite3.connect(folder / "inserts.db", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    def per_second(self, rows: int) -> float:
        began = perf_counter()
        for _ in range(rows):
            self._connection.execute("INSERT INTO event (body) VALUES (?)", (BODY,))
        return rows / (perf_counter() - began)

    def close(self) -> None:
        self._connection.close()
