"""`koploper journey`: one step by step, or all, now or at any past moment; in both languages."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.demo.show import stage, title
from cli.main import app


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of four initiatives."""
    folder = tmp_path_factory.mktemp("journeys") / "year"
    asked = ["simulate", "--initiatives", "4", "--seed", "5", "--json", "--data", str(folder)]
    assert CliRunner().invoke(app, asked, catch_exceptions=False).exit_code == 0
    return folder


def journey(data: Path, *given: str, taal: str = "nl") -> Result:
    environment = {"COLUMNS": "150", "KOPLOPER_TAAL": taal}
    return CliRunner(env=environment).invoke(app, ["journey", *given, "--data", str(data)], catch_exceptions=False)


def listed(data: Path, *given: str) -> list[Mapping[str, Any]]:
    answer = journey(data, "--all", "--json", *given)
    assert answer.exit_code == 0
    found: list[Mapping[str, Any]] = json.loads(answer.stdout)["items"]
    return found


@pytest.fixture(scope="module")
def first(data: Path) -> str:
    """The position at which the first initiative was submitted."""
    told = (json.loads(journey(data, each["initiativeId"], "--json").stdout) for each in listed(data))
    return str(
        min(step["position"] for each in told for step in each["steps"] if "initiative-submitted" in step["type"])
    )


def test_all_at_a_moment(data: Path, first: str) -> None:
    """When the first was submitted it stood there alone; behind the last fact all stand where they do now."""
    assert [each["stage"] for each in listed(data, "--at", first)] == ["submitted"]
    assert listed(data, "--at", "1970-01-01T00:00:00Z") == []
    assert listed(data, "--at", "999999") == listed(data)
    dutch, english = (journey(data, "--all", "--at", first, taal=taal).stdout for taal in ("nl", "en"))
    assert (f"zoals ze waren op {first}" in dutch, "aangemeld" in dutch) == (True, True)
    assert (f"as they were at {first}" in english, "submitted" in english) == (True, True)


def test_one_at_a_moment(data: Path, first: str) -> None:
    """A journey that has only begun."""
    (begun,) = listed(data, "--at", first)
    told = json.loads(journey(data, begun["initiativeId"], "--at", first, "--json").stdout)
    assert (told["stage"], told["steps"][-1]["type"]) == ("submitted", "nl.koploper.initiative-submitted.v1")
    assert begun["title"] in journey(data, begun["initiativeId"], "--at", first).stdout


def test_what_came_before_its_submission_is_shown_too() -> None:
    """Facts of different services arrive in any order."""
    nothing_yet = {"title": None, "stage": None}
    assert (title(nothing_yet), stage(nothing_yet)) == ("(nog zonder titel)", "nog niet aangemeld")


@pytest.mark.parametrize("given", [("--all", "--at", "gisteren"), ("--all", "--at", "2019-06-12T00:00:00")])
def test_no_moment_is_refused(data: Path, given: tuple[str, ...]) -> None:
    """Before anything is asked, with what can be given."""
    done = journey(data, *given)
    assert (done.exit_code, "geef een positie van het logboek, of een tijdstip" in done.stderr) == (2, True)


@pytest.mark.parametrize("given", [(), ("--all", "0190d0de-0000-7000-8000-000000000001")])
def test_one_or_all(data: Path, given: tuple[str, ...]) -> None:
    """Neither and both are said to be no use."""
    assert journey(data, *given).exit_code == 2
