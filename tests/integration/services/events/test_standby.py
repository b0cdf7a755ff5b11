"""Where a standby is named, only what it has is signed: two real PostgreSQL servers, one replaying the other."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

import psycopg
import pytest
from pydantic import ValidationError

from services.events import app
from services.events.settings import Settings
from services.events.signed.standby import NotConfirmed, Standby
from shared.testing.given import uuid
from shared.testing.running import Running, elsewhere, running, store_url
from shared.testing.until import until
from shared.web.app import Part, Surroundings
from tests import needs
from tests.integration.services.events.ledgers import submitted
from tests.integration.services.events.test_checks import found, spoil
from tests.integration.services.events.test_origins import sizes
from tests.integration.services.events.test_signed import ORIGIN
from tests.parts import postgres as server
from tests.parts.postgres import MEMORY, Native

REPLAYED: Final = "SELECT size FROM head"


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Native, Native]]:
    """A server, and its standby."""
    place = server.binaries()
    if place is None:
        needs.postgres()
        pytest.skip("A standby needs a PostgreSQL server of this machine; a package manager has it as 'postgresql'.")
    with server.running("native") as primary, folder() as made:
        assert isinstance(primary, Native)
        standby = primary.standby(made)
        try:
            yield primary, standby
        finally:
            standby.stop()


@contextmanager
def folder() -> Iterator[Path]:
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="koploper-standby-", dir=where, ignore_cleanup_errors=True) as made:
        yield Path(made)


def signing(data: Path, around: Surroundings, *, standby: str) -> Part:
    url, key = store_url(data, "events"), data / "ledger.key"
    return app.build(Settings(store_url=url, ledger_key=key, ledger_origin=ORIGIN, ledger_standby=standby), around)


def at(standby: Native, url: str) -> str:
    """The same database, on the standby."""
    told = psycopg.conninfo.conninfo_to_dict(standby.admin)
    before, _, name = url.rpartition("/")
    return f"{before.rpartition(':')[0]}:{told['port']}/{name}"


@asynccontextmanager
async def ledger(data: Path, primary: Native, standby: Native) -> AsyncIterator[tuple[Running, str]]:
    """A ledger with a standby, and the address of that."""
    url = primary.fresh()
    with elsewhere(data, lambda: url):
        behind = at(standby, url)
        await until(lambda: answers(behind))
        async with running(data, partial(signing, standby=behind)) as now:
            yield now, behind


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def has(url: str, size: int) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute(REPLAYED).fetchone()
        return row is not None and row[0] == size


async def more(now: Running, *numbers: int) -> None:
    for number in numbers:
        await submitted(now, uuid(number))
    await now.settled()


async def look(now: Running) -> None:
    now.clock.forward(timedelta(seconds=5))
    service = now.service("events")
    await service.jobs["checkpoints"](service)()


async def why(now: Running) -> list[str]:
    return [told for check, _, told in await found(now) if check == "ledger-signed"]


@contextmanager
def paused(standby: Native) -> Iterator[None]:
    """A standby that lags: it answers, and replays nothing."""
    with psycopg.connect(standby.admin, autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            connection.execute("SELECT pg_wal_replay_resume()")


async def test_only_what_the_standby_has_is_signed(tmp_path: Path, two: tuple[Native, Native]) -> None:
    """What it has not replayed yet waits; of what has come in, no more than that is signed."""
    primary, standby = two
    async with ledger(tmp_path, primary, standby) as (now, behind):
        await more(now, 1, 2)
        await until(lambda: has(behind, 2))
        await look(now)
        assert sizes(now)[-1] == (1, 2)
        with paused(standby):
            await more(now, 3, 4)
            await look(now)
            assert sizes(now)[-1] == (1, 2)
        await until(lambda: has(behind, 4))
        await look(now)
        assert sizes(now)[-1] == (1, 4)
        assert await why(now) == []


async def test_while_the_standby_is_away_nothing_is_signed(tmp_path: Path, two: tuple[Native, Native]) -> None:
    """The ledger takes in what comes, the doctor says why there is no signature, and it follows when it is back."""
    primary, standby = two
    async with ledger(tmp_path, primary, standby) as (now, behind):
        standby.stop()
        await more(now, 1)
        await look(now)
        assert sizes(now) == []
        [told] = await why(now)
        assert told.startswith("the standby does not confirm anything: ")
        standby.start()
        await until(lambda: answers(behind) and has(behind, 1))
        await look(now)
        assert sizes(now) == [(1, 1)]
        assert await why(now) == []


async def test_a_server_that_takes_writes_is_no_standby(tmp_path: Path, two: tuple[Native, Native]) -> None:
    """Not the ledger's own server, nor a copy that went its own way: what that has is no safety."""
    primary, _ = two
    async with ledger(tmp_path, primary, primary) as (now, _address):
        await more(now, 1)
        await look(now)
        assert sizes(now) == []
        assert "is no standby" in (await why(now))[0]


async def test_a_standby_of_something_else_confirms_nothing(tmp_path: Path, two: tuple[Native, Native]) -> None:
    """Other entries, or more of them, than the ledger has: nothing is signed before somebody says which is right."""
    primary, standby = two
    async with ledger(tmp_path, primary, standby) as (now, behind):
        await more(now, 1, 2)
        await until(lambda: has(behind, 2))
        with paused(standby):
            await spoil(now, "UPDATE tile SET hashes = decode(repeat('00', 64), 'hex') WHERE level = 0")
            await look(now)
            told = "; ".join(await why(now))
            assert "first 2 entries are not those" in told
            await spoil(now, "UPDATE head SET size = 1")
            await look(now)
            assert any("which of them is right" in each or "signed for 2" in each for each in await why(now))


async def test_what_is_no_address_of_a_standby(tmp_path: Path) -> None:
    """A setting that names none is refused at the start; a server that is not there confirms nothing."""
    with pytest.raises(ValidationError, match="no address of a PostgreSQL server"):
        Settings(store_url="sqlite:///x", ledger_standby=f"sqlite:///{tmp_path}/x")
    assert Settings(store_url="sqlite:///x", ledger_standby="").ledger_standby is None
    with pytest.raises(NotConfirmed, match="does not confirm anything"):
        await Standby("postgresql://events@127.0.0.1:1/events").confirmed()
