"""`koploper republish`: shown first, asked why, and told what went to which topic."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.client import Client, SaysNo
from cli.main import app
from cli.operate import OPERATOR
from cli.system import running
from shared.actor import Actor
from shared.operations import EventsRepublished
from shared.testing.given import uuid
from tests.integration.submissions import KETENSTAGE

WHY: Final = ("--reason", "De bus was leeg")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which somebody submitted an initiative."""

    async def submit() -> None:
        async with running(tmp_path) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
            await client.post("/intake/v1/initiatives", KETENSTAGE, Actor("submitter", uuid(1)))

    asyncio.run(submit())
    return tmp_path


def republish(data: Path, *given: str, typed: str | None = None) -> Result:
    command = ["republish", *given, "--data", str(data)]
    return CliRunner().invoke(app, command, input=typed, catch_exceptions=False)


def told(data: Path, service: str, statement: str) -> list[Any]:
    with closing(sqlite3.connect(data / f"{service}.db")) as connection:
        return [row[0] for row in connection.execute(statement)]


def acts(data: Path, service: str = "intake") -> list[dict[str, Any]]:
    chosen = f"SELECT body FROM event WHERE type = '{EventsRepublished.event_type}'"  # noqa: S608 - a name of ours
    return [json.loads(body) for body in told(data, service, chosen)]


def test_it_is_shown_first_and_is_a_fact_with_its_reason(data: Path) -> None:
    """Which positions, how many and where to before; how many went to each topic after."""
    rebuilt = ["replay", "publication", "stories", *WHY, "--yes", "--data", str(data)]
    assert CliRunner().invoke(app, rebuilt, catch_exceptions=False).exit_code == 0  # a fact of publication's own
    said = republish(data, "publication", *WHY, "--yes")
    assert said.exit_code == 0, said.output
    (after,) = told(data, "publication", "SELECT max(position) FROM event")
    last = after - 1  # the act comes behind what was shown
    before = f"publication: {last} feiten, posities 1 tot en met {last}, gaan opnieuw naar publication, public."
    assert said.stdout.index(before) < said.stdout.index("opnieuw verstuurd")
    for topic in ("publication", "public"):
        assert f"{topic}: {after} feiten opnieuw verstuurd, tot en met positie {after}." in said.stdout
    (act,) = acts(data, "publication")
    assert act["data"] == {"fromPosition": 1, "reason": WHY[1]}
    assert act["actor"] == str(OPERATOR)


def test_for_machines(data: Path) -> None:
    """A result per topic, and nothing else on stdout; what is told beforehand stands on stderr."""
    said = republish(data, "intake", "--from", "2", *WHY, "--yes", "--json")
    found = json.loads(said.stdout[said.stdout.index("{") :])  # a test's log stands there, too
    (last,) = told(data, "intake", "SELECT max(position) FROM event")
    assert found["topics"] == [{"topic": "intake", "first": 2, "last": last, "sent": last - 1}]
    assert (found["sent"], found["last"], found["reason"]) == (last - 1, last, WHY[1])
    assert "posities 2 tot en met" in said.stderr


def test_who_does_not_agree_has_sent_nothing(data: Path) -> None:
    """Nor who gives no reason, nor a script that does not say yes."""
    for given, typed, code in (((), "Een reden\nn\n", 1), ((), "", 2), (WHY, "", 1), (("--reason", ""), "y\n", 2)):
        assert republish(data, "intake", *given, typed=typed).exit_code == code
    assert acts(data) == []


def test_from_behind_the_last(data: Path) -> None:
    """It is said that there are none, and how many there are."""
    said = republish(data, "intake", "--from", "999", typed="")
    assert said.exit_code == 0
    assert "en geen vanaf positie 999" in said.stdout
    assert "Er is niets verstuurd" in said.stdout
    assert acts(data) == []


def test_no_service_records_a_reason_that_reaches_somebody(data: Path) -> None:
    """Whoever asks for it, and whatever the act: it would stay when they are erased."""
    named = {"reason": "Anna vroeg het, anna@example.org"}

    async def run() -> None:
        async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
            for path, more in (
                ("/intake/v1/republications", {}),
                (f"/intake/v1/parked-events/{uuid(9)}/retries", {}),
                (f"/intake/v1/parked-events/{uuid(9)}/discards", {}),
                ("/intake/v1/projections/initiatives/rebuilds", {}),
                ("/assessment/v1/redeliveries", {"fromPosition": 1}),
                ("/events/v1/origins", {}),
                ("/events/v1/signing-keys", {}),
                ("/events/v1/signing-keys/00000000/retirements", {}),
            ):
                with pytest.raises(SaysNo) as no:
                    await client.post(path, named | more, OPERATOR)
                assert (no.value.status, no.value.rule) == (400, "invalid-input"), path
                assert "telephone" in str(no.value), path

    asyncio.run(run())
    assert told(data, "intake", "SELECT count(*) FROM event WHERE stream = 'operations-intake'") == [0]
