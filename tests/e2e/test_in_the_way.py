"""What keeps `koploper up` from starting: one clear sentence each, exit code 2, and nothing is touched."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import complaints, evidence
from tests.faults.process import HOST, Koploper, free_port, koploper
from tests.faults.waiting import found_within

pytestmark = [pytest.mark.xdist_group("up")]

Bytes = dict[str, bytes]


def bytes_of(place: Path) -> Bytes:
    """Everything under a folder, to the byte; folders too."""
    return {
        str(path.relative_to(place)): path.read_bytes() if path.is_file() else b"folder"
        for path in sorted(place.rglob("*"))
        if path.suffix != ".log"
    }


async def at_rest(data: Path) -> bool | None:
    """Whether nobody has anything to send, to hear, to note, or to sign."""
    with closing(sqlite3.connect(data / "bus.db")) as bus:
        last = dict(bus.execute('SELECT topic, max("offset") FROM message GROUP BY topic'))
        noted = {
            (group, topic): offset
            for group, topic, offset in bus.execute('SELECT "group", topic, "offset" FROM cursor')
        }
    read = {
        (group, topic): last[topic] for group, topics in complaints.HEARS.items() for topic in topics if topic in last
    }
    with closing(sqlite3.connect(data / "events.db")) as ledger:
        (signed,) = ledger.execute("SELECT size = (SELECT max(size) FROM checkpoint) FROM head").fetchone()
    return (noted == read and signed and not complaints.under_way(evidence.read(data))) or None


async def refused(process: Koploper, *words: str) -> None:
    """It says why it cannot run, in one sentence, and ends with 2."""
    assert await process.ended() == 2, process.said
    (said,) = process.said.strip().split("\n")
    for word in words:
        assert word in said, said


async def test_a_taken_port(tmp_path: Path) -> None:
    """Somebody else listens there: not even the folder is made."""
    port = free_port()
    with socket.create_server((HOST, port)):
        async with koploper(tmp_path / "data", port=port) as process:
            await refused(process, f"Poort {port}", "is niet vrij", "niets veranderd")
    assert bytes_of(tmp_path) == {}


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_a_file_in_the_way(tmp_path: Path, place: str) -> None:
    """The folder cannot be made: what is there stays as it is."""
    (tmp_path / "file").write_bytes(b"somebody's")
    async with koploper(tmp_path / place, log=tmp_path / "said.log") as process:
        await refused(process, "kan niet worden geschreven", "niets veranderd")
    assert bytes_of(tmp_path) == {"file": b"somebody's"}


async def test_somebody_elses_data(tmp_path: Path) -> None:
    """Data in use by another Koploper, or made by a newer version, are left for it."""
    data = tmp_path / "data"
    async with koploper(data, "--no-demo") as first:
        assert await first.ready()
        await found_within(lambda: at_rest(data))
        before = bytes_of(data)
        async with koploper(data, log=tmp_path / "second.log") as second:
            await refused(second, "draait al een Koploper", "niets veranderd")
        assert bytes_of(data) == before
        assert await first.stop() == 0
    with closing(sqlite3.connect(data / "events.db")) as store, store:
        store.execute("INSERT INTO alembic_version VALUES ('events_9999')")
    before = bytes_of(data)
    async with koploper(data, log=tmp_path / "third.log") as third:
        await refused(third, "De gegevens van events", "nieuwere versie", "niets veranderd")
    assert bytes_of(data) == before


async def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    """A device file, where even the owner cannot write."""
    async with koploper(Path("/proc/koploper"), log=tmp_path / "said.log") as process:
        await refused(process, "kan niet worden geschreven", "niets veranderd")


async def test_a_full_disk(tmp_path: Path) -> None:
    """It says what is the matter, and when there is room the next start is like a first."""
    data = tmp_path / "data"
    async with koploper(data, "--no-demo", room=4096) as process:
        assert await process.ended() == 2, process.said
        assert "Traceback" not in process.said
        assert "kunnen niet worden gebruikt" in process.said
    async with koploper(data, "--no-demo") as process:
        assert await process.ready()
        assert await process.stop() == 0
