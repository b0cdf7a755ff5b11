"""The file a store is in, and the disk it is on."""

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from shared.bus.embedded import EmbeddedBus
from shared.doctor import surroundings
from shared.doctor.examine import examine
from shared.doctor.finding import Finding
from shared.errors import StoreAway
from shared.testing.running import Running, store_url
from shared.testing.seeded import SeededIds, SetClock
from shared.web.app import Surroundings
from shared.web.reader import from_local_header
from tests.integration import builders
from tests.integration.shared.doctor.patient import names


def nowhere(data: Path) -> Surroundings:
    """What a service needs that is put together and never started."""
    return Surroundings(EmbeddedBus(store_url(data, "bus")), SetClock(), SeededIds(), from_local_header)


@pytest.mark.parametrize(
    ("total", "free", "full"),
    [(10**9, 2 * 10**8, False), (10**9, 2 * 10**8 - 1, True), (10**12, 5 * 10**10, False), (10**12, 49 * 10**9, True)],
)
async def test_a_disk_that_is_nearly_full_is_found(
    now: Running, monkeypatch: pytest.MonkeyPatch, total: int, free: int, *, full: bool
) -> None:
    """Under 200 MB or under 5 % free is too little."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(total, total - free, free))
    assert await names(now) == ["disk-nearly-full"] * full


async def test_nothing_more_is_asked_of_a_damaged_file(tmp_path: Path) -> None:
    """A file that is no database gives one finding, and no other check is made on it."""
    (tmp_path / "intake.db").write_bytes(b"no database at all" * 1_000)
    part = builders.intake(tmp_path, nowhere(tmp_path))
    answer = await examine(part.service)
    assert answer.findings == [Finding("store-damaged", "intake.db", "file is not a database")]
    assert (answer.checked, answer.events) == (["store-damaged"], None)
    assert "event-altered" in answer.unchecked
    await part.service.close()


async def test_a_store_that_is_away_is_not_damaged(tmp_path: Path) -> None:
    """A file that cannot be opened just now says nothing about what is in it."""
    (tmp_path / "intake.db").mkdir()
    part = builders.intake(tmp_path, nowhere(tmp_path))
    with pytest.raises(StoreAway):
        await examine(part.service)
    await part.service.close()


def test_a_quick_look_at_a_file(tmp_path: Path) -> None:
    """It tells damage in a line, nothing of a file that is whole, and raises where there is nothing to look at."""
    healthy = tmp_path / "healthy.db"
    with closing(sqlite3.connect(healthy)) as connection, connection:
        connection.execute("CREATE TABLE one (text)")
        connection.executemany("INSERT INTO one VALUES (?)", [("x" * 900,)] * 40)
    assert surroundings.damage_of(healthy) is None
    torn = tmp_path / "torn.db"
    torn.write_bytes(healthy.read_bytes()[:4096] + b"\xff" * (len(healthy.read_bytes()) - 4096))
    assert surroundings.damage_of(torn)
    torn.write_bytes(b"no database at all" * 1_000)
    assert surroundings.damage_of(torn) == "file is not a database"
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        surroundings.damage_of(tmp_path / "absent.db")
