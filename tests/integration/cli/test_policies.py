"""`koploper policy`: whether a file is a policy, what changes under it, and letting it hold."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner, Result

from cli.cannot import CannotRun
from cli.client import SaysNo
from cli.main import app
from cli.system import running
from services.assessment.app import POLICIES

FIRST: Final = POLICIES / "2019-03.json"
SECOND: Final = POLICIES / "2021-01.json"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder that a system has started on: the first policy holds."""

    async def start() -> None:
        (tmp_path / "data").mkdir()
        async with running(tmp_path / "data"):
            pass

    asyncio.run(start())
    return tmp_path / "data"


def policy(data: Path, *given: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["policy", *given, "--data", str(data)], input=typed, catch_exceptions=False)


def written(place: Path, **changes: Any) -> Path:
    """The second policy with other rules, as a file."""
    file = place / "policy.json"
    file.write_text(json.dumps(json.loads(SECOND.read_text()) | changes))
    return file


def told(result: Result) -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(result.stdout)
    return read


def test_what_ships_is_valid() -> None:
    """Both policies of the programme."""
    for file in (FIRST, SECOND):
        given = CliRunner().invoke(app, ["policy", "validate", str(file)])
        assert (given.exit_code, "is een geldig beleid" in given.output) == (0, True)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"threshold": 5}, "asks for no more criteria"),
        ({"reminderDays": [14, 7]}, "escalation comes last"),
        ({"requiredMinistries": []}, "requiredMinistries"),
        ({"criteria": ["samenwerken", "samenwerken"]}, "once"),
        ({"policyVersion": "nieuw"}, "policyVersion"),
        ({"policyVersion": "\uff12\uff10\uff12\uff10-\uff10\uff11"}, "policyVersion"),
        ({"escalationDays": 3_000_000}, "escalationDays"),
        ({"reminderDays": list(range(1, 20))}, "reminderDays"),
        ({"validFrom": "2021-02-30"}, "validFrom"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_is_no_policy(tmp_path: Path, changes: Mapping[str, Any], says: str) -> None:
    """Each mistake is said, and no command goes on with it."""
    file = written(tmp_path, **changes)
    checked = CliRunner().invoke(app, ["policy", "validate", str(file)])
    assert (checked.exit_code, says in checked.output) == (1, True)
    asked = CliRunner().invoke(app, ["policy", "validate", str(file), "--json"])
    assert (asked.exit_code, told(asked)["valid"]) == (1, False)
    for command in ("plan", "activate"):
        given = CliRunner().invoke(app, ["policy", command, str(file), "--data", str(tmp_path / "nowhere")])
        assert (given.exit_code, says in given.output) == (1, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is read, nothing is done."""
    with pytest.raises(CannotRun, match="kan niet worden gelezen"):
        policy(tmp_path, "plan", str(tmp_path / "absent.json"))


def test_a_plan_shows_what_differs_and_changes_nothing(data: Path) -> None:
    """Field by field, the policy that holds beside the one that would."""
    shown = policy(data, "plan", str(SECOND))
    assert shown.exit_code == 1
    assert "ministry-szw" in shown.output
    assert "threshold" not in shown.output
    assert told(policy(data, "plan", str(SECOND), "--json")) == {
        "policyVersion": "2021-01",
        "insteadOf": "2019-03",
        "changes": True,
        "differs": {
            "validFrom": {"now": "2019-03-01", "then": "2021-01-01"},
            "requiredMinistries": {
                "now": ["ministry-vws", "ministry-ocw", "ministry-szw"],
                "then": ["ministry-vws", "ministry-ocw"],
            },
        },
    }


def test_it_holds_after_a_yes(data: Path) -> None:
    """A no leaves all as it is; once it holds there is nothing left to change."""
    unanswered = policy(data, "activate", str(SECOND), typed="")
    assert (unanswered.exit_code, "--yes" in unanswered.stderr) == (1, True)
    refused = policy(data, "activate", str(SECOND), typed="n\n")
    assert (refused.exit_code, "Er is niets veranderd" in refused.output) == (1, True)
    assert told(policy(data, "plan", str(SECOND), "--json"))["changes"]
    done = policy(data, "activate", str(SECOND), typed="y\n")
    assert (done.exit_code, "Beleid 2021-01 geldt" in done.output) == (0, True)
    again = policy(data, "activate", str(SECOND), "--yes")
    assert (again.exit_code, "geldt al, met deze inhoud" in again.output) == (0, True)
    assert told(policy(data, "plan", str(SECOND), "--json")) == {
        "policyVersion": "2021-01",
        "insteadOf": "2021-01",
        "changes": False,
        "differs": {},
    }


def test_machines_are_told_once_and_after_the_act(data: Path) -> None:
    """Nothing is asked then, so it has to be said beforehand that none need be."""
    assert policy(data, "activate", str(SECOND), "--json").exit_code == 2
    for activated in (True, False):
        given = policy(data, "activate", str(SECOND), "--json", "--yes")
        assert (given.exit_code, told(given)["activated"]) == (0, activated)


def test_a_version_keeps_its_content(data: Path, tmp_path: Path) -> None:
    """Other rules are another version, also when the version holds no more."""
    assert policy(data, "activate", str(SECOND), "--yes").exit_code == 0
    for changes in ({"threshold": 2}, {"threshold": 2, "policyVersion": "2019-03"}):
        for command in ("plan", "activate"):
            with pytest.raises(SaysNo, match="bekend met een andere inhoud"):
                policy(data, command, str(written(tmp_path, **changes)))


def test_what_was_activated_by_mistake_is_put_right(data: Path) -> None:
    """An earlier policy is brought back as it was; the next start leaves it at that."""
    assert policy(data, "activate", str(SECOND), "--yes").exit_code == 0
    back = policy(data, "activate", str(FIRST), "--yes")
    assert (back.exit_code, "Beleid 2019-03 geldt" in back.output) == (0, True)
    assert told(policy(data, "plan", str(SECOND), "--json"))["insteadOf"] == "2019-03"


def test_a_policy_of_next_year(data: Path, tmp_path: Path) -> None:
    """It holds from its first day, and cannot be made to before."""
    with pytest.raises(SaysNo, match="valid from 2999-01-01"):
        policy(data, "activate", str(written(tmp_path, policyVersion="2999-01", validFrom="2999-01-01")), "--yes")
