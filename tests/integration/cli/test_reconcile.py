"""`koploper reconcile`: what somebody did to a store or the ledger behind the system's back is named, to the byte."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli import at_rest, system
from cli.client import Client, NotReachable
from cli.demo import cast
from cli.doctor import across
from cli.main import app
from cli.options import Target
from cli.reconcile import comparing, run
from shared.operations import ParkedEventDiscarded
from shared.recording import record
from tests.integration.cli.faults import edit
from tests.integration.submissions import KETENSTAGE

pytestmark = pytest.mark.xdist_group("reconcile")


async def fill(data: Path) -> None:
    """Three initiatives, which other services have heard of, and all of it in the ledger."""
    lock = system.Lock.take(data)
    async with system.running(data) as now, Client("http://localhost", httpx.ASGITransport(now.http)) as client:
        for person in range(3):
            await client.post("/intake/v1/initiatives", KETENSTAGE, cast.submitter(person))
        for service in system.SERVICES:
            assert await across.compare(client, service) == []
    lock.release()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("whole") / "data"
    asyncio.run(fill(data))
    return data


@pytest.fixture
def data(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy, on which nobody waits long for what does not come."""
    monkeypatch.setattr(comparing, "QUIET", 0.3)
    shutil.copytree(whole, tmp_path / "data")
    return tmp_path / "data"


def reconcile(data: Path, *more: str) -> tuple[int, Any]:
    given = CliRunner().invoke(app, ["reconcile", "--data", str(data), "--json", *more], catch_exceptions=False)
    return given.exit_code, json.loads(given.stdout)


def differences(answer: Any) -> list[tuple[str, str, str]]:
    return [
        (of["service"], each["what"], each["stream"].partition("-")[0])
        for of in answer["services"]
        for each in of["differences"]
    ]


def test_all_is_the_same(data: Path) -> None:
    """Every service has what the ledger has; events and streams are counted, and the exit code says so."""
    code, answer = reconcile(data)
    assert (code, answer["same"], differences(answer), answer["strangers"]) == (0, True, [], {})
    assert [each["service"] for each in answer["services"]] == list(system.SERVICES)
    assert all(each["store"] == each["ledger"] for each in answer["services"])
    assert answer["services"][0]["store"] >= 3


def test_one_service_is_asked_for(data: Path) -> None:
    """Only it is compared."""
    code, answer = reconcile(data, "--service", "review")
    assert (code, [each["service"] for each in answer["services"]]) == (0, ["review"])


def on(name: str, statement: str) -> Callable[[Path], None]:
    """Do it to the first submission that the file of a service has."""
    table = "entry" if name == "events" else "event"
    submission = "type = 'nl.koploper.initiative-submitted.v1'"
    first = "position = (SELECT MIN(position) FROM TABLE WHERE SUBMISSION)"
    where = first.replace("SUBMISSION", submission)
    return edit(name, f"{statement} WHERE {where}".replace("TABLE", table))


BYTE: Final = """UPDATE TABLE SET body =
    CAST(REPLACE(CAST(body AS TEXT), '"title":"Ketenstage"', '"title":"Ketenstagf"') AS BLOB)"""
INSERTED: Final = """INSERT INTO event (position, stream, version, id, type, causation, reaction, ordinal, body)
    SELECT -1, stream, 9, '00000000-0000-7000-8000-000000000009', type, causation, NULL, 0, body FROM event"""
COPIED: Final = """INSERT INTO entry SELECT (SELECT MAX(position) + 1 FROM entry), recorded_at, source, stream, 9, type,
    initiative_id, body FROM entry"""
ANOTHER_ID: Final = """UPDATE event SET id = '0190d0de-0000-7000-8000-00000000dead',
    body = CAST(REPLACE(CAST(body AS TEXT), id, '0190d0de-0000-7000-8000-00000000dead') AS BLOB)"""
LAST_OF_INTAKE: Final = """DELETE FROM entry
    WHERE position = (SELECT MAX(position) FROM entry WHERE source LIKE '%:intake')"""


@pytest.mark.parametrize(
    ("attack", "what"),
    [
        (on("intake", BYTE), "other-bytes"),
        (on("events", BYTE), "other-bytes"),
        (on("intake", "DELETE FROM event"), "store-lacks"),
        (on("events", "DELETE FROM entry"), "ledger-lost"),
        (on("intake", INSERTED), "ledger-lacks"),
        (on("events", COPIED), "store-lacks"),
        (on("intake", ANOTHER_ID), "other-bytes"),
        (on("intake", "UPDATE event SET body = 'text'"), "other-bytes"),
    ],
    ids=[
        "a byte changed in a stored payload of a service",
        "a byte changed in a stored payload of the ledger",
        "an event removed from a service",
        "an event removed from the ledger",
        "an event inserted in a service",
        "an event inserted in the ledger",
        "a service's store edited behind its back, with a right-looking id",
        "text where the bytes of an event were",
    ],
)
def test_an_attack_is_named(data: Path, attack: Callable[[Path], None], what: str) -> None:
    """By its service, stream and number, and how the two differ; it is the only thing found."""
    attack(data)
    code, answer = reconcile(data)
    assert (code, answer["same"], differences(answer)) == (1, False, [("intake", what, "initiative")])


def test_entries_of_no_service_are_named(data: Path) -> None:
    """What was put into the ledger under another source would be seen in no comparison with a store."""
    on("events", "UPDATE entry SET source = 'urn:nld:koploper:systeem:made-up'")(data)
    code, answer = reconcile(data)
    assert (code, answer["strangers"]) == (1, {"urn:nld:koploper:systeem:made-up": 1})
    assert differences(answer) == [("intake", "ledger-lost", "initiative")]


async def given_up(data: Path) -> None:
    """Have an operator discard the first event of intake that is not an entry, as the ledger's parked list does."""
    with closing(sqlite3.connect(data / "events.db")) as connection, connection:
        source, stream, sequence = connection.execute(
            "SELECT source, stream, sequence FROM entry WHERE type LIKE '%initiative-submitted%' ORDER BY position"
        ).fetchone()
    fact = ParkedEventDiscarded(waiting_id="w", source=source, stream=stream, sequence=sequence, reason="Dubbel")
    async with at_rest.put_together(data, reads_only=False) as parts:
        service = parts["events"].service
        await service.store.write(
            partial(record, model=service.model, ids=service.ids, act=service.own_act(), fact=fact)
        )
    on("events", "DELETE FROM entry")(data)


def test_what_an_operator_gave_up_was_not_taken_out(data: Path) -> None:
    """Its number is passed over in the ledger, which never had it: it lacks it, and the first cause is told."""
    asyncio.run(given_up(data))
    code, answer = reconcile(data)
    assert (code, ("intake", "ledger-lacks", "initiative") in differences(answer)) == (1, True)
    assert "ledger-lost" not in {what for _, what, _ in differences(answer)}


HEARD: Final = "FROM inbox WHERE source LIKE '%:intake'"
ALL_OF_INTAKE: Final = "DELETE FROM entry WHERE source LIKE '%:intake'"


def unsent(data: Path, position: str = "0") -> None:
    """The relay's own row says that it has sent no more."""
    edit("intake", f"UPDATE relay SET position = {position}")(data)  # noqa: S608 - ours


def test_what_was_not_sent_is_not_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded and not sent yet is on its way: counted, no difference, and it cannot be told yet."""
    monkeypatch.setenv("KOPLOPER_TAAL", "en")
    unsent(data, "(SELECT MAX(position) - 1 FROM event)")
    last = "(SELECT stream || ' ' || sequence FROM entry WHERE source LIKE '%:intake' ORDER BY position DESC LIMIT 1)"
    edit("events", f"DELETE {HEARD} AND stream || ' ' || sequence = {last}", LAST_OF_INTAKE)(data)
    code, answer = reconcile(data)
    assert (code, answer["same"], answer["services"][0]["onTheirWay"], differences(answer)) == (2, None, 1, [])
    given = CliRunner().invoke(app, ["reconcile", "--data", str(data)], catch_exceptions=False)
    assert given.exit_code == 2
    assert "cannot be told yet" in given.stdout
    assert "✓" not in given.stdout


@pytest.mark.parametrize("more", [[], [f"DELETE {HEARD}"]], ids=["as its inbox says", "whatever its inbox says"])
def test_a_ledger_that_lost_all_that_a_relay_says_it_never_sent(data: Path, more: list[str]) -> None:
    """A relay's row is believed of nothing: what the ledger took in is lost, and what it did not is not the same."""
    unsent(data)
    edit("events", ALL_OF_INTAKE, *more)(data)
    code, answer = reconcile(data)
    count = answer["services"][0]["store"]
    assert count >= 3
    if more:
        assert (code, answer["same"], answer["services"][0]["onTheirWay"], differences(answer)) == (2, None, count, [])
    else:
        assert (code, answer["same"], answer["services"][0]["onTheirWay"]) == (1, False, 0)
        assert {what for _, what, _ in differences(answer)} == {"ledger-lost"}
        assert answer["services"][0]["differencesCount"] == count


def test_what_both_sides_lost_is_found(data: Path) -> None:
    """Store and ledger agree, and the ledger's inbox knows better."""
    on("events", "DELETE FROM entry")(data)
    on("intake", "DELETE FROM event")(data)
    code, answer = reconcile(data)
    assert (code, differences(answer)) == (1, [("intake", "ledger-lost", "initiative")])


def test_what_stands_on_a_bus_that_nobody_runs_is_on_its_way(data: Path) -> None:
    """It was sent, and the ledger had no time to take it in: at rest nobody can tell."""
    with closing(sqlite3.connect(data / "bus.db")) as connection, connection:
        connection.execute("UPDATE cursor SET offset = offset - 1 WHERE \"group\" = 'events' AND topic LIKE '%.intake'")
    last = "(SELECT stream || ' ' || sequence FROM entry WHERE source LIKE '%:intake' ORDER BY position DESC LIMIT 1)"
    edit("events", f"DELETE {HEARD} AND stream || ' ' || sequence = {last}", LAST_OF_INTAKE)(data)
    code, answer = reconcile(data)
    assert (code, answer["same"], answer["services"][0]["onTheirWay"], differences(answer)) == (2, None, 1, [])


async def test_a_running_system_is_compared_while_it_works(whole: Path, tmp_path: Path) -> None:
    """While events are recorded, nothing of what is on its way is cried about."""
    data = tmp_path / "data"
    shutil.copytree(whole, data)
    lock = system.Lock.take(data)
    async with system.running(data) as now, Client("http://localhost", httpx.ASGITransport(now.http)) as client:
        going = asyncio.create_task(_submit(client))
        for _ in range(3):
            for service in system.SERVICES:
                found = await comparing.compare(client, service)
                assert (found.count, found.differences, found.on_their_way) == (0, [], 0), service
        await going
    lock.release()


async def _submit(client: Client) -> None:
    for person in range(5, 25):
        await client.post("/intake/v1/initiatives", KETENSTAGE, cast.submitter(person % 3))


def test_people_read_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row per service, a sentence per difference, and what to do now; in Dutch, or in English."""
    for language, said in (("nl", "in de opslag andere bytes"), ("en", "has other bytes in the store")):
        monkeypatch.setenv("KOPLOPER_TAAL", language)
        on("intake", "UPDATE event SET body = body || ' '")(data)
        given = CliRunner().invoke(app, ["reconcile", "--data", str(data)], catch_exceptions=False)
        assert given.exit_code == 1
        assert said in given.stdout
        assert "koploper verify" in given.stdout
        assert all(service in given.stdout for service in system.SERVICES)


def test_who_may_not_ask_could_not(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that says no was not compared, and that is no clean answer."""
    monkeypatch.setattr(comparing, "OPERATOR", cast.submitter(0))
    code, answer = reconcile(data)
    assert (code, answer["same"], set(answer["unable"])) == (2, None, set(system.SERVICES))


def test_no_data_cannot_be_compared(tmp_path: Path) -> None:
    """It says so, and makes no folder."""
    given = CliRunner().invoke(app, ["reconcile", "--data", str(tmp_path / "nowhere")])
    assert isinstance(given.exception, system.CannotRun)
    assert not (tmp_path / "nowhere").exists()


async def test_a_system_that_runs_elsewhere_is_asked_at_its_address() -> None:
    """One that does not answer was not compared."""
    with pytest.raises(NotReachable):
        await run.reconcile(Console(quiet=True), Target("http://127.0.0.1:9", Path("nowhere")), ["intake"], quiet=True)
