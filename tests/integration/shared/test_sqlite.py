"""SQLite as a store: durable at every commit, and away when it is locked, full or unreadable."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError

from shared import known, once, persons, projection, sorting, turn, vault
from shared.errors import StoreAway
from shared.store import driver, schema, sqlite
from shared.store.ready import Ready
from shared.store.store import Store, erases
from shared.testing.running import store_url
from tests.toy.core import count
from tests.toy.stand import Stand


def pragma(connection: Connection, name: str) -> object:
    return connection.execute(text(f"PRAGMA {name}")).scalar()


def test_every_connection_syncs_fully(stand: Stand) -> None:
    """A commit survives a power cut, whoever makes it."""
    with stand.store.transaction() as connection:
        assert pragma(connection, "synchronous") == sqlite.FULL
        assert pragma(connection, "journal_mode") == "wal"
    with stand.store.read() as connection:
        assert pragma(connection, "synchronous") == sqlite.FULL
        assert pragma(connection, "query_only") == 1


def test_a_database_that_will_not_sync_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot promise durability is refused at the first connection."""
    monkeypatch.setattr(sqlite, "FULL", 99)
    store = Store(store_url(tmp_path, "toy"), "toy")
    with pytest.raises(RuntimeError, match="would not be durable"), store.read():
        pass
    store.close()


def test_a_new_file_that_others_open_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its log becomes a write-ahead log as soon as nobody writes, without an error in between."""
    store = Store(store_url(tmp_path, "toy"), "toy")
    other = sqlite3.connect(tmp_path / "toy.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        other.execute("COMMIT")

    monkeypatch.setattr("shared.store.sqlite.time.sleep", wait)
    with store.transaction() as connection:
        assert pragma(connection, "journal_mode") == "wal"
    assert waited == [sqlite.AGAIN]
    other.close()
    store.close()


def test_a_new_file_that_another_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After as long as we wait for others the store is away."""
    store = Store(store_url(tmp_path, "toy"), "toy")
    other = sqlite3.connect(tmp_path / "toy.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 40)
    with pytest.raises(StoreAway, match="database is locked"), store.read():
        pass
    other.close()
    store.close()


async def test_a_locked_store_is_away_and_comes_back(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process holds the write lock commands are told so; readers go on; afterwards all is well."""
    await stand.store.on_writer(lambda: _busy_timeout(stand, 20))
    other = sqlite3.connect(stand.store.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreAway, match="database is locked"):
        await stand.handle(count("a"))
    assert stand.log() == []
    other.execute("ROLLBACK")
    other.close()
    assert (await stand.handle(count("a"))).version == 1


def _busy_timeout(stand: Stand, milliseconds: int) -> None:
    with stand.store.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")


async def test_a_full_store_is_away_and_comes_back(stand: Stand) -> None:
    """What finds no room is told so with nothing half done; with room again all is well."""
    await stand.store.on_writer(lambda: _pages(stand, 1))
    await _until_full(stand)
    whole = len(stand.log())
    with stand.store.read() as connection:
        assert connection.execute(text("SELECT version FROM tally")).scalar() == (whole or None)
        assert pragma(connection, "integrity_check") == "ok"
    await stand.store.on_writer(lambda: _pages(stand, 1_000_000))
    assert (await stand.handle(count("a"))).version == whole + 1


async def _until_full(stand: Stand) -> None:
    for _ in range(20):
        try:
            await stand.handle(count("a", note="n" * 10_000))
        except StoreAway as away:
            assert "full" in str(away)  # noqa: PT017 - how many fit before it is not known
            return
    pytest.fail("the store was never full")


def _pages(stand: Stand, most: int) -> None:
    with stand.store.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


def test_a_store_without_a_place_is_away(tmp_path: Path) -> None:
    """A folder that is not there is a store that cannot be used now."""
    store = Store(store_url(tmp_path / "absent", "toy"), "toy")
    with pytest.raises(StoreAway, match="toy"), store.read():
        pass
    store.close()


def test_a_file_that_is_no_database_is_away(tmp_path: Path) -> None:
    """Nothing is written into what is not ours."""
    (tmp_path / "toy.db").write_bytes(b"a letter to the minister\n" * 100)
    store = Store(store_url(tmp_path, "toy"), "toy")
    with pytest.raises(StoreAway, match="not a database"), store.read():
        pass
    store.close()
    assert (tmp_path / "toy.db").read_bytes().startswith(b"a letter")


def test_when_all_connections_are_taken_the_store_is_away(stand: Stand) -> None:
    """Who waited too long for a reader's turn is told to come back."""
    stand.store._to_write.patience = 0.01
    with (
        stand.store.transaction(),
        pytest.raises(StoreAway, match="no connection is free"),
        stand.store.transaction(),
    ):
        pass


def test_a_fault_in_a_statement_is_a_fault(stand: Stand) -> None:
    """What is wrong with the program is not put on the store."""
    with pytest.raises(OperationalError, match="no such table"), stand.store.transaction() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    assert not sqlite.is_away(DBAPIError("s", None, ValueError()))


def test_another_kind_of_address_is_refused() -> None:
    """It is told when the store is made, with its owner's name."""
    with pytest.raises(ValueError, match="toy: a store's address starts with sqlite"):
        Store("mysql://localhost/toy", "toy")


def test_the_secret_table_keeps_bytes(stand: Stand) -> None:
    """Bytes come back as they went."""
    with stand.store.transaction() as connection:
        connection.execute(insert(schema.secret).values(name="n", value=b"\x00\xff"))
    assert stand.rows(schema.secret)[0].value == b"\x00\xff"


@pytest.mark.parametrize("asked", [turn._EVENTS, turn._VERSIONS, once._FIND, sorting._HEADS, known._DID, known._ERASED])
def test_those_among_many_are_found_by_index(tmp_path: Path, asked: Ready) -> None:
    """What every act asks, or who asks what somebody did, reads the rows it names, and never all there are."""
    store = Store(f"sqlite:///{tmp_path / 'plan.db'}", "plan")

    def plan() -> str:
        with store.transaction() as connection:
            schema.plumbing.create_all(connection)
            text = str(asked._statement.compile(dialect=connection.dialect))
            given = ("[]",) * text.count("?")
            return str(driver.rows(connection, f"EXPLAIN QUERY PLAN {text}", given))

    told = store._submit(plan).result()
    store.close()
    assert "SEARCH" in told
    assert not re.search("SCAN (event|idempotency|inbox|deed|erasure)", told)


def test_what_is_erased_stays_in_no_file(stand: Stand, tmp_path: Path) -> None:
    """Neither in the file nor in its write-ahead log, short or long, however the others move around it."""
    texts = [f"geheim-{number:04}" * (1 + number % 700) for number in range(1_500)]
    entries = [vault.entry(stand.ids, text, ("adviser",), [persons.of_email(b"k", text)]) for text in texts]
    for start in range(0, len(entries), 7):
        with stand.store.transaction() as connection:
            vault.keep(connection, [("tally-a", entry) for entry in entries[start : start + 7]])
    gone = [entry for number, entry in enumerate(entries) if number % 3 or number % 50 < 20]
    for start in range(0, len(gone), 5):
        refs = [entry.ref for entry in gone[start : start + 5]]
        with stand.store.transaction() as connection:
            projection.write(connection, [vault.forgotten(ref, stand.clock.now()) for ref in refs])
            vault.unindex(connection, refs)
    stand.store.scrub()
    assert not stand.store.to_scrub
    left = b"".join(file.read_bytes() for file in tmp_path.glob("toy.db*"))
    assert all(entry.content.encode() in left for entry in entries if entry not in gone and len(entry.content) < 3_000)
    for entry in gone:
        assert entry.content[:11].encode() not in left
        assert entry.salt not in left
        assert entry.about[0].encode() not in left


def test_it_is_scrubbed_when_nobody_reads_what_stood_there(stand: Stand) -> None:
    """Who began to read before sees the text still: it goes from the log when they are done."""
    stand.store.scrub()
    with stand.store.transaction() as connection:
        erases(connection)
        vault.keep(connection, [("tally-a", vault.entry(stand.ids, "geheim", ("adviser",)))])
    assert stand.store.to_scrub
    with stand.store.read() as reader:
        reader.execute(text("SELECT * FROM vault")).all()
        with stand.store.transaction() as connection:
            vault.erase_about(connection, "nobody", stand.clock.now())
        stand.store.scrub()
        assert stand.store.to_scrub
    stand.store.scrub()
    assert not stand.store.to_scrub
