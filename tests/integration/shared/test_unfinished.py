"""A rebuild that is broken off, by whatever: the next one goes on from where it was."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import insert, inspect, update

from shared import read_model as read_models
from shared import rebuild as rebuilds
from shared import unfinished
from shared.errors import StoreAway
from shared.operations import ProjectionRebuilt
from shared.read_model import OwnEvents, ReadModel
from shared.rebuild import Difference, Rebuild
from shared.store import schema
from shared.testing.given import act, uuid
from shared.turn import Recorded
from shared.unfinished import GivenUp, Unfinished, release
from tests.integration.shared import rebuilder
from tests.toy import reading
from tests.toy.core import count
from tests.toy.stand import MODEL, Stand

pytestmark = pytest.mark.usefixtures("on_both")

OPERATOR: Final = act("operator")
TALLIES: Final[ReadModel[Recorded]] = ReadModel(MODEL.projections[0], OwnEvents(MODEL))
HERE: Final = Path(__file__).parents[3]


def begun(stand: Stand, number: int, made_by: str | None = None) -> Rebuild[Recorded]:
    kept = Unfinished(uuid(number), "tallies", made_by or release())
    return Rebuild(stand.store, TALLIES, unfinished=kept)


async def finished(stand: Stand, rebuild: Rebuild[Recorded], *, dry: bool = False) -> Difference:
    return await rebuild.run(MODEL, stand.ids, OPERATOR, "a test", dry=dry)


def left(stand: Stand) -> tuple[list[str], list[Any]]:
    """What there is to go on from."""
    with stand.store.read() as connection:
        names = [name for name in inspect(connection).get_table_names() if "__" in name]
    return names, list(stand.rows(schema.unfinished))


@pytest.fixture
async def spoiled(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Eight tallies that are read one by one; the table lost one, has one wrong, and holds one that never was."""
    monkeypatch.setattr(read_models, "_AFTER", read_models._after(1))
    monkeypatch.setattr(rebuilds, "PAGES", 1)
    for name in "abcdefgh":
        await stand.handle(count(name))
    with stand.store.transaction() as connection:
        connection.execute(reading.tally.delete().where(reading.tally.c.name == "a"))
        connection.execute(update(reading.tally).where(reading.tally.c.name == "g").values(seen=[99]))
        connection.execute(insert(reading.tally).values(name="z", version=9))
    return stand


def stops_after(rebuild: Rebuild[Recorded], reads: int, why: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    read = rebuild._read

    def read_or_stop() -> Any:
        nonlocal reads
        reads -= 1
        if reads < 0:
            raise why
        return read()

    monkeypatch.setattr(rebuild, "_read", read_or_stop)


@pytest.mark.parametrize("reads", [1, 4, 8])
async def test_killed_in_the_middle_it_goes_on_from_there(spoiled: Stand, reads: int) -> None:
    """The process is killed for real; what was built is there still, and what came meanwhile is in it."""
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", rebuilder.__name__, spoiled.store.url, str(reads), cwd=HERE
    )
    assert await killed.wait() == -signal.SIGKILL
    for name in "ai":
        await spoiled.handle(count(name))
    again = begun(spoiled, 502)
    found = await finished(spoiled, again)
    assert (found.resumed, found.events) == (reads - 1, 10)
    assert (found.added, found.removed, found.changed) == (0, 1, 1)  # `a` came back when it was counted again
    assert [(row.name, row.version) for row in spoiled.rows(reading.tally)] == [
        ("a", 2),
        *((name, 1) for name in "bcdefghi"),
    ]
    assert left(spoiled) == ([], [])


@pytest.mark.parametrize("why", [asyncio.CancelledError(), StoreAway("gone"), GivenUp("seen no more")])
async def test_broken_off_it_keeps_what_it_has(
    spoiled: Stand, monkeypatch: pytest.MonkeyPatch, why: BaseException
) -> None:
    """A service that stops, or a store that is away, loses nothing that was read."""
    first = begun(spoiled, 501)
    stops_after(first, 5, why, monkeypatch)
    with pytest.raises(type(why)):
        await finished(spoiled, first)
    names, rows = left(spoiled)
    assert names == ["tally__kept"]
    assert [(row.projection, row.held_by, row.events) for row in rows] == [("tallies", uuid(501), 5)]
    found = await finished(spoiled, begun(spoiled, 502), dry=True)
    assert (found.resumed, found.added, found.removed, found.changed, found.events) == (5, 1, 1, 1, 8)
    assert left(spoiled) == ([], [])


async def test_another_release_begins_anew(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other code has built is not believed."""
    first = begun(spoiled, 501, "of before")
    stops_after(first, 5, StoreAway("gone"), monkeypatch)
    with pytest.raises(StoreAway):
        await finished(spoiled, first)
    found = await finished(spoiled, begun(spoiled, 502))
    assert (found.resumed, found.events) == (0, 8)
    assert left(spoiled) == ([], [])


async def test_without_its_tables_it_begins_anew(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that speaks of tables that somebody dropped says nothing."""
    first = begun(spoiled, 501)
    stops_after(first, 5, StoreAway("gone"), monkeypatch)
    with pytest.raises(StoreAway):
        await finished(spoiled, first)
    with spoiled.store.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE tally__kept")
    found = await finished(spoiled, begun(spoiled, 502))
    assert (found.resumed, found.events, found.added) == (0, 8, 1)


async def test_facts_that_cannot_be_read_leave_nothing(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going on would fail at the same fact."""
    first = begun(spoiled, 501)
    stops_after(first, 5, ValueError("no fact"), monkeypatch)
    with pytest.raises(ValueError, match="no fact"):
        await finished(spoiled, first)
    assert left(spoiled) == ([], [])


async def test_who_was_given_up_spoils_nothing(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that stood still while another went on with its rows finds out at its next write."""
    slow = begun(spoiled, 501)
    stops_after(slow, 5, StoreAway("gone"), monkeypatch)
    with pytest.raises(StoreAway):
        await finished(spoiled, slow)
    monkeypatch.undo()
    other = begun(spoiled, 502)
    await spoiled.store.write(other._start)
    changes = await asyncio.to_thread(slow._read)
    with pytest.raises(GivenUp, match="Another rebuild"):
        await spoiled.store.write(lambda connection: slow._flush(changes, slow._position, slow.events, connection))
    await spoiled.store.write(slow._drop)
    assert left(spoiled)[0] == ["tally__kept"]
    await other._follow()
    with spoiled.store.read() as connection:
        assert other._compare_all(connection) == (1, 1, 1)
    await spoiled.store.write(other._drop)
    assert left(spoiled) == ([], [])


async def test_the_act_is_recorded_once(spoiled: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it was begun, one fact says that it was done, with all that was read."""
    for number in (1, 2):
        each = begun(spoiled, number)
        stops_after(each, 3, StoreAway("gone"), monkeypatch)
        with pytest.raises(StoreAway):
            await finished(spoiled, each)
    await finished(spoiled, begun(spoiled, 3))
    facts = [MODEL.load(row.body).event for row in spoiled.rows(schema.event)]
    assert [(fact.events, fact.added) for fact in facts if isinstance(fact, ProjectionRebuilt)] == [(8, 1)]


@pytest.fixture
def _asked_anew() -> Iterator[None]:
    """What the code of this process is, is asked anew afterwards."""
    yield
    unfinished._code.cache_clear()


@pytest.mark.usefixtures("_asked_anew")
async def test_a_release_is_known_by_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One letter more in what makes read models is another release; a file beside it is not."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "services").mkdir()
    code = tmp_path / "services" / "projections.py"
    code.write_text("one = 1")
    monkeypatch.setattr(unfinished, "ROOT", tmp_path)
    digests: list[str] = []
    for text in ("one = 1", "one = 2", "one = 1"):
        code.write_text(text)
        (tmp_path / "services" / "notes.md").write_text(f"{len(digests)}")
        unfinished._code.cache_clear()
        digests.append(release())
    assert digests[0] == digests[2] != digests[1]


@pytest.mark.usefixtures("_asked_anew")
async def test_a_release_is_the_code_that_was_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what lies on the disk by the time that somebody asks for a rebuild: this process does not run that."""
    (tmp_path / "services").mkdir()
    code = tmp_path / "services" / "projections.py"
    code.write_text("one = 1")
    monkeypatch.setattr(unfinished, "ROOT", tmp_path)
    unfinished._code.cache_clear()
    assert (before := release()) == release()
    code.write_text("one = 2")
    assert release() == before


async def test_a_release_is_known_by_the_folders_beside_it(tmp_path: Path) -> None:
    """The ledger's read models are made by its contracts, wherever those lie."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "a.schema.json").write_text("{}")
    assert release(one) == release(other) != release()
    (other / "a.schema.json").write_text('{"x-readers": "public"}')
    assert release(one) != release(other)
