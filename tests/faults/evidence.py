"""What a system's stores hold, read from SQLite files or PostgreSQL by nobody's code but this."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import orjson
import psycopg

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
    """A text in a vault; without salt and content once it is erased."""

    service: str
    ref: str
    salt: bytes | None
    content: str | None


@dataclass(frozen=True)
class Evidence:
    """All that matters of a system's stores at one moment."""

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
    found = of({service: f"sqlite:///{data / service}.db" for service in SERVICES})
    with _file(data / "bus.db") as bus:
        (sent,) = bus.execute("SELECT count(*) FROM message").fetchone()
    return replace(found, sent=sent)


def of(stores: Mapping[str, str]) -> Evidence:
    """Read the stores at these addresses, by service; nothing is known of the bus then."""
    found: dict[str, Any] = {"stored": [], "heard": {}, "waiting": {}, "relayed": {}, "vaults": [], "sent": 0}
    for service, url in stores.items():
        with opened(url) as store:
            found["stored"] += [Fact(service, *row) for row in store.execute(_EVENTS)]
            found["heard"][service] = {
                (_service(source), stream, number): event_id
                for source, stream, number, event_id in store.execute(_INBOX)
            }
            (found["waiting"][service],) = store.execute("SELECT count(*) FROM waiting").fetchone()
            (found["relayed"][service],) = store.execute("SELECT coalesce(min(position), 0) FROM relay").fetchone()
            found["vaults"] += [Vaulted(service, *row) for row in store.execute("SELECT ref, salt, content FROM vault")]
            if service == "events":
                found["ledger"] = [Fact(_service(source), *row) for source, *row in store.execute(_ENTRIES)]
                (found["ledger_size"],) = store.execute("SELECT size FROM head").fetchone()
    return Evidence(**found)


_EVENTS: Final = "SELECT position, stream, version, body FROM event ORDER BY position"
_INBOX: Final = "SELECT source, stream, sequence, event_id FROM inbox"
_ENTRIES: Final = "SELECT source, position, stream, sequence, body FROM entry ORDER BY position"


def _service(source: str) -> str:
    return source.rpartition(":")[2]


def opened(url: str) -> AbstractContextManager[Any]:
    """A connection that only reads, with `execute`, whatever kind of store this is."""
    if url.startswith("sqlite:///"):
        return _file(Path(url.removeprefix("sqlite:///")))
    return psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=on")


def _file(file: Path) -> "closing[sqlite3.Connection]":
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
