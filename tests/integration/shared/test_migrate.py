"""Bringing a store to the present shape: fresh, again, after a new step, and never a newer one."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, Table, inspect, text

from shared.errors import StoreAway
from shared.store import migrate, schema
from shared.store.store import Store
from shared.testing.given import actor, uuid
from shared.testing.running import store_url
from tests.toy import reading
from tests.toy.app import MIGRATIONS

NEXT = '''"""One more column."""

import sqlalchemy as sa
from alembic import op

revision = "toy_0002"
down_revision = "toy_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counted", sa.Column("more", sa.Text))
    {more}
'''


SQLITE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
POSTGRESQL = """
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL
    SELECT table_name || '.' || column_name, concat_ws(' ', data_type, collation_name, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'"""


@pytest.fixture
def store(on_both: None, tmp_path: Path) -> Store:
    return Store(store_url(tmp_path, "toy"), "toy")


def shape(store: Store) -> dict[str, list[str]]:
    with store.read() as connection:
        seen = inspect(connection)
        return {name: [column["name"] for column in seen.get_columns(name)] for name in seen.get_table_names()}


def newer(folder: Path, more: str = "") -> Path:
    """The toy's migrations with one more step."""
    versions = folder / "versions"
    versions.mkdir()
    for step in MIGRATIONS.glob("*.py"):
        (versions / step.name).write_text(step.read_text())
    (versions / "toy_0002.py").write_text(NEXT.format(more=more))
    return versions


async def test_a_fresh_store_gets_all_tables(store: Store) -> None:
    """The plumbing's and the service's own, as the code describes them."""
    await migrate.upgrade(store, MIGRATIONS)
    tables: list[Table] = [*schema.plumbing.sorted_tables, *reading.tables.sorted_tables]
    made = shape(store)
    assert {table.name: [column.name for column in table.columns] for table in tables} == {
        name: columns for name, columns in made.items() if name != "alembic_version"
    }
    store.close()


async def test_the_plumbing_is_what_the_code_says(store: Store, tmp_path: Path) -> None:
    """Keys, indexes and constraints that migrations make are those of the tables in code, letter for letter."""
    await migrate.upgrade(store, MIGRATIONS)
    beside = Store(store_url(tmp_path, "beside"), "beside")
    await beside.write(schema.plumbing.create_all)
    await beside.write(reading.tables.create_all)

    def made(of: Store) -> dict[str, str]:
        with of.read() as connection:
            rows = connection.execute(text(POSTGRESQL if of.shared else SQLITE))
            return {name: " ".join(told.split()).replace(" ,", ",") for name, told in rows if name != "alembic_version"}

    assert made(store) == made(beside)
    store.close()
    beside.close()


async def test_again_changes_nothing(store: Store) -> None:
    """A store of the present shape is left as it is, with what it holds."""
    await migrate.upgrade(store, MIGRATIONS)
    keep = reading.tally.insert().values(name="a")
    await store.write(lambda connection: connection.execute(keep))
    before = shape(store)
    await migrate.upgrade(store, MIGRATIONS)
    assert shape(store) == before
    with store.read() as connection:
        assert connection.execute(reading.tally.select()).scalars().all() == ["a"]
    store.close()


async def test_a_new_step_is_added(store: Store, tmp_path: Path) -> None:
    """Only what is missing is run."""
    await migrate.upgrade(store, MIGRATIONS)
    await migrate.upgrade(store, newer(tmp_path))
    assert shape(store)["counted"] == ["id", "by", "more"]
    store.close()


async def test_what_the_vault_held_before_is_found(store: Store) -> None:
    """By those of its readers who are a person, with the stream whose fact names it; what was erased is left out.

    Who looked into it before stays known.
    """
    await migrate.upgrade(store, MIGRATIONS)
    persons = (actor("submitter", 4), actor("editor", 5))
    held: dict[str, Any] = {"salt": b"s", "content": "a text"}
    entries: list[dict[str, Any]] = [
        {"ref": uuid(1), "readers": "\n".join(("adviser", *map(str, persons))), **held},
        {"ref": uuid(2), "readers": "adviser", **held},
        {"ref": uuid(3), "readers": str(persons[0]), "salt": None, "content": None},
    ]
    named = [{"criteria": {"a": {"ref": entry["ref"], "digest": "d"}}} for entry in entries]
    facts = [
        {"stream": "tally-a", "version": number, "id": uuid(number), "type": "t", "causation": "c", "ordinal": 0}
        | {"body": orjson.dumps({"data": data, "actor": "system;id=toy" if number == 1 else str(persons[number % 2])})}
        for number, data in enumerate([{"by": 1}, *named], 1)
    ]

    def before(connection: Connection) -> None:
        connection.execute(text("DROP TABLE vault_person"))
        connection.execute(text("DROP TABLE shut"))
        connection.execute(text("DROP TABLE erasure"))
        connection.execute(text("DROP TABLE deed"))
        connection.execute(text("DROP TABLE unfinished"))
        connection.execute(text("DROP TABLE upgraded"))
        connection.execute(text("ALTER TABLE restored DROP COLUMN restored_by"))
        connection.execute(text("ALTER TABLE restored DROP COLUMN reason"))
        connection.execute(text("ALTER TABLE rebuild DROP COLUMN resumed"))
        connection.execute(text("ALTER TABLE rebuild DROP COLUMN seconds"))
        connection.execute(text("ALTER TABLE vault_access DROP COLUMN purpose"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'plumbing_0004' WHERE version_num LIKE 'p%'"))
        connection.execute(schema.vault.insert(), entries)
        connection.execute(schema.event.insert(), facts)
        connection.execute(schema.vault_access.insert(), [{"ref": uuid(1), "actor": a, "at": "t"} for a in "ab"])

    await store.write(before)
    await migrate.upgrade(store, MIGRATIONS)
    with store.read() as connection:
        found = connection.execute(schema.vault_person.select().order_by("person")).all()
        accesses = connection.execute(schema.vault_access.select().order_by("number")).all()
        deeds = connection.execute(schema.deed.select().order_by("id")).all()
    assert [tuple(row) for row in found] == [(uuid(1), person.id, "tally-a") for person in persons]
    assert [tuple(row)[1:] for row in accesses] == [(uuid(1), actor, "t", None) for actor in "ab"]
    assert [tuple(row) for row in deeds] == [(persons[number % 2].id, uuid(number)) for number in (2, 3, 4)]
    store.close()


async def test_a_step_that_fails_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    """All steps are one transaction: half of one is none."""
    await migrate.upgrade(store, MIGRATIONS)
    before = shape(store)
    with pytest.raises(ZeroDivisionError):
        await migrate.upgrade(store, newer(tmp_path, "1 / 0"))
    assert shape(store) == before
    await migrate.upgrade(store, MIGRATIONS)
    store.close()


async def test_a_newer_store_is_refused_and_not_touched(store: Store, tmp_path: Path) -> None:
    """What a newer version made is told from what it says, and by nobody changed, also by who did not look first."""
    await migrate.upgrade(store, newer(tmp_path))
    before = shape(store)
    with pytest.raises(migrate.NewerStore, match=r"toy was made by a newer version \(toy_0002\)"), store.read() as seen:
        migrate.check(seen, MIGRATIONS, "toy")
    with pytest.raises(migrate.NewerStore, match="Nothing was touched"):
        await migrate.upgrade(store, MIGRATIONS)
    assert shape(store) == before
    store.close()


async def test_an_older_or_empty_store_is_not_newer(store: Store, tmp_path: Path) -> None:
    """What has nothing, or less than this version knows, may be brought up."""
    with store.read() as connection:
        migrate.check(connection, MIGRATIONS, "toy")
    await migrate.upgrade(store, MIGRATIONS)
    with store.read() as connection:
        migrate.check(connection, newer(tmp_path), "toy")
    store.close()


async def test_several_stores_at_once(on_both: None, tmp_path: Path) -> None:
    """Each service's store is brought up by its own writer, also at the same time."""
    stores = [Store(store_url(tmp_path, f"toy{number}"), "toy") for number in range(6)]
    await asyncio.gather(*(migrate.upgrade(store, MIGRATIONS) for store in stores))
    assert all("tally" in shape(store) and "event" in shape(store) for store in stores)
    for store in stores:
        store.close()


async def test_replicas_that_start_at_once(on_both: None, tmp_path: Path) -> None:
    """One brings the store up, the others wait for it and find nothing to do."""
    stores = [Store(store_url(tmp_path, "toy"), "toy") for _ in range(3)]
    ran = await asyncio.gather(*(migrate.upgrade(store, MIGRATIONS) for store in stores))
    steps = [step for folder in (migrate.PLUMBING / "versions", MIGRATIONS) for step in folder.glob("*_00*.py")]
    assert sorted(map(len, ran)) == [0, 0, len(steps)]
    for store in stores:
        store.close()


async def test_a_replica_waits_while_another_migrates(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also longer than a command would."""
    if not store.shared:
        store.close()
        return
    other = Store(store.url, "toy")
    waits = asyncio.Event()
    loop = asyncio.get_running_loop()
    is_waiting = store.is_waiting

    def told(away: StoreAway) -> bool:
        loop.call_soon_threadsafe(waits.set)
        return is_waiting(away)

    monkeypatch.setattr(store, "is_waiting", told)
    with store.transaction() as connection:
        connection.execute(text("SELECT set_config('lock_timeout', '20ms', false)"))
    with other.transaction():
        upgrading = asyncio.ensure_future(migrate.upgrade(store, MIGRATIONS))
        await asyncio.wait_for(waits.wait(), 10)
        assert not upgrading.done()
    assert await upgrading
    store.close()
    other.close()
