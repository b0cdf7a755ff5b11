"""`koploper what-if`: which outcomes another policy would give; nothing is written, nobody sees more than they may."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from rich.console import Console
from sqlalchemy import MetaData, select
from typer.testing import CliRunner, Result

from cli.cannot import CannotRun
from cli.client import Client
from cli.demo import load
from cli.demo.show import AUDITOR
from cli.main import app
from cli.what_if.asking import ask
from services.assessment.app import POLICIES
from services.assessment.policy import Policy
from shared import relay
from shared.service import Service
from shared.store import schema
from shared.testing.running import Running, by
from shared.testing.seeded import SetClock
from shared.testing.until import until
from shared.web.reader import HEADER
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.events import ledgers

SHIPPED: Final = sorted(POLICIES.glob("*.json"))
TODAY: Final = datetime(2021, 2, 1, 12, tzinfo=UTC)
EVERYONE: Final = (builders.intake, builders.assessment, builders.review, builders.publication, ledgers.ledger)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of twelve initiatives, decided under both policies that ship."""
    folder = tmp_path_factory.mktemp("what-if") / "year"
    asked = ["simulate", "--initiatives", "12", "--seed", "3", "--json", "--data", str(folder)]
    assert CliRunner().invoke(app, asked, catch_exceptions=False).exit_code == 0
    return folder


def what_if(data: Path, file: Path, *given: str, taal: str = "nl") -> Result:
    asked = ["what-if", "--policy", str(file), "--data", str(data), *given]
    return CliRunner(env={"COLUMNS": "150", "KOPLOPER_TAAL": taal}).invoke(app, asked, catch_exceptions=False)


def told(data: Path, file: Path, *given: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(what_if(data, file, "--json", *given).stdout)
    return read


def strict(place: Path, **changes: Any) -> Path:
    """All four criteria, as a file."""
    rules = json.loads(SHIPPED[0].read_text()) | {"policyVersion": "2030-01", "threshold": 4} | changes
    file = place / "policy.json"
    file.write_text(json.dumps(rules))
    return file


def test_under_its_own_policy_nothing_differs(data: Path) -> None:
    """Whatever happened in that year."""
    for file in SHIPPED:
        answer = told(data, file)
        assert [each for each in answer["items"] if each["policyVersion"] == answer["policyVersion"]] == []
        assert answer["compared"] + answer["underWay"] + answer["withdrawn"] == 12


def test_what_would_differ_and_why(data: Path, tmp_path: Path) -> None:
    """As JSON, and as a table in both languages; ends with 1, or 0 where nothing does."""
    file = strict(tmp_path)
    answer = what_if(data, file, "--json")
    items = json.loads(answer.stdout)["items"]
    assert (answer.exit_code, bool(items)) == (1, True)
    first = items[0]
    assert first["present"]["assessment"] == "met"
    assert first["other"] == {"assessment": "not-met", "clearance": None}
    assert first["reasons"][0]["rule"] == "threshold"
    dutch, english = what_if(data, file), what_if(data, file, taal="en")
    assert (dutch.exit_code, english.exit_code) == (1, 1)
    assert first["title"] in dutch.stdout
    for word in ("Wat anders zou zijn onder beleid 2030-01", "Er is niets veranderd", f"{len(items)} van de"):
        assert word in dutch.stdout, word
    assert "What would differ under policy 2030-01" in english.stdout
    later = what_if(data, file, "--since", "2999-01-01T00:00:00Z")
    assert (later.exit_code, "0 van de 0" in later.stdout) == (0, True)


def test_only_what_was_decided_since(data: Path, tmp_path: Path) -> None:
    """From a position on: fewer, and the others are counted as earlier."""
    file = strict(tmp_path)
    whole = told(data, file)
    part = told(data, file, "--since", "200")
    assert part["compared"] + part["earlier"] == whole["compared"]
    assert 0 < part["compared"] < whole["compared"]
    assert told(data, file, "--since", "0") == whole


@pytest.mark.parametrize("since", ["gisteren", "-1", "2019-06-12", "2019-06-12T14:30:00", "01"])
def test_since_no_moment(data: Path, since: str) -> None:
    """Is said, and nothing is read."""
    refused = what_if(data, SHIPPED[0], "--since", since)
    assert (refused.exit_code, "2019-06-12T14:30:00Z" in refused.output) == (2, True)


@pytest.mark.parametrize("changes", [{"threshold": 5}, {"criteria": []}, {"extra": 1}, {"requiredMinistries": ["x"]}])
def test_what_is_no_policy_is_said_as_ever(data: Path, tmp_path: Path, changes: Mapping[str, Any]) -> None:
    """In the sentences of `policy validate`, as text and as JSON."""
    file = strict(tmp_path, **changes)
    for form in ((), ("--json",)):
        validated = CliRunner().invoke(app, ["policy", "validate", str(file), *form])
        asked = what_if(data, file, *form)
        assert (asked.exit_code, validated.exit_code) == (1, 1)
        assert asked.output.split() == validated.output.split()


def test_no_file_and_no_data(data: Path, tmp_path: Path) -> None:
    """Could not."""
    with pytest.raises(CannotRun, match="kan niet worden gelezen"):
        what_if(data, tmp_path / "none.json")
    with pytest.raises(CannotRun, match="geen gegevens"):
        what_if(tmp_path, SHIPPED[0])


Stores = Mapping[str, Mapping[str, tuple[int, str]]]


def digests(service: Service) -> dict[str, tuple[int, str]]:
    """Of each table of a store: how many rows it has, and a digest of them. That a relay lives is none of its data."""
    with service.store.read() as connection:
        there = MetaData()
        there.reflect(connection)
        rows = {
            name: sorted(map(repr, connection.execute(select(*(each for each in table.c if each.name != "beat")))))
            for name, table in there.tables.items()
        }
    return {name: (len(found), hashlib.sha256("\n".join(found).encode()).hexdigest()) for name, found in rows.items()}


def stores(now: Running) -> Stores:
    return {name: digests(part.service) for name, part in now.parts.items()}


def all_sent(now: Running) -> bool:
    """Whether every relay, also that of what partners hear, stands at the end of its store."""
    for part in now.parts.values():
        with part.service.store.read() as connection:
            if any(
                relay.behind(connection, name) for name in connection.execute(select(schema.relay.c.name)).scalars()
            ):
                return False
    return True


def changed(before: Stores, after: Stores) -> list[str]:
    """The tables of which something is not what it was."""
    return [
        f"{service}.{table}: {tables.get(table)} became {after[service].get(table)}"
        for service, tables in before.items()
        for table in {*tables, *after[service]}
        if tables.get(table) != after[service].get(table)
    ]


async def test_nothing_is_written(running: Run) -> None:
    """Not a row of any table of a system that runs, over every journey of the demo; and nothing goes out on the bus.

    On data that nobody runs: `test_looking.py`.
    """
    async with running(*EVERYONE, clock=SetClock(TODAY)) as now:
        async with Client("http://localhost", httpx.ASGITransport(now._front)) as client:
            await load(client, Console(quiet=True))
            await now.settled()
            await until(lambda: all_sent(now))
            before, sent = stores(now), now.bus.begun
            assert all(sum(count for count, _ in tables.values()) for tables in before.values())
            other = Policy.model_validate_json(SHIPPED[0].read_bytes()).model_copy(update={"threshold": 4})
            answer = await ask(client, other)
            await now.settled()
        assert answer.differences
        assert changed(before, stores(now)) == []
        assert now.bus.begun == sent


async def test_what_is_shut_to_who_asks_is_not_in_it(running: Run) -> None:
    """Who has a conflict of interest in an initiative hears nothing of it here either."""
    async with running(*EVERYONE, clock=SetClock(TODAY)) as now:
        async with Client("http://localhost", httpx.ASGITransport(now._front)) as client:
            await load(client, Console(quiet=True))
            await now.settled()
            other = Policy.model_validate_json(SHIPPED[0].read_bytes()).model_copy(update={"threshold": 4})
            whole = await ask(client, other)
            shut = whole.differences[0].initiative_id
            declared = await now.http.post(
                f"/assessment/v1/dossiers/{shut}/declarations",
                json={"conflict": True, "reason": "Mijn zus werkt er."},
                headers={HEADER: f"adviser;id={AUDITOR.id}"},
            )
            assert declared.status_code == 201, declared.text
            await now.settled()
            part = await ask(client, other)
        assert shut not in {each.initiative_id for each in part.differences}
        assert (part.compared, len(part.differences)) == (whole.compared - 1, len(whole.differences) - 1)
        assert (await now.http.get(f"/assessment/v1/dossiers/{shut}", headers=by("adviser"))).status_code == 200
