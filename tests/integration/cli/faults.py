"""What can go wrong with data behind the system's back, each as somebody with a SQLite shell would do it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.testing.given import uuid


@dataclass(frozen=True, slots=True)
class Fault:
    """Something done to a data folder, and the one finding it must give: which check of which service, about what."""

    check: str
    service: str
    about: str
    done: Callable[[Path], None]


def edit(name: str, *statements: str) -> Callable[[Path], None]:
    """Run statements on the file of a service; each must change something."""

    def done(data: Path) -> None:
        with closing(sqlite3.connect(data / f"{name}.db")) as connection, connection:
            for statement in statements:
                assert connection.execute(statement).rowcount != 0, statement

    return done


def both(first: Callable[[Path], None], second: Callable[[Path], None]) -> Callable[[Path], None]:
    """Do one thing and then another."""

    def done(data: Path) -> None:
        first(data)
        second(data)

    return done


def unsigned(data: Path) -> None:
    """Have the ledger have signed nothing, whether it had or not."""
    with closing(sqlite3.connect(data / "events.db")) as connection, connection:
        connection.execute("DELETE FROM checkpoint")


SIGNED_FOR_MORE: Final = (
    "INSERT INTO checkpoint VALUES (1, 1000000, 'x' || char(10) || '1000000' || char(10) || "
    "'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' || char(10) || char(10) || char(8212) || ' x AAAAAAAAAAA=' || "
    "char(10), '2019-04-01T12:00:00.000000Z')"
)


def scribble(name: str, at: int, text: bytes) -> Callable[[Path], None]:
    """Overwrite bytes of a file."""

    def done(data: Path) -> None:
        with (data / f"{name}.db").open("r+b") as file:
            file.seek(at)
            file.write(text)

    return done


def unindexed(data: Path) -> None:
    """Leave a row out of an index: the file's pages are whole, and what they say of one another is not."""
    row = "INSERT INTO idempotency VALUES ('lost', '', '', 0, '', '9999-12-31T00:00:00.000000Z')"
    name = "idempotency_expires"
    with closing(sqlite3.connect(data / "intake.db", isolation_level=None)) as connection:
        (kept,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute(row)
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "INSERT INTO sqlite_master VALUES ('index', ?, 'idempotency', ?, ?)",
            (name, root, kept),
        )
        connection.execute("PRAGMA writable_schema = OFF")


def waits(name: str, reason: str, sequence: int) -> Callable[[Path], None]:
    """Have a service put aside an event of a stream that it never heard of before."""
    stream, source = f"initiative-{UNHEARD}", "urn:nld:koploper:systeem:intake"
    row = (uuid(sequence), reason, "koploper.intake", 0, 1, source, stream, sequence, "t", "Boom", SINCE, 5, None, b"x")

    def done(data: Path) -> None:
        with closing(sqlite3.connect(data / f"{name}.db")) as connection, connection:
            connection.execute("INSERT INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    return done


UNHEARD: Final = uuid(1)
SINCE: Final = "2026-01-01T00:00:00.000000Z"
RENUMBERED: Final = """UPDATE event SET version = 3,
    body = CAST(REPLACE(CAST(body AS TEXT), '"sequence":"2"', '"sequence":"3"') AS BLOB)
    WHERE stream = 'operations-review' AND version = 2"""

FAULTS: Final = (
    Fault("store-damaged", "intake", "intake.db", unindexed),
    Fault(
        "event-altered",
        "assessment",
        "initiative-",
        edit("assessment", "UPDATE event SET type = 'nl.koploper.made-up.v1' WHERE position = 3"),
    ),
    Fault(
        "stream-hole",
        "review",
        "operations-review",
        edit("review", RENUMBERED),
    ),
    Fault(
        "read-model-differs",
        "intake",
        "initiatives",
        edit("intake", "UPDATE initiative SET title = 'Another' WHERE rowid = 1"),
    ),
    Fault(
        "vault-altered",
        "publication",
        "-",
        edit("publication", "UPDATE vault SET content = 'Another' WHERE rowid = 1"),
    ),
    Fault(
        "events-parked",
        "review",
        f"initiative-{UNHEARD} 1",
        waits("review", "failed", 1),
    ),
    Fault(
        "events-missing",
        "publication",
        f"initiative-{UNHEARD} of intake",
        waits("publication", "gap", 3),
    ),
    Fault("relay-behind", "assessment", "assessment", edit("assessment", "UPDATE relay SET position = 100000")),
    Fault(
        "ledger-hole",
        "events",
        "position",
        edit(
            "events",
            "UPDATE entry SET position = position + 1 WHERE position = (SELECT MAX(position) FROM entry)",
            "UPDATE head SET size = size + 1",
            "UPDATE tile SET hashes = CAST(hashes || substr(hashes, -32) AS BLOB) WHERE level = 0 AND number = "
            "(SELECT MAX(number) FROM tile WHERE level = 0)",
        ),
    ),
    Fault(
        "ledger-altered",
        "events",
        "position 5",
        edit("events", "UPDATE entry SET type = 'nl.koploper.made-up.v1' WHERE position = 5"),
    ),
    Fault(
        "ledger-tree",
        "events",
        "position 5",
        edit("events", "UPDATE entry SET body = CAST(body || ' ' AS BLOB) WHERE position = 5"),
    ),
    Fault(
        "ledger-lacks-events",
        "intake",
        "operations-intake",
        both(
            edit(
                "events",
                "DELETE FROM entry WHERE position = (SELECT MAX(position) FROM entry)",
                "UPDATE head SET size = size - 1",
            ),
            unsigned,
        ),
    ),
    Fault(
        "store-lacks-events",
        "review",
        "operations-review",
        edit(
            "review",
            "DELETE FROM deed WHERE id = (SELECT id FROM event WHERE stream = 'operations-review' AND version = 2)",
            "DELETE FROM event WHERE stream = 'operations-review' AND version = 2",
        ),
    ),
    Fault("ledger-signed", "events", "events", edit("events", SIGNED_FOR_MORE)),
)
"""Each gives its one finding and no other: its consequences elsewhere are undone in the same stroke."""
