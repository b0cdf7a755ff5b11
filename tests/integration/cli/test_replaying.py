"""`koploper replay`: shown first, asked why, and told what was found."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.client import Client, SaysNo
from cli.main import app
from cli.system import running
from shared.actor import Actor
from shared.errors import StoreAway
from shared.operations import ProjectionRebuilt
from shared.rebuild import Rebuild
from shared.testing.given import uuid
from tests.integration.submissions import KETENSTAGE

WHY: Final = ("--reason", "Een kolom was verkeerd")
SURE: Final = (*WHY, "--yes")
MODEL: Final = ("intake", "initiatives")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which somebody submitted an initiative, and its read model was edited behind its back."""
    (tmp_path / "data").mkdir()
    asyncio.run(submit(tmp_path / "data"))
    with closing(sqlite3.connect(tmp_path / "data" / "intake.db")) as connection, connection:
        connection.execute("UPDATE initiative SET title = 'Iets anders'")
    return tmp_path / "data"


async def submit(data: Path) -> None:
    async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
        await client.post("/intake/v1/initiatives", KETENSTAGE, Actor("submitter", uuid(1)))


def replay(data: Path, *given: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["replay", *given, "--data", str(data)], input=typed, catch_exceptions=False)


def titles(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "intake.db")) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM initiative")]


def acts(data: Path) -> list[dict[str, str]]:
    with closing(sqlite3.connect(data / "intake.db")) as connection:
        chosen = "SELECT body FROM event WHERE type = ?"
        return [json.loads(row[0]) for row in connection.execute(chosen, (ProjectionRebuilt.event_type,))]


def test_a_dry_run_that_fails_says_why(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody runs it too, as a system does: in a sentence."""

    async def away(*_: object, **__: object) -> None:
        raise StoreAway("de schijf is vol")

    monkeypatch.setattr(Rebuild, "run", away)
    with pytest.raises(SaysNo, match="de schijf is vol"):
        replay(data, *MODEL, "--dry-run")


def test_a_dry_run_shows_what_differs_and_leaves_it(data: Path) -> None:
    """By its key, with the column as it was and as it becomes; without a reason, for nothing happens."""
    said = replay(data, *MODEL, "--dry-run", "--json")
    told = json.loads(said.stdout)
    assert (told["added"], told["removed"], told["changed"], told["dryRun"]) == (0, 0, 1, True)
    assert told["perSecond"] > 0
    (sample,) = told["samples"]
    assert (sample["kind"], sample["was"]["title"]) == ("changed", "Iets anders")
    assert sample["becomes"]["title"] == KETENSTAGE["title"]
    assert titles(data) == ["Iets anders"]
    assert acts(data) == []


def test_it_is_shown_first_and_is_a_fact_with_its_reason(data: Path) -> None:
    """How many facts and which tables before; how many rows and which after."""
    said = replay(data, *MODEL, *SURE)
    assert said.exit_code == 0
    assert said.stdout.index("initiative") < said.stdout.index("1 anders")
    assert "Iets anders" in said.stdout
    assert titles(data) == [KETENSTAGE["title"]]
    (act,) = acts(data)
    assert act["data"]["reason"] == WHY[1]  # type: ignore[index]  # an envelope's data are an object
    assert act["actor"].startswith("operator;")


def test_who_does_not_agree_has_changed_nothing(data: Path) -> None:
    """It asks for the reason, and then whether to go on; `--yes` is for scripts."""
    said = replay(data, *MODEL, typed="Een kolom was verkeerd\nn\n")
    assert said.exit_code == 1
    assert "Er is niets veranderd" in said.stderr
    assert titles(data) == ["Iets anders"]
    assert replay(data, *MODEL, typed="Een kolom was verkeerd\ny\n").exit_code == 0
    assert titles(data) == [KETENSTAGE["title"]]
    assert replay(data, *MODEL, *SURE).exit_code == 0
    assert len(acts(data)) == 2


def test_a_read_model_that_is_not_there_is_said(data: Path) -> None:
    """With those that are, before anything is asked."""
    with pytest.raises(SaysNo, match="heeft geen leesmodel nothing; wel initiatives"):
        replay(data, "intake", "nothing", *WHY)
    assert replay(data, "nobody", "initiatives", *WHY).exit_code == 2
