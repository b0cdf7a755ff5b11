"""`koploper parked`: many at once, shown first, asked why, and told what became of each."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner, Result

from cli.client import SaysNo
from cli.main import app
from cli.system import running
from shared.testing.given import uuid

WHY: Final = ("--reason", "Onleesbaar, dubbel verstuurd")
SURE: Final = (*WHY, "--yes")
IDS: Final = (uuid(1), uuid(2), uuid(3))
PUT: Final = (
    "INSERT INTO waiting (id, reason, topic, partition, offset, error, since, attempts, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which three unreadable messages wait in review."""
    folder = tmp_path / "data"
    folder.mkdir()
    asyncio.run(_made(folder))
    rows = [
        (each, "quarantine", "koploper.intake", 0, offset, "unreadable", f"2026-01-01T00:00:0{offset}Z", 0, b"no")
        for offset, each in enumerate(IDS)
    ]
    with closing(sqlite3.connect(folder / "review.db")) as connection, connection:
        connection.executemany(PUT, rows)
    return folder


async def _made(data: Path) -> None:
    async with running(data):
        pass


def parked(data: Path, *given: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["parked", *given, "--data", str(data)], input=typed, catch_exceptions=False)


def left(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "review.db")) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM waiting ORDER BY id")]


def acts(data: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(data / "review.db")) as connection:
        chosen = "SELECT body FROM event WHERE stream = 'operations-review' ORDER BY version"
        return [json.loads(row[0]) for row in connection.execute(chosen)]


def test_some_are_given_up_and_each_is_a_fact(data: Path) -> None:
    """Shown with how many before; the others wait still."""
    said = parked(data, "discard", "review", *IDS[:2], *SURE)
    assert said.exit_code == 0
    assert said.stdout.index("Het gaat om 2 van review") < said.stdout.index(f"{IDS[0]}: Gedaan")
    assert left(data) == [IDS[2]]
    assert [(act["data"]["waitingId"], act["data"]["reason"]) for act in acts(data)] == [
        (each, WHY[1]) for each in IDS[:2]
    ]


def test_all_are_tried_and_what_fails_is_told(data: Path) -> None:
    """One that fails stops no other; exit 1, for something waits."""
    said = parked(data, "retry", "review", "--all", *SURE, "--json")
    assert said.exit_code == 1
    results = json.loads(said.stdout)
    assert [(each["id"], each["outcome"], each["waits"]) for each in results] == [
        (each, "failed", True) for each in IDS
    ]
    assert len(acts(data)) == 3
    assert parked(data, "discard", "review", "--all", *SURE).exit_code == 0
    assert "Er wacht niets" in parked(data, "discard", "review", "--all", *WHY).stdout


def test_who_does_not_agree_has_changed_nothing(data: Path) -> None:
    """It asks why, and whether to go on; `--yes` asks nothing."""
    assert parked(data, "discard", "review", "--all", typed="Een reden\nn\n").exit_code == 1
    assert left(data) == list(IDS)
    assert parked(data, "discard", "review", "--all", *SURE).exit_code == 0
    assert left(data) == []


def test_what_was_meant_must_be_said(data: Path) -> None:
    """Ids or all, and ids that are there; nothing is done before that is so."""
    assert parked(data, "discard", "review", *WHY).exit_code == 2
    assert parked(data, "discard", "review", IDS[0], "--all", *WHY).exit_code == 2
    with pytest.raises(SaysNo, match="Nothing waits in review under"):
        parked(data, "discard", "review", IDS[0], uuid(9), *WHY)
    assert left(data) == list(IDS)
    assert acts(data) == []
