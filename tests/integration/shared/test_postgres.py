"""PostgreSQL as a store: durable at every commit; away when it is gone, and back by itself."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, delete, insert, text
from sqlalchemy.exc import ProgrammingError

from shared import persons, vault
from shared.errors import StoreAway
from shared.store import postgres as adapter
from shared.store import schema
from shared.store.store import Store
from tests.parts.postgres import Postgres
from tests.parts.proxy import Proxy
from tests.toy.core import count
from tests.toy.stand import Stand, create


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.fresh()


@pytest.fixture
def stand(url: str) -> Iterator[Stand]:
    store = Store(url, "toy")
    create(store)
    yield Stand(store)
    store.close()


def setting(connection: Connection, name: str) -> object:
    return connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar()


def set_to(connection: Connection, name: str, value: str) -> None:
    connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})


def test_every_connection_commits_durably(stand: Stand) -> None:
    """A commit survives a power cut, whoever makes it; readers see one moment and cannot write."""
    with stand.store.transaction() as connection:
        assert setting(connection, "synchronous_commit") == "on"
        assert setting(connection, "transaction_isolation") == "read committed"
    with stand.store.read() as connection:
        assert setting(connection, "synchronous_commit") == "on"
        assert setting(connection, "transaction_isolation") == "repeatable read"
        assert setting(connection, "transaction_read_only") == "on"


def test_a_role_that_would_not_wait_for_the_disk_does_here(url: str, postgres: Postgres) -> None:
    """What an operator made faster for others is durable for us."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")
    store = Store(url, "toy")
    with store.transaction() as writing:
        assert setting(writing, "synchronous_commit") == "on"
    store.close()


def test_a_server_that_will_not_sync_is_not_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot promise durability is refused at the first connection."""
    monkeypatch.setattr(adapter, "DURABLE", frozenset())
    store = Store(url, "toy")
    with pytest.raises(RuntimeError, match="would not be durable"), store.read():
        pass
    store.close()


async def test_a_connection_lost_while_nobody_used_it_is_nobodys_trouble(stand: Stand, postgres: Postgres) -> None:
    """After a restart of the server the next command and the next reader get fresh connections."""
    await stand.handle(count("a"))
    postgres.restart()
    assert (await stand.handle(count("a"))).version == 2
    assert len(stand.log()) == 2


async def test_a_connection_cut_inside_a_transaction_leaves_nothing(stand: Stand, postgres: Postgres) -> None:
    """Who was in it is told that the store went away; nothing of theirs is there, and the next one works."""

    def break_off(connection: Connection) -> None:
        connection.execute(insert(schema.inbox).values(source="s", stream="t", sequence=1, event_id="i"))
        postgres.cut(stand.store.url)
        connection.execute(insert(schema.inbox).values(source="s", stream="t", sequence=2, event_id="j"))

    with pytest.raises(StoreAway):
        await stand.store.write(break_off)
    assert stand.rows(schema.inbox) == []
    assert (await stand.handle(count("a"))).version == 1


@pytest.fixture
def proxy(url: str) -> Iterator[Proxy]:
    made = Proxy(url)
    yield made
    made.close()


@pytest.fixture
def behind(proxy: Proxy) -> Iterator[Stand]:
    """A stand whose store is behind a network that breaks."""
    store = Store(proxy.url, "toy")
    create(store)
    yield Stand(store)
    store.close()


async def test_a_commit_whose_answer_is_lost_is_done(behind: Stand, proxy: Proxy) -> None:
    """The event is there, so its giver is told that it was done, and it is not done again."""
    proxy.cut("after")
    assert (await behind.handle(count("a"))).version == 1
    assert behind.log() == [("tally-a", 1, 1)]


async def test_a_commit_that_never_arrived_is_not_done(behind: Stand, proxy: Proxy) -> None:
    """The event is not there, so its giver is told that the store went away, and may ask again."""
    proxy.cut("before")
    with pytest.raises(StoreAway):
        await behind.handle(count("a"))
    assert behind.log() == []
    assert (await behind.handle(count("a"))).version == 1


async def test_a_writer_waits_for_another_process_and_not_for_ever(stand: Stand) -> None:
    """While another process holds the lock a command waits, and is told to come back after some time."""
    other = Store(stand.store.url, "toy")
    with stand.store.transaction() as connection:
        set_to(connection, "lock_timeout", "20ms")
    with other.transaction(), pytest.raises(StoreAway, match="LockNotAvailable"):
        await stand.handle(count("a"))
    assert (await stand.handle(count("a"))).version == 1
    other.close()


async def test_a_process_that_stops_dead_loses_the_lock(stand: Stand) -> None:
    """Others go on; when it comes back it finds its transaction gone, and nothing of it is there."""
    stopped = Store(stand.store.url, "toy")
    first, second = (
        insert(schema.inbox).values(source="s", stream="t", sequence=number, event_id="i") for number in (1, 2)
    )

    def stop(connection: Connection) -> None:
        set_to(connection, "idle_in_transaction_session_timeout", "20ms")
        connection.execute(first)
        at_rest.set()
        go_on.wait(10)
        connection.execute(second)

    at_rest, go_on = threading.Event(), threading.Event()
    writing = asyncio.ensure_future(stopped.write(stop))
    await asyncio.to_thread(at_rest.wait, 10)
    assert (await stand.handle(count("a"))).version == 1
    go_on.set()
    with pytest.raises(StoreAway):
        await writing
    assert stand.rows(schema.inbox) == []
    stopped.close()


def test_the_password_may_be_in_a_file(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read for each connection, and is in no address."""
    user = url.rpartition("/")[2]
    file = tmp_path / "password"
    file.write_text(f"{user}\n")
    monkeypatch.setenv("KOPLOPER_STORE_PASSWORD_FILE", str(file))
    given: dict[str, object] = {}
    adapter._password(None, None, None, given)
    assert given == {"password": user}
    store = Store(url.replace(f":{user}@", "@"), "toy")
    with store.read() as connection:
        assert setting(connection, "application_name") == "koploper"
    store.close()


def test_an_error_tells_nothing_that_is_stored(stand: Stand) -> None:
    """Not in its text, and not in that of what caused it: neither keys nor values."""
    with pytest.raises(Exception, match="InvalidTextRepresentation") as caught, stand.store.read() as connection:
        connection.execute(text("SELECT CAST(:name AS integer)"), {"name": "Anna Voorbeeld"})
    assert caught.value.__cause__ is not None
    assert "Anna" not in f"{caught.value} {caught.value.__cause__}"


def test_a_fault_in_a_statement_is_a_fault(stand: Stand) -> None:
    """What is wrong with the program is not put on the store."""
    with pytest.raises(ProgrammingError, match="nowhere"), stand.store.transaction() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))


def test_a_server_that_is_not_there_is_away() -> None:
    """Its password is not in what is said of it."""
    store = Store("postgresql://koploper:geheim@127.0.0.1:1/toy", "toy")
    with pytest.raises(StoreAway, match="toy") as caught, store.read():
        pass
    assert "geheim" not in str(caught.value)
    store.close()


def test_text_sorts_by_its_bytes_whatever_the_language(stand: Stand) -> None:
    """As on SQLite; the database itself sorts as the Dutch do."""
    with stand.store.transaction() as connection:
        names = [{"name": name, "value": b""} for name in ("b", "B", "é", "a", "Z")]
        connection.execute(insert(schema.secret), names)
    assert [row.name for row in stand.rows(schema.secret)] == ["B", "Z", "a", "b", "é"]


def test_positions_do_not_run_out(stand: Stand) -> None:
    """Whole numbers have eight bytes, as SQLite's have."""
    with stand.store.transaction() as connection:
        connection.execute(text("SELECT setval('event_position_seq', 3000000000)"))
        connection.execute(
            insert(schema.event).values(stream="s", version=2**40, id="i", type="t", causation="c", ordinal=0, body=b"")
        )
    assert [(row.position, row.version) for row in stand.rows(schema.event)] == [(3_000_000_001, 2**40)]


def test_others_may_write_here_too(stand: Stand) -> None:
    """Who must know looks by itself."""
    assert stand.store.shared


def test_what_was_erased_is_let_go_of(stand: Stand, url: str) -> None:
    """The tables that hold what people said are vacuumed, those that a store has: nothing dead is left in them."""
    entry = vault.entry(stand.ids, "geheim", ("adviser",), [persons.of_email(b"k", "anna@example.org")])
    with stand.store.transaction() as connection:
        vault.keep(connection, [("tally-a", entry)])
    with stand.store.transaction() as connection:
        connection.execute(delete(schema.vault))
        connection.execute(delete(schema.vault_person))
    pages = "SELECT pg_relation_size('vault') + pg_relation_size('vault_person')"
    with psycopg.connect(url, autocommit=True) as looking:
        assert looking.execute(pages).fetchone() != (0,)
        stand.store.scrub()
        assert looking.execute(pages).fetchone() == (0,)
    assert not stand.store.to_scrub


def test_a_store_that_is_away_is_scrubbed_later(stand: Stand, postgres: Postgres) -> None:
    """It stays to be done."""
    postgres.stop()
    try:
        stand.store.scrub()
    finally:
        postgres.start()
    assert stand.store.to_scrub
    stand.store.scrub()
    assert not stand.store.to_scrub
