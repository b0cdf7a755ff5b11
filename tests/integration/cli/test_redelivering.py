"""`koploper redeliver`: shown first, asked why, and told what became of each event."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.client import Client, SaysNo
from cli.main import app
from cli.system import running
from shared.actor import Actor
from shared.operations import EventsRedelivered
from shared.testing.given import uuid
from shared.testing.until import until
from tests.faults import complaints, evidence
from tests.integration.submissions import KETENSTAGE

WHY: Final = ("--reason", "De inbox liep achter")
SURE: Final = (*WHY, "--yes")


def rows(data: Path, service: str, statement: str, *given: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / f"{service}.db")) as connection, connection:
        return connection.execute(statement, given).fetchall()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which somebody submitted an initiative, which assessment has heard of."""
    folder = tmp_path / "data"
    folder.mkdir()
    asyncio.run(submit(folder))
    return folder


async def submit(data: Path) -> None:
    async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
        await client.post("/intake/v1/initiatives", KETENSTAGE, Actor("submitter", uuid(1)))
        await until(lambda: bool(of_type(data, "dossier-opened")) and not complaints.under_way(evidence.read(data)))


async def arrives(data: Path, name: str) -> None:
    """Such a fact is in the ledger, at the latest once the system runs again."""
    async with running(data):
        await until(lambda: bool(of_type(data, name)))


def of_type(data: Path, name: str) -> list[int]:
    found = rows(data, "events", "SELECT position FROM entry WHERE type = ?", f"nl.koploper.{name}.v1")
    return [position for (position,) in found]


def forget(data: Path) -> None:
    """Assessment has not heard of the submission, so its store says."""
    rows(data, "assessment", "DELETE FROM inbox WHERE stream LIKE 'initiative-%' AND source LIKE '%intake'")


def redeliver(data: Path, *given: str, typed: str | None = None) -> Result:
    command = ["redeliver", *given, "--data", str(data)]
    return CliRunner().invoke(app, command, input=typed, catch_exceptions=False)


def acts(data: Path) -> list[dict[str, Any]]:
    found = rows(data, "assessment", "SELECT body FROM event WHERE type = ?", EventsRedelivered.event_type)
    return [json.loads(body) for (body,) in found]


def test_what_is_known_is_told_and_nothing_is_done(data: Path) -> None:
    """There is nothing to agree to, and no act to record."""
    told = redeliver(data, "assessment", "--from", "1", *WHY, "--json")
    assert told.exit_code == 0
    said = json.loads(told.stdout)
    assert set(said["counts"]) == {"known"}
    assert "worden bezorgd" in told.stderr
    assert acts(data) == []


def test_what_is_not_known_is_delivered_and_acts_once(data: Path) -> None:
    """Each event with what became of it; who had it done why is in the ledger."""
    (position,) = of_type(data, "initiative-submitted")
    forget(data)
    told = redeliver(data, "assessment", "--from", str(position), *SURE)
    assert told.exit_code == 0
    assert f"bezorgd: {position} " in told.stdout
    (act,) = acts(data)
    assert (act["data"]["reason"], act["data"]["fromPosition"]) == (WHY[1], position)
    assert act["actor"].startswith("operator;")
    assert len(rows(data, "assessment", "SELECT id FROM event WHERE type LIKE '%dossier-opened%'")) == 1
    asyncio.run(arrives(data, "events-redelivered"))


def test_from_a_time(data: Path) -> None:
    """The first that was recorded at or after it; behind the newest there is none."""
    (position,) = of_type(data, "initiative-submitted")
    forget(data)
    ((recorded,),) = rows(data, "events", "SELECT recorded_at FROM entry WHERE position = ?", position)
    told = redeliver(data, "assessment", "--from", recorded, *SURE, "--json")
    assert position in [item["position"] for item in json.loads(told.stdout)["items"]]
    later = (datetime.fromisoformat(recorded) + timedelta(days=1)).isoformat()
    with pytest.raises(SaysNo, match="The ledger has positions 1 to"):
        redeliver(data, "assessment", "--from", later, *WHY)


def test_who_does_not_agree_has_delivered_nothing(data: Path) -> None:
    """It asks why, and then whether to go on."""
    forget(data)
    said = redeliver(data, "assessment", "--from", "1", typed="Een reden\nn\n")
    assert (said.exit_code, acts(data)) == (1, [])
    assert "Er is niets veranderd" in said.stderr
    assert redeliver(data, "assessment", "--from", "1", typed="Een reden\ny\n").exit_code == 0
    assert len(acts(data)) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("assessment", "--from", "1", "--reaction", "nothing"), "assessment has no reaction nothing; it has "),
        (("assessment", "--from", "999"), "and not 999"),
        (("assessment", "--from", "1", "--force"), "name the streams"),
        (("assessment", "--from", "gisteren"), "geen positie en geen tijdstip"),
        (("assessment", "--from", "2026-11-26T03:00:00"), "geen positie en geen tijdstip"),
        (("events", "--from", "1"), "koploper republish"),
    ],
)
def test_what_cannot_be_is_a_sentence(data: Path, given: tuple[str, ...], says: str) -> None:
    """Before anything is asked or done."""
    with pytest.raises(SaysNo, match=says):
        redeliver(data, *given, *WHY)
    assert acts(data) == []


def test_a_service_that_is_none(data: Path) -> None:
    """It is told which there are."""
    assert redeliver(data, "nobody", "--from", "1", *WHY).exit_code == 2
