"""`koploper reference`: can themes and branches in a file hold, which words appear and go, and letting them hold."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.cannot import CannotRun
from cli.client import Client, SaysNo
from cli.main import app
from cli.system import running
from services.intake.shipped import REFERENCES
from shared.actor import Actor
from shared.testing.given import uuid
from tests.integration.submissions import KETENSTAGE

FIRST: Final = REFERENCES / "2019-03.json"
SECOND: Final = REFERENCES / "2021-01.json"
WIDE: Final = {"COLUMNS": "200"}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a system that two initiatives were submitted to, of which one was taken back."""
    data = tmp_path_factory.mktemp("started") / "data"

    async def start() -> None:
        data.mkdir()
        me = Actor("submitter", uuid(1))
        async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
            await client.post("/intake/v1/initiatives", KETENSTAGE, me)
            gone = (await client.post("/intake/v1/initiatives", KETENSTAGE, me))["id"]
            await client.post(f"/intake/v1/initiatives/{gone}/withdrawals", {"reason": "Gestopt."}, me)

    asyncio.run(start())
    return data


@pytest.fixture
def data(started: Path, tmp_path: Path) -> Path:
    """The same, of this test alone."""
    return copytree(started, tmp_path / "data")


def reference(data: Path, *given: str, typed: str | None = None, **env: str) -> Result:
    told = ["reference", *given, "--data", str(data)]
    return CliRunner().invoke(app, told, input=typed, catch_exceptions=False, env=WIDE | env)


def written(place: Path, **changes: Any) -> Path:
    """The second version with other words, as a file."""
    file = place / "reference.json"
    file.write_text(json.dumps(json.loads(SECOND.read_text()) | changes))
    return file


def told(result: Result) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(result.stdout)
    return read


def terms(file: Path, kind: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(file.read_text())[kind]
    return found


def test_what_ships_is_valid() -> None:
    """Both versions of the programme."""
    for file in (FIRST, SECOND):
        given = CliRunner().invoke(app, ["reference", "validate", str(file)])
        assert (given.exit_code, "kunnen gelden" in given.output) == (0, True)
        assert told(CliRunner().invoke(app, ["reference", "validate", str(file), "--json"]))["valid"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"themes": []}, "themes"),
        ({"themes": [{"name": "Gezond werken", "nl": "X", "en": "X"}]}, "themes.0.name"),
        ({"branches": [{"name": "ggz", "nl": "ggz"}]}, "branches.0.en"),
        ({"branches": [{"name": "x", "nl": "X", "en": "X"}] * 2}, "once"),
        ({"referenceVersion": "nieuw"}, "referenceVersion"),
        ({"validFrom": "2021-02-30"}, "validFrom"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_cannot_hold(tmp_path: Path, changes: Mapping[str, Any], says: str) -> None:
    """Each mistake is said, and no command goes on with it."""
    file = written(tmp_path, **changes)
    checked = CliRunner().invoke(app, ["reference", "validate", str(file)])
    assert (checked.exit_code, says in checked.output) == (1, True)
    asked = CliRunner().invoke(app, ["reference", "validate", str(file), "--json"])
    assert (asked.exit_code, told(asked)["valid"]) == (1, False)
    for command in ("plan", "activate"):
        given = CliRunner().invoke(app, ["reference", command, str(file), "--data", str(tmp_path / "nowhere")])
        assert (given.exit_code, says in given.output) == (1, True)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe"])
def test_a_file_of_something_else(tmp_path: Path, body: bytes) -> None:
    """What is no JSON object holds no words."""
    file = tmp_path / "reference.json"
    file.write_bytes(body)
    assert CliRunner().invoke(app, ["reference", "validate", str(file)]).exit_code == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is read, nothing is done."""
    with pytest.raises(CannotRun, match="kan niet worden gelezen"):
        reference(tmp_path, "plan", str(tmp_path / "absent.json"))


def test_a_plan_shows_which_words_come_and_go_and_changes_nothing(data: Path) -> None:
    """And how many present initiatives have one that goes: what was taken back is not counted."""
    shown = reference(data, "plan", str(SECOND))
    assert shown.exit_code == 1
    assert "gaat weg" in shown.output
    assert "Leven lang ontwikkelen / Lifelong development" in shown.output
    assert "beter-leren-in" in shown.output
    assert "ziekenhuizen" not in shown.output
    assert "1 initiatief heeft een thema of branche die weggaat." in shown.output
    assert told(reference(data, "plan", str(SECOND), "--json")) == {
        "referenceVersion": "2021-01",
        "insteadOf": "2019-03",
        "changes": True,
        "validFrom": {"now": "2019-03-01", "then": "2021-01-01"},
        "themes": {"appear": terms(SECOND, "themes"), "go": terms(FIRST, "themes"), "renamed": []},
        "branches": {"appear": [], "go": [], "renamed": []},
        "initiativesWithWordsThatGo": 1,
    }


def test_what_is_renamed_is_shown_as_it_is_called_now_and_then(data: Path, tmp_path: Path) -> None:
    """Such a word goes on, so no initiative loses it."""
    first = terms(FIRST, "branches")
    branches = [first[0] | {"nl": "alle ziekenhuizen"}, *first[1:]]
    file = written(tmp_path, themes=terms(FIRST, "themes"), branches=branches)
    shown = reference(data, "plan", str(file))
    assert "alle ziekenhuizen / hospitals" in shown.output
    assert "Geen initiatief heeft een thema of branche die weggaat." in shown.output
    found = told(reference(data, "plan", str(file), "--json"))
    assert found["branches"]["renamed"] == [{"name": "ziekenhuizen", "now": first[0], "then": branches[0]}]
    assert found["initiativesWithWordsThatGo"] == 0


def test_the_same_words_under_another_version(data: Path, tmp_path: Path) -> None:
    """A version is something else to name, also where no word differs."""
    same = written(tmp_path, themes=terms(FIRST, "themes"), branches=terms(FIRST, "branches"))
    shown = reference(data, "plan", str(same))
    assert (shown.exit_code, "Dezelfde woorden als 2019-03." in shown.output) == (1, True)


def test_they_hold_after_a_yes(data: Path) -> None:
    """A no leaves all as it is; once they hold there is nothing left to change."""
    unanswered = reference(data, "activate", str(SECOND), typed="")
    assert (unanswered.exit_code, "--yes" in unanswered.stderr) == (1, True)
    refused = reference(data, "activate", str(SECOND), typed="n\n")
    assert (refused.exit_code, "Er is niets veranderd" in refused.output) == (1, True)
    assert told(reference(data, "plan", str(SECOND), "--json"))["changes"]
    done = reference(data, "activate", str(SECOND), typed="y\n")
    assert (done.exit_code, "van 2021-01 gelden voor alles wat vanaf nu" in done.output) == (0, True)
    again = reference(data, "activate", str(SECOND), "--yes")
    assert (again.exit_code, "gelden al; er verandert niets" in again.output) == (0, True)
    assert not told(reference(data, "plan", str(SECOND), "--json"))["changes"]
    back = reference(data, "activate", str(FIRST), "--yes")
    assert (back.exit_code, "van 2019-03 gelden" in back.output) == (0, True)


def test_machines_are_told_once_and_after_the_act(data: Path) -> None:
    """Nothing is asked then, so it has to be said beforehand that none need be."""
    assert reference(data, "activate", str(SECOND), "--json").exit_code == 2
    for activated in (True, False):
        given = reference(data, "activate", str(SECOND), "--json", "--yes")
        assert (given.exit_code, told(given)["activated"]) == (0, activated)


def test_a_version_keeps_its_words(data: Path, tmp_path: Path) -> None:
    """Other words are another version, also when the version holds no more."""
    assert reference(data, "activate", str(SECOND), "--yes").exit_code == 0
    fewer = terms(SECOND, "branches")[:2]
    for changes in ({"branches": fewer}, {"branches": fewer, "referenceVersion": "2019-03"}):
        for command in ("plan", "activate"):
            with pytest.raises(SaysNo, match="andere thema's en branches bekend"):
                reference(data, command, str(written(tmp_path, **changes)))


def test_words_of_next_year(data: Path, tmp_path: Path) -> None:
    """They hold from their first day, and cannot be made to before."""
    file = written(tmp_path, referenceVersion="2999-01", validFrom="2999-01-01")
    with pytest.raises(SaysNo, match="valid from 2999-01-01"):
        reference(data, "activate", str(file), "--yes")
