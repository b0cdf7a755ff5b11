"""`koploper restore`: what a backup has and the store that it replaces are told before anything is touched."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli import recovery
from cli.cannot import CannotRun
from cli.client import Client
from cli.main import app
from cli.operate import OPERATOR
from cli.system import running
from shared.actor import Actor
from shared.testing.given import uuid
from shared.testing.until import until
from tests.faults import complaints, evidence
from tests.integration.submissions import KETENSTAGE

WHY: Final = ("--reason", "De schijf was vol")


async def submit(data: Path, number: int) -> None:
    async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
        await client.post("/intake/v1/initiatives", KETENSTAGE, Actor("submitter", uuid(number)))
        await until(lambda: not complaints.under_way(evidence.read(data)), within=30)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a backup of intake and of the ledger, after which another initiative was submitted."""
    asyncio.run(submit(tmp_path, 1))
    for service in ("intake", "events"):
        recovery.backup(service, tmp_path / f"{service}.kept", None, tmp_path)
    asyncio.run(submit(tmp_path, 2))
    return tmp_path


def restore(data: Path, service: str, *given: str, typed: str | None = None) -> Result:
    command = ["restore", service, str(data / f"{service}.kept"), *given, "--data", str(data)]
    return CliRunner().invoke(app, command, input=typed, catch_exceptions=False)


@pytest.mark.parametrize(
    ("service", "says"), [("intake", "uit het logboek gehaald"), ("events", "als elke service ze opnieuw verstuurt")]
)
def test_what_the_backup_does_not_have_is_shown(data: Path, service: str, says: str) -> None:
    """How many facts each has, and those that go by their positions, types and streams; then nothing is done."""
    before = (data / f"{service}.db").read_bytes()
    said = restore(data, service, typed="Een reden\nn\n")
    assert said.exit_code == 1
    for part in ("In de reservekopie: ", "Nu in de opslag: ", says, "nl.koploper.initiative-submitted.v1 initiative-"):
        assert part in said.stdout, said.stdout
    assert "Er is niets veranderd" in said.stderr
    assert (data / f"{service}.db").read_bytes() == before


def test_what_was_done_is_told(data: Path) -> None:
    """To people with what to do now; to machines as JSON, and nothing else there."""
    assert "intake is teruggezet" in restore(data, "intake", *WHY, "--yes").stdout
    said = restore(data, "events", *WHY, "--yes", "--json")
    assert json.loads(said.stdout) == {
        "service": "events",
        "file": str(data / "events.kept"),
        "place": str(data / "events.db"),
        "restoredBy": str(OPERATOR),
        "reason": WHY[1],
    }
    assert "Nu in de opslag" in said.stderr


def test_a_place_without_a_store(data: Path, tmp_path: Path) -> None:
    """There is nothing to lose; it is said."""
    (data / "intake.db").unlink()
    assert "Wat er nu staat is niet te lezen" in restore(data, "intake", typed="").stdout


@pytest.mark.parametrize("reason", ["", " ", "x" * 201, "Vraag anna@example.org"])
def test_a_reason_that_cannot_be_recorded_is_refused_before(data: Path, reason: str) -> None:
    """Not when the store would be opened again, which it then never is."""
    before = (data / "intake.db").read_bytes()
    assert restore(data, "intake", "--reason", reason, "--yes").exit_code == 2
    assert (data / "intake.db").read_bytes() == before


def test_what_is_no_backup_of_it_is_said_before_anything_is_asked(data: Path) -> None:
    """Another service's, or nothing."""
    (data / "intake.kept").rename(data / "review.kept")
    for service in ("review", "intake"):
        with pytest.raises(CannotRun):
            restore(data, service, typed="")


@pytest.mark.parametrize("damage", ["foreign", "cut off", "half", "without facts"])
def test_a_file_that_cannot_be_read_is_said(data: Path, damage: str) -> None:
    """Another program's, one that was cut off, and one that misses a table: in a sentence, and nothing is touched."""
    kept, before = data / "intake.kept", (data / "intake.db").read_bytes()
    if damage == "foreign":
        kept.unlink()
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
        if damage == "without facts":
            connection.execute("DROP TABLE event")
    if damage in {"cut off", "half"}:
        kept.write_bytes(kept.read_bytes()[: 100 if damage == "cut off" else kept.stat().st_size // 2])
    with pytest.raises(CannotRun, match=r"intake\.kept is geen reservekopie|Dat is niet gelukt"):
        restore(data, "intake", *WHY, "--yes")
    assert (data / "intake.db").read_bytes() == before


async def test_the_ledger_tells_who_put_it_back(data: Path) -> None:
    """As an entry of it, once it holds what it signed for; no witness has to be asked."""
    await recovery.restore("events", data / "events.kept", None, data, WHY[1])
    async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
        found: list[dict[str, Any]] = []
        async with asyncio.timeout(20):
            while not found:
                query = {"type": "nl.koploper.store-reopened.v1"}
                found = (await client.get("/events/v1/events", OPERATOR, **query))["items"]
                await asyncio.sleep(0.05)
    (fact,) = [each["event"]["data"] for each in found]
    assert (fact["restoredBy"], fact["reason"]) == (str(OPERATOR), WHY[1])
