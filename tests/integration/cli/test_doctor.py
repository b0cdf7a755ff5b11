"""`koploper doctor` on a system that did its work: clean, and every fault found by its name."""

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli import at_rest, demo, operate, replaying, system
from cli.client import Client
from cli.doctor import across, run
from cli.main import app
from shared.actor import Actor
from shared.clock import SystemClock
from shared.testing.given import uuid
from shared.testing.seeded import SetClock
from tests.integration.cli.faults import FAULTS, Fault, edit, scribble, unindexed

pytestmark = pytest.mark.xdist_group("doctor")
NOT_BEFORE: Final = ("store-damaged", "store-lacks-events")
"""Faults that hide others: in a damaged store nothing else is looked for, and a missing event cannot be renumbered."""


async def fill(data: Path) -> None:
    """Everything the demo set does, and operators' acts before and after it."""
    lock = system.Lock.take(data)
    quiet = Console(quiet=True)
    async with (
        system.running(data) as now,
        Client("http://localhost", httpx.ASGITransport(now.http)) as client,
    ):
        for _ in range(2):
            await rebuilt(client, "review", "clearances")
        await demo.load(client, quiet)
        await arrived(client)
        await rebuilt(client, "intake", "initiatives")
        await arrived(client)
    lock.release()


async def rebuilt(client: Client, service: str, name: str) -> None:
    path = f"/{service}/v1/projections/{name}/rebuilds"
    begun = await client.post(path, {"reason": "A test"}, operate.OPERATOR)
    await replaying.watch(Console(quiet=True), client, f"{path}/{begun['id']}", name, quiet=True)


async def arrived(client: Client) -> None:
    """Wait until the ledger has all."""
    for service in system.SERVICES:
        assert await across.compare(client, service) == []


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which all is well; tests work on copies."""
    data = tmp_path_factory.mktemp("healthy") / "data"
    asyncio.run(fill(data))
    return data


@pytest.fixture
def data(healthy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, on which nobody waits long for events that do not come."""
    monkeypatch.setattr(across, "QUIET", 0.3)
    shutil.copytree(healthy, tmp_path / "data")
    return tmp_path / "data"


def doctor(data: Path) -> tuple[int, dict[str, Any]]:
    """The command's exit code and what it says, in JSON and nowhere else."""
    given = CliRunner().invoke(app, ["doctor", "--data", str(data), "--json"], catch_exceptions=False)
    assert given.stderr == ""
    return given.exit_code, json.loads(given.stdout)


@contextmanager
def served(data: Path) -> Iterator[None]:
    """The system runs on the data, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "cli.main", "up", "--no-demo", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    try:
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == 0


def told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((each["check"], each["service"]) for each in answer["items"])


def test_a_healthy_system_is_clean(data: Path) -> None:
    """Nothing is found, every check was made on every service, and the exit code says so."""
    code, answer = doctor(data)
    assert (code, answer["items"], answer["unable"]) == (0, [], {})
    assert set(answer["checked"]) == set(system.SERVICES)
    assert {len(names) for names in answer["checked"].values()} == {14, 19}
    assert not any(answer["unchecked"].values())


def test_it_looks_twice_alike(data: Path) -> None:
    """Looking changes nothing that it looks at."""
    assert doctor(data) == doctor(data)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.check)
def test_each_fault_is_found_by_its_name(data: Path, fault: Fault) -> None:
    """The finding names its check, its service and its subject, says what to do, and is the only one."""
    fault.done(data)
    code, answer = doctor(data)
    assert (code, told(answer)) == (1, [(fault.check, fault.service)])
    assert fault.about in answer["items"][0]["subject"]
    assert answer["items"][0]["advice"]


def test_all_faults_are_found_at_once(data: Path) -> None:
    """One fault does not hide another in another place."""
    faults = [fault for fault in FAULTS if fault.check not in NOT_BEFORE]
    for fault in faults:
        fault.done(data)
    code, answer = doctor(data)
    assert code == 1
    assert {(fault.check, fault.service) for fault in faults} <= set(told(answer))


def test_an_event_taken_out_is_seen_from_everywhere(data: Path) -> None:
    """The stream has a hole, the read models know more than the events say, and the ledger still has it."""
    edit("assessment", "DELETE FROM event WHERE position = 3")(data)
    code, answer = doctor(data)
    wanted = ["read-model-differs", "store-lacks-events", "stream-hole"]
    assert (code, told(answer)) == (1, [(check, "assessment") for check in wanted])


def test_a_clock_that_is_slow_is_found(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events that lie in the clock's future are found in every service that has its own, and the ledger's time."""
    slow = SetClock(SystemClock().now() - timedelta(hours=1))
    monkeypatch.setattr(at_rest, "SystemClock", lambda: slow)
    code, answer = doctor(data)
    wanted = [("clock-behind", name) for name in sorted(system.SERVICES) if name != "events"]
    assert (code, told(answer)) == (1, [*wanted, ("ledger-ahead", "events")])


def test_a_full_disk_is_found(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little room is found wherever a store is."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 99 * 10**10, 10**10))
    code, answer = doctor(data)
    assert (code, told(answer)) == (1, [("disk-nearly-full", name) for name in sorted(system.SERVICES)])
    assert {each["subject"] for each in answer["items"]} == {str(data)}


@pytest.mark.parametrize("name", ["intake", "events", "bus"])
def test_a_file_that_cannot_be_opened_is_told(data: Path, name: str) -> None:
    """What keeps the system from starting is a finding and no traceback; all other files are still looked into."""
    scribble(name, 0, b"\0" * 200)(data)
    code, answer = doctor(data)
    assert (code, told(answer)) == (1, [("store-damaged", name)])
    others = set(system.SERVICES) - {name}
    assert all("read-model-differs" in answer["checked"][other] for other in others)
    assert all("store-lacks-events" in answer["unchecked"][service] for service in system.SERVICES)


def test_a_torn_page_is_told_without_starting(data: Path) -> None:
    """Nothing is written to a file with torn pages: it is the same file afterwards."""
    scribble("review", 4096 * 2, b"\xff" * 4096)(data)
    before = (data / "review.db").read_bytes()
    code, answer = doctor(data)
    assert (code, told(answer)) == (1, [("store-damaged", "review")])
    assert (data / "review.db").read_bytes() == before


def test_what_stops_the_start_is_told_by_its_name(data: Path) -> None:
    """An event that a service cannot read at its start is found, though nothing can be started."""
    edit("assessment", "UPDATE event SET body = CAST('{' AS BLOB) WHERE stream LIKE 'policy-%' AND position = 1")(data)
    code, answer = doctor(data)
    assert (code, told(answer)) == (1, [("event-altered", "assessment")])
    assert "read-model-differs" in answer["unchecked"]["assessment"]


def test_a_start_that_fails_for_no_known_reason_is_told(data: Path) -> None:
    """When no check knows why it does not start, what it said is the finding."""
    edit("publication", "DROP TABLE secret")(data)
    code, answer = doctor(data)
    assert (code, told(answer)) == (1, [("cannot-start", "events")])
    assert "no such table: secret" in answer["items"][0]["detail"]


def test_no_data_is_not_a_finding(tmp_path: Path) -> None:
    """Where there is nothing to examine, it could not."""
    given = CliRunner().invoke(app, ["doctor", "--data", str(tmp_path)])
    assert isinstance(given.exception, system.CannotRun)


@pytest.mark.parametrize(("language", "verdict", "todo"), [("nl", "bevinding", "Stop"), ("en", "finding", "Stop")])
def test_people_read_it_in_their_language(
    data: Path, monkeypatch: pytest.MonkeyPatch, language: str, verdict: str, todo: str
) -> None:
    """A table with a line per check, what was found, what to do now, and the sum of it."""
    monkeypatch.setenv("KOPLOPER_TAAL", language)
    unindexed(data)
    given = CliRunner().invoke(app, ["doctor", "--data", str(data)], catch_exceptions=False)
    assert given.exit_code == 1
    assert given.stdout.count("✓") == 75 - 12
    assert "✗ intake.db" in given.stdout
    assert f"→ {todo}" in given.stdout
    assert verdict in given.stdout.splitlines()[-1]


def test_a_running_system_is_asked(data: Path) -> None:
    """A system that runs on the data is examined where it answers, and goes on."""
    edit("intake", "UPDATE initiative SET title = 'Another' WHERE rowid = 1")(data)
    with served(data):
        code, answer = doctor(data)
    assert (code, told(answer)) == (1, [("read-model-differs", "intake")])
    assert not any(answer["unchecked"].values())


def test_one_who_may_not_ask_could_not(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that says no to these checks was not examined, and that is no clean answer."""
    monkeypatch.setattr(run, "OPERATOR", Actor("editor", uuid(1)))
    code, answer = doctor(data)
    assert (code, answer["items"]) == (2, [])
    assert set(answer["unable"]) == set(system.SERVICES)
    people = CliRunner().invoke(app, ["doctor", "--data", str(data)])
    assert people.stdout.count("niet gelukt") == len(system.SERVICES)
    assert "Niet alles kon worden gecontroleerd" in people.stdout
