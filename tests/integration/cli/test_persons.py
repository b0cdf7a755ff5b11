"""`koploper person`: what is known of somebody in all services, and having them forgotten in all of them."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.cannot import CannotRun
from cli.client import Client, SaysNo
from cli.main import app
from cli.persons import again, asking, commands, show
from cli.system import running
from shared.actor import Actor
from shared.testing.given import uuid
from tests.faults.process import koploper
from tests.integration.submissions import KETENSTAGE

ANNA: Final = Actor("submitter", uuid(1))
EMAIL: Final = str(KETENSTAGE["contact"]["email"])
WHY: Final = ("--reason", "Verzoek per brief van 3 april")
AGAIN: Final = ("--reason", "Teruggezet na schijfuitval")
NAME: Final = str(KETENSTAGE["contact"]["name"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which somebody submitted an initiative."""
    (tmp_path / "data").mkdir()
    asyncio.run(submit(tmp_path / "data"))
    return tmp_path / "data"


async def submit(data: Path) -> None:
    async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
        await client.post("/intake/v1/initiatives", KETENSTAGE, ANNA)


def person(data: Path, *given: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["person", *given, "--data", str(data)], input=typed, catch_exceptions=False)


def told(result: Result) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(result.stdout)
    return read


def texts(data: Path, who: str = ANNA.id) -> int:
    known = told(person(data, "export", who))["services"]
    return sum(len(each["texts"]) for each in known.values())


def test_all_that_is_known_is_told(data: Path) -> None:
    """By id or by address, in whatever case it is typed; and also under which other id."""
    by_id = told(person(data, "export", ANNA.id))
    assert json.loads(by_id["services"]["intake"]["texts"][0]["content"])["email"] == EMAIL
    assert by_id["services"]["intake"]["deeds"][0]["type"] == "nl.koploper.initiative-submitted.v1"
    by_address = told(person(data, "export", EMAIL.upper()))
    assert by_address["person"] in by_id["alsoKnownAs"]
    assert by_address["services"]["intake"]["texts"][0]["ref"] == by_id["services"]["intake"]["texts"][0]["ref"]
    asked = person(data, "export", typed=f"{EMAIL}\n").stdout
    assert json.loads(asked[asked.index("{") :])["person"] == by_address["person"]


def test_somebody_is_erased_after_a_look(data: Path) -> None:
    """What goes is shown without what it says, the reason is asked, and each service tells what it erased."""
    result = person(data, "erase", ANNA.id, typed="Verzoek per brief\ny\n")
    assert result.exit_code == 0, result.output
    assert "initiative-submitted.v1" in result.stdout
    assert EMAIL not in result.output
    for service in ("intake", "assessment", "review", "publication"):
        assert service in result.stdout
    assert "nog niet" not in result.stdout
    assert texts(data) == 0


def test_who_does_not_say_yes_erases_nothing(data: Path) -> None:
    """The look alone changes nothing."""
    result = person(data, "erase", ANNA.id, *WHY, typed="n\n")
    assert (result.exit_code, texts(data)) == (1, 1)
    assert "Er is niets veranderd" in result.output


def test_machines_are_told_counts(data: Path) -> None:
    """Nothing of what the texts say; and when nothing is left, that."""
    first = person(data, "erase", EMAIL, *WHY, "--yes", "--json")
    assert (first.exit_code, EMAIL in first.output) == (0, False)
    said = told(first)
    assert said["found"]["intake"] == {"texts": 1, "rows": 0}
    assert {each["service"]: each["texts"] for each in said["erased"]} == {
        "intake": 1,
        "assessment": 0,
        "review": 0,
        "publication": 0,
    }
    assert said["notYet"] == []
    assert (len(said["erasures"]), said["erasures"][-1]) == (2, said["erasure"])
    again = person(data, "erase", EMAIL, *WHY, "--yes", "--json")
    assert (again.exit_code, told(again)["erasure"]) == (0, None)
    assert "niets bekend" in person(data, "erase", EMAIL, *WHY).output


@pytest.mark.parametrize("given", [("--json",), ("--json", "--yes"), ("--json", *WHY)])
def test_machines_say_all_at_once(data: Path, given: tuple[str, ...]) -> None:
    """They cannot be asked."""
    assert person(data, "erase", ANNA.id, *given).exit_code == 2
    assert texts(data) == 1


@pytest.mark.parametrize(("who", "rule"), [("geen adres", "invalid-input"), ("anna@", "invalid-input")])
def test_what_names_nobody(data: Path, who: str, rule: str) -> None:
    """Neither an id nor an address."""
    with pytest.raises(SaysNo) as said:
        person(data, "export", who)
    assert said.value.rule == rule


def test_a_reason_that_names_the_person_is_refused(data: Path) -> None:
    """It would stay when they go."""
    for who in (ANNA.id, EMAIL):
        assert person(data, "erase", who, "--yes", "--reason", f"{EMAIL} vroeg het").exit_code == 2
        with pytest.raises(CannotRun, match=r"zonder dat|without it"):
            person(data, "erase", who, "--yes", "--reason", f"{NAME} vroeg het")
    assert texts(data) == 1
    assert list_of(data) == []


def list_of(data: Path) -> list[Any]:
    """Who was erased."""
    listed: list[Any] = json.loads(person(data, "erasures").stdout)
    return listed


def test_a_service_that_has_not_said_so_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with 1, says that what was decided stands, and names the service."""
    monkeypatch.setattr(commands, "PATIENCE", 0.0)
    for module in (asking, show):
        monkeypatch.setattr(module, "KEEPING", ("intake", "events"))
    result = person(data, "erase", ANNA.id, *WHY, "--yes")
    assert (result.exit_code, "nog niet" in result.output, "koploper parked list" in result.output) == (1, True, True)
    assert texts(data) == 0


@pytest.mark.parametrize("command", ["export", "erase", "erasures", "erase-again"])
def test_each_has_an_example(command: str) -> None:
    """In its help."""
    result = CliRunner().invoke(app, ["person", command, "--help"])
    assert f"koploper person {command}" in result.output


def erasing_reasons(data: Path) -> list[tuple[str, str]]:
    """Who had persons erased, and why: the ledger names the reason, and the vault has it."""
    with closing(sqlite3.connect(data / "intake.db")) as connection:
        kept = dict(connection.execute("SELECT ref, content FROM vault").fetchall())
        asked = connection.execute("SELECT body FROM event WHERE type = 'nl.koploper.erasure-asked.v1'").fetchall()
    facts = [json.loads(body) for (body,) in asked]
    return [(str(fact["actor"]).partition(";")[0], kept[fact["data"]["reason"]["ref"]]) for fact in facts]


def test_a_whole_system_that_is_put_back_forgets_again(data: Path, tmp_path: Path) -> None:
    """By the list that was kept apart; who is not known again is left alone, and who came back later, too."""
    before = shutil.copytree(data, tmp_path / "before")
    assert person(data, "erase", ANNA.id, *WHY, "--yes").exit_code == 0
    kept = tmp_path / "erased.json"
    kept.write_text(person(data, "erasures").stdout)
    assert [set(each) for each in json.loads(kept.read_text())] == [{"erasure", "person", "erasedAt"}]
    assert person(data, "erase-again", str(kept)).output.startswith("0 van de 1")
    assert texts(before) == 1
    refused = person(before, "erase-again", str(kept), typed="Een reden\nn\n")
    assert (refused.exit_code, texts(before)) == (1, 1)
    assert refused.stdout.index("1 van de 1") < refused.stdout.index(f"{ANNA.id}: 1 teksten, 0 rijen")
    for reason, code in (("", 2), (f"{EMAIL} vroeg het", 2)):
        assert person(before, "erase-again", str(kept), "--yes", "--reason", reason).exit_code == code
    with pytest.raises(CannotRun, match="zonder dat"):
        person(before, "erase-again", str(kept), "--yes", "--reason", f"{NAME} vroeg het")
    assert texts(before) == 1
    done = person(before, "erase-again", str(kept), "--yes", *AGAIN, "--json")
    assert done.exit_code == 0
    assert [(each["person"], each["erased"], each["lacking"]) for each in json.loads(done.stdout)] == [
        (ANNA.id, True, [])
    ]
    assert erasing_reasons(before) == [("operator", AGAIN[1])]
    assert texts(before) == 0
    asyncio.run(submit(before))
    assert person(before, "erase-again", str(kept), "--yes").output.startswith("0 van de 1")
    assert texts(before) == 1


def test_one_who_is_refused_does_not_keep_the_others(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is erased, who was not is named, and it ends with 1."""
    kept, other = tmp_path / "list.json", uuid(404)
    listed = [
        {"erasure": uuid(1), "person": each, "erasedAt": "2100-01-01T00:00:00.000000Z"} for each in (other, ANNA.id)
    ]
    kept.write_text(json.dumps(listed))
    real = asking.erase

    async def first_refused(client: Client, ids: Sequence[str], reason: str) -> dict[str, str]:
        if other in ids:
            raise SaysNo(409, "reason-names-person", "De reden noemt wie het is.")
        return await real(client, ids, reason)

    async def both(*_: Any) -> list[asking.Found]:
        return [asking.Found(other, {}), asking.Found(ANNA.id, {})]

    monkeypatch.setattr(asking, "erase", first_refused)
    monkeypatch.setattr(again, "back", both)
    result = person(data, "erase-again", str(kept), "--yes", *AGAIN)
    assert (result.exit_code, texts(data)) == (1, 0)
    assert other in result.output
    assert "De reden noemt" in result.output
    assert f"{ANNA.id}: 1 teksten en 0 rijen gewist." in result.output
    assert f"Niet overal gewist: {other}." in result.output


@pytest.mark.parametrize("content", [None, "", "{}", '[{"person": "x"}]', "[1]"])
def test_what_is_no_such_list(tmp_path: Path, content: str | None) -> None:
    """It is said, and nothing is done."""
    file = tmp_path / "list.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CannotRun):
        person(tmp_path, "erase-again", str(file))


async def test_a_process_that_is_killed_in_the_middle_erases_all_the_same(tmp_path: Path) -> None:
    """What was confirmed is in the store: every service hears it when it runs again, and says what it erased."""
    data = tmp_path / "data"
    async with koploper(data, "--no-demo") as running, Client(running.url) as client:
        assert await running.ready(), running.said
        await client.post("/intake/v1/initiatives", KETENSTAGE, ANNA)
        erasure = await asking.erase(client, [ANNA.id], "Gevraagd per brief")
        await running.kill()
    async with koploper(data, "--no-demo") as running, Client(running.url) as client:
        assert await running.ready(), running.said
        done = await asking.report(client, erasure, 60)
        assert [each.service for each in done] == list(asking.KEEPING)
        assert not (await asking.look(client, ANNA.id)).anything
        await running.stop()
    assert not [file.name for file in data.iterdir() if EMAIL.encode() in file.read_bytes()]
