"""Nobody of the demo set is named outside the vaults: not in a log at its most talkative, nor in anything else."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from cli.client import Client
from cli.demo import cast
from cli.demo.load import SET
from cli.system import SERVICES
from shared import tracing
from shared.testing.until import until
from tests.faults.process import Koploper, koploper
from tests.parts.collector import collecting

VAULTS: Final = {"vault", "draft"}
"""The tables that hold what people wrote of themselves and others."""
FOUND: Final = next(each for each in json.loads(SET.read_text())["initiatives"] if "erased" in each.get("roads", ()))
INDEX: Final = [each["key"] for each in json.loads(SET.read_text())["initiatives"]].index(FOUND["key"])


def details() -> set[str]:
    """Name, address and number of every person of the set."""
    contacts = [each["submission"]["contact"] for each in json.loads(SET.read_text())["initiatives"]]
    return {contact[name].removesuffix(" (verzonnen)") for contact in contacts for name in ("name", "email", "phone")}


def told(said: str | bytes) -> set[str]:
    """Whose details are in there."""
    text = said if isinstance(said, str) else said.decode(errors="replace")
    return {each for each in details() if each.casefold() in text.casefold()}


def outside_the_vaults(data: Path) -> Iterator[tuple[str, set[str]]]:
    """By place, the details that stand there: each table but the vaults, and whatever else is a file."""
    for file in sorted(
        each for each in data.rglob("*") if each.is_file() and each.suffix not in {".db-wal", ".db-shm"}
    ):
        if file.suffix != ".db":
            yield file.name, told(file.read_bytes())
            continue
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as store:
            for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if table not in VAULTS:
                    rows = store.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names of its own tables
                    yield f"{file.name} {table}", told("\n".join(map(_text, rows)))


def _text(row: tuple[Any, ...]) -> str:
    return " ".join(each.decode(errors="replace") if isinstance(each, bytes) else str(each) for each in row)


async def loaded(running: Koploper, data: Path) -> None:
    assert await running.ready(), running.said
    await until(lambda: (data / "demo").read_text() == "loaded\n", within=300)


async def wrong_input(url: str) -> None:
    """What people send that is refused, with somebody's details in it: wrong shapes, wrong roles, wrong states."""
    contact = FOUND["submission"]["contact"]
    bodies = [{"contact": contact}, {"contact": {**contact, "email": contact["name"]}}, [contact], contact["email"]]
    async with httpx.AsyncClient(base_url=url) as client:
        for service in SERVICES:
            for path in ("initiatives", "tips", "persons", contact["email"], f"stories?q={contact['name']}"):
                for body in bodies:
                    headers = {"Koploper-Actor": str(cast.submitter(0))}
                    await client.post(f"/{service}/v1/{path}", json=body, headers=headers)


async def test_nobody_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In no log line, metric, trace, event, topic or file: only in the vaults; who was erased is not there either."""
    data = tmp_path / "data"
    data.mkdir()
    assert len(details()) == 3 * cast.INITIATIVES
    with collecting() as collector:
        monkeypatch.setenv(tracing.SETTINGS[0], collector.address)
        monkeypatch.setenv("KOPLOPER_LOG_LEVEL", "debug")
        async with koploper(data) as running:
            await loaded(running, data)
            await wrong_input(running.url)
            async with httpx.AsyncClient(base_url=running.url) as client:
                metrics = (await client.get("/metrics")).text
            async with Client(running.url) as client:
                journeys = await client.get("/events/v1/journeys", cast.AUDITOR, limit="100")
                erased = await client.get(f"/intake/v1/persons/{cast.submitter(INDEX).id}", cast.OPERATOR)
            assert await running.stop() == 0
        assert '"level": "debug"' in running.said
        assert told(running.said) == set()
    assert collector.spans
    assert [each for each in collector.bodies if told(each)] == []
    assert "koploper_" in metrics
    assert told(metrics) == set()
    assert {place: found for place, found in outside_the_vaults(data) if found} == {}
    assert len(journeys["items"]) == cast.INITIATIVES
    assert (erased["texts"], len(erased["erasures"]) > 0) == ([], True)
    contact = FOUND["submission"]["contact"]
    assert not [
        file.name for file in data.rglob("*") if file.is_file() and contact["email"].encode() in file.read_bytes()
    ]


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """A test that could not fail would tell nothing: details in a table, a file or bytes are found."""
    someone = min(details())
    (tmp_path / "said.log").write_text(f"... {someone.upper()} ...")
    with closing(sqlite3.connect(tmp_path / "intake.db")) as store, store:
        store.execute("CREATE TABLE event (body BLOB)")
        store.execute("CREATE TABLE vault (content TEXT)")
        store.execute("INSERT INTO event VALUES (?)", (someone.encode(),))
        store.execute("INSERT INTO vault VALUES (?)", (someone,))
    found = {place: each for place, each in outside_the_vaults(tmp_path) if each}
    assert found == {"said.log": {someone}, "intake.db event": {someone}}
