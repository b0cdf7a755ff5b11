"""What a data folder holds, read from its SQLite files by nobody's code but this."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

SERVICES: Final = ("intake", "assessment", "review", "publication", "events")


@dataclass(frozen=True, slots=True)
class Fact:
    """An event of a store, or an entry of the ledger; `place` is its position there."""

    service: str
    place: int
    stream: str
    number: int
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        read: dict[str, Any] = orjson.loads(self.body)
        return read

    @property
    def name(self) -> tuple[str, str, int]:
        """What makes it the one it is: whose, in which stream, the how manieth."""
        return self.service, self.stream, self.number


@dataclass(frozen=True, slots=True)
class Vaulted:
    """A text in a vault."""

    service: str
    ref: str
    salt: bytes
    content: str


@dataclass(frozen=True)
class Evidence:
    """All that matters of a data folder at one moment."""

    stored: Sequence[Fact]
    ledger: Sequence[Fact]
    ledger_size: int
    """What the ledger says of itself."""
    heard: Mapping[str, Mapping[tuple[str, str, int], str]]
    """The inbox of each service: which fact it handled, by its id."""
    waiting: Mapping[str, int]
    relayed: Mapping[str, int]
    sent: int
    """Messages on the bus, those that were sent again counted again."""
    vaults: Sequence[Vaulted]


def read(data: Path) -> Evidence:
    """Read a folder; also while a process works on it."""
    found: dict[str, Any] = {"stored": [], "heard": {}, "waiting": {}, "relayed": {}, "vaults": []}
    for service in SERVICES:
        with _opened(data / f"{service}.db") as store:
            found["stored"] += [Fact(service, *row) for row in store.execute(_EVENTS)]
            found["heard"][service] = {
                (_service(source), stream, number): event_id
                for source, stream, number, event_id in store.execute(_INBOX)
            }
            (found["waiting"][service],) = store.execute("SELECT count(*) FROM waiting").fetchone()
            (found["relayed"][service],) = store.execute("SELECT coalesce(max(position), 0) FROM relay").fetchone()
            found["vaults"] += [Vaulted(service, *row) for row in store.execute("SELECT ref, salt, content FROM vault")]
            if service == "events":
                found["ledger"] = [Fact(_service(source), *row) for source, *row in store.execute(_ENTRIES)]
                (found["ledger_size"],) = store.execute("SELECT size FROM head").fetchone()
    with _opened(data / "bus.db") as bus:
        (found["sent"],) = bus.execute("SELECT count(*) FROM message").fetchone()
    return Evidence(**found)


_EVENTS: Final = "SELECT position, stream, version, body FROM event ORDER BY position"
_INBOX: Final = "SELECT source, stream, sequence, event_id FROM inbox"
_ENTRIES: Final = "SELECT source, position, stream, sequence, body FROM entry ORDER BY position"


def _service(source: str) -> str:
    return source.rpartition(":")[2]


def _opened(file: Path) -> "closing[sqlite3.Connection]":
    return closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10))


def kept(value: Any) -> Iterator[Mapping[str, str]]:
    """The places in a fact's data that say where a text is kept."""
    match value:
        case {"ref": str(), "digest": str()}:
            yield value
        case dict():
            for each in value.values():
                yield from kept(each)
        case list():
            for each in value:
                yield from kept(each)
        case _:
            return
