"""What commands/s are held against: the `eventsourcing` library's `save`, and bare inserts of one row each."""

import sqlite3
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Final, Self

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from tests.benchmarks.counting import PER_TALLY

TEXT: Final = "Studenten volgen één cliënt langs de instellingen, in plaats van twintig weken op één plek. " * 3
"""Makes an event of the library some 390 bytes, beside its keys."""
BODY: Final = bytes(450)


class Tally(Aggregate):
    """As in the library's own tutorial: an act is an event."""

    def __init__(self) -> None:
        self.count = 0

    @event("Counted")  # type: ignore[untyped-decorator,unused-ignore]  # likewise
    def counted(self, by: int, note: str) -> None:
        self.count += by


class Closing:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        raise NotImplementedError


def saved_per_second(application: Application[Any], acts: int) -> float:
    """Acts a second of the library, each one `save`."""
    began = perf_counter()
    for number in range(acts):
        if number % PER_TALLY == 0:
            tally = Tally()
        else:
            tally.counted(1, TEXT)
        application.save(tally)
    return acts / (perf_counter() - began)


class EventSourcing(Closing):
    """The library on SQLite (write-ahead log, a full sync at every commit): each act is one `save`."""

    def __init__(self, folder: Path) -> None:
        environment = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "eventsourcing.db")}
        self._application: Final = Application[Any](environment)

    def per_second(self, acts: int) -> float:
        return saved_per_second(self._application, acts)

    def close(self) -> None:
        self._application.close()


class Inserts(Closing):
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
