"""Commands that only read, on data that nobody runs and whose retention has passed: not a row changes."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner, Result

from cli import system
from cli.cannot import CannotRun
from cli.client import NotReachable
from cli.doctor import across
from cli.main import app
from services.assessment.app import POLICIES
from services.intake.shipped import REFERENCES
from shared.testing.until import until

pytestmark = pytest.mark.xdist_group("looking")
AT: Final = "2021-01-04T00:00:00Z"
POLICY: Final = str(POLICIES / "2021-01.json")
WORDS: Final = str(REFERENCES / "2021-01.json")
COMMANDS: Final = {
    "what-if": ("what-if", "--policy", POLICY, "--json"),
    "journey": ("journey", "INITIATIVE", "--json"),
    "journey at": ("journey", "INITIATIVE", "--at", AT, "--json"),
    "journeys at": ("journey", "--all", "--at", AT, "--json"),
    "figures": ("figures", "--json"),
    "figures at": ("figures", "--at", AT, "--by", "theme", "--recount", "--json"),
    "dossier": ("dossier", "INITIATIVE", "-o", "OUTPUT"),
    "replay, only compared": ("replay", "intake", "initiatives", "--dry-run", "--json"),
    "replay, only compared, of the ledger": ("replay", "events", "journeys", "--dry-run"),
    "parked list": ("parked", "list"),
    "doctor": ("doctor", "--json"),
    "reconcile": ("reconcile", "--json"),
    "policy plan": ("policy", "plan", POLICY),
    "reference plan": ("reference", "plan", WORDS),
    "import, not applied": ("import", "docs/kopgroep.csv", "--register", "kopgroep", "--json"),
    "redeliver, all known": ("redeliver", "review", "--from", "1", "--reason", "x"),
    "person erasures": ("person", "erasures"),
}
DECLINED: Final = {
    "replay": ("replay", "intake", "initiatives", "--reason", "x"),
    "ledger rotate-key": ("ledger", "rotate-key", "--reason", "x"),
    "ledger begin-anew": ("ledger", "begin-anew", "--reason", "x"),
    "republish": ("republish", "intake", "--reason", "x"),
    "policy activate": ("policy", "activate", str(POLICIES / "2019-03.json")),
}

Told = Mapping[str, tuple[int, str]]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year that ended long ago, after which nobody ran it."""
    folder = tmp_path_factory.mktemp("looking") / "year"
    asked = ["simulate", "--initiatives", "6", "--seed", "3", "--json", "--data", str(folder)]
    assert CliRunner().invoke(app, asked, catch_exceptions=False).exit_code == 0
    return folder


def content(data: Path) -> Told:
    """Of each table of each file how many rows it has, and a digest of them; and the names of what lies beside."""
    found: dict[str, tuple[int, str]] = {}
    for file in sorted(data.glob("*.db")):
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in tables:
                rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))  # noqa: S608 - names of ours
                found[f"{file.stem}.{name}"] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    for file in data.iterdir():
        if file.suffix != ".db" and file.name != "lock" and not file.name.endswith(("-wal", "-shm")):
            found[file.name] = file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def run(data: Path, command: Sequence[str], tmp_path: Path, typed: str | None = None) -> Result:
    with closing(sqlite3.connect(data / "events.db")) as connection:
        (one,) = connection.execute("SELECT initiative_id FROM entry WHERE initiative_id IS NOT NULL").fetchone()
    places = {"INITIATIVE": one, "OUTPUT": str(tmp_path / "out.zip")}
    asked = [places.get(each, each) for each in command]
    return CliRunner().invoke(app, [*asked, "--data", str(data)], input=typed, catch_exceptions=False)


async def test_whoever_starts_it_ends_what_was_kept(year: Path, tmp_path: Path) -> None:
    """So what follows would see a command that starts the system: its timers erase, and for good."""
    data = shutil.copytree(year, tmp_path / "year")
    before = content(data)
    async with system.running(data):

        def ended() -> bool:
            with closing(sqlite3.connect(data / "intake.db")) as connection:
                query = "SELECT COUNT(*) FROM event WHERE type LIKE '%retention-ended%'"
                return bool(connection.execute(query).fetchone()[0])

        await until(ended)
    assert content(data) != before


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_written(year: Path, tmp_path: Path, name: str) -> None:
    """Not a row of any table of any store, and no file; and it answers."""
    before = content(year)
    said = run(year, COMMANDS[name], tmp_path)
    assert said.exit_code in {0, 1}, said.output
    assert said.stdout
    assert content(year) == before


@pytest.mark.parametrize("name", DECLINED)
def test_what_is_shown_first_writes_nothing(year: Path, tmp_path: Path, name: str) -> None:
    """Of an act that is declined once it was shown."""
    before = content(year)
    assert run(year, DECLINED[name], tmp_path, "n\n").exit_code == 1
    assert content(year) == before


def test_who_follows_must_have_somebody_run_it(year: Path, tmp_path: Path) -> None:
    """`events tail` starts nothing either."""
    before = content(year)
    with pytest.raises(NotReachable):
        run(year, ("events", "tail"), tmp_path)
    assert content(year) == before


def test_a_dry_run_tells_the_same_as_on_a_system_that_runs(year: Path, tmp_path: Path) -> None:
    """A row edited behind its back is shown, by its column, and stays."""
    data = shutil.copytree(year, tmp_path / "year")
    with closing(sqlite3.connect(data / "intake.db")) as connection, connection:
        connection.execute("UPDATE initiative SET title = 'Iets anders' WHERE rowid = 1")
    before = content(data)
    told = json.loads(run(data, COMMANDS["replay, only compared"], tmp_path).stdout)
    assert (told["added"], told["removed"], told["changed"], told["dryRun"]) == (0, 0, 1, True)
    assert told["samples"][0]["was"]["title"] == "Iets anders"
    assert told["events"] > 0
    assert content(data) == before


def older(data: Path) -> None:
    """A migration less than this version has."""
    with closing(sqlite3.connect(data / "review.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'review_0001' WHERE version_num LIKE 'review_%'")


def newer(data: Path) -> None:
    with closing(sqlite3.connect(data / "review.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'review_9999' WHERE version_num LIKE 'review_%'")


def lost(data: Path) -> None:
    (data / "review.db").unlink()


@pytest.mark.parametrize(
    ("done", "says"), [(older, "koploper migrate"), (newer, "nieuwere versie"), (lost, r"review\.db")]
)
@pytest.mark.parametrize("name", ["journey", "doctor", "reconcile", "replay, only compared"])
def test_a_store_that_would_have_to_be_changed_first_is_said(
    year: Path, tmp_path: Path, done: object, says: str, name: str
) -> None:
    """In a sentence, with what to do, and nothing is changed or made."""
    data = shutil.copytree(year, tmp_path / "year")
    assert callable(done)
    done(data)
    before = content(data)
    with pytest.raises(CannotRun, match=says):
        run(data, COMMANDS[name], tmp_path)
    assert content(data) == before


def test_at_rest_what_is_on_its_way_is_no_finding(year: Path, tmp_path: Path) -> None:
    """Doctor cannot tell whether the ledger lacks what a bus that stands still was about to bring."""
    data = shutil.copytree(year, tmp_path / "year")
    with closing(sqlite3.connect(data / "bus.db")) as connection, connection:
        connection.execute("UPDATE cursor SET offset = offset - 1 WHERE \"group\" = 'events' AND topic LIKE '%intake'")
    with closing(sqlite3.connect(data / "events.db")) as connection, connection:
        last = "SELECT MAX(position) FROM entry WHERE source LIKE '%:intake'"
        connection.execute(f"DELETE FROM entry WHERE position = ({last})")  # noqa: S608 - ours
    answer = json.loads(run(data, COMMANDS["doctor"], tmp_path).stdout)
    assert across.LEDGER_LACKS in answer["unchecked"]["intake"]
    assert across.LEDGER_LACKS not in {each["check"] for each in answer["items"]}
    assert across.LEDGER_LACKS in answer["checked"]["assessment"]


@pytest.mark.parametrize("name", ["redeliver, all known", "journey", "journeys at", "figures", "dossier"])
def test_what_has_to_arrive_first_is_said(year: Path, tmp_path: Path, name: str) -> None:
    """Where it stands on a bus that nobody runs, or is recorded and not sent; and on a bus that cannot be read too."""
    command = {**COMMANDS, **DECLINED}[name]
    assert "niet overal zijn aangekomen" not in run(year, command, tmp_path, "n\n").stderr
    for file, behind in (
        ("bus", "UPDATE cursor SET offset = offset - 1 WHERE \"group\" = 'events' AND topic LIKE '%intake'"),
        ("intake", "UPDATE relay SET position = position - 1"),
        ("bus", "DROP TABLE cursor"),
    ):
        data = shutil.copytree(year, tmp_path / f"{file}-{len(behind)}")
        with closing(sqlite3.connect(data / f"{file}.db")) as connection, connection:
            connection.execute(behind)
        assert "niet overal zijn aangekomen" in run(data, command, tmp_path, "n\n").stderr


def test_keys_that_nothing_can_be_signed_with_are_found_at_rest(year: Path, tmp_path: Path) -> None:
    """Though the ledger does not run that would have noticed; and whoever repairs it loses nothing."""
    data = shutil.copytree(year, tmp_path / "year")
    (data / "ledger.key").write_text("geen sleutel\n")
    before = content(data)
    answer = json.loads(run(data, COMMANDS["doctor"], tmp_path).stdout)
    assert "ledger-signed" in {each["check"] for each in answer["items"]}
    assert content(data) == before
