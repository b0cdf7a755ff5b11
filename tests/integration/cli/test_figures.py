"""`koploper figures`: a table or JSON, by and of what one likes, at any moment; and counted again."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import create_engine, delete
from typer.testing import CliRunner, Result

from cli.client import SaysNo
from cli.figures import table
from cli.figures.asking import Answer, differences
from cli.main import app
from services.events.projections import milestone


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of twelve initiatives."""
    folder = tmp_path_factory.mktemp("figures") / "year"
    asked = ["simulate", "--initiatives", "12", "--seed", "5", "--json", "--data", str(folder)]
    assert CliRunner().invoke(app, asked, catch_exceptions=False).exit_code == 0
    return folder


def figures(data: Path, *given: str, taal: str = "nl") -> Result:
    environment = {"COLUMNS": "150", "KOPLOPER_TAAL": taal}
    return CliRunner(env=environment).invoke(app, ["figures", *given, "--data", str(data)], catch_exceptions=False)


def told(data: Path, *given: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(figures(data, "--json", *given).stdout)
    return read


def entered(answer: dict[str, Any]) -> dict[str, int]:
    return {each["stage"]: each["entered"] for each in answer["total"]}


def test_a_table(data: Path) -> None:
    """In Dutch, or in English on request: every stage, as known when, and what it means."""
    dutch, english = figures(data), figures(data, taal="en")
    assert (dutch.exit_code, english.exit_code) == (0, 0)
    for word in ("aangemeld", "Kwamen", "Mediaan", "Zoals bekend op positie"):
        assert word in dutch.stdout, word
    for word in ("submitted", "Entered", "As known at position"):
        assert word in english.stdout, word


def test_groups(data: Path) -> None:
    """Each with a name that people read, in the order of the keys."""
    themes, origins = figures(data, "--by", "theme").stdout, figures(data, "--by", "origin").stdout
    keys = [each["key"] for each in told(data, "--by", "theme")["groups"]]
    assert [key for key in keys if key.replace("-", " ") not in themes] == []
    assert all(origin in origins for origin in ("zelf aangemeld", "benaderd"))


def test_how_they_came(data: Path) -> None:
    """Under the table, of all three ways, also those in which nobody did."""
    came = told(data)["total"][0]["enteredByOrigin"]
    assert sum(came.values()) == 12
    shown = " ".join(figures(data).stdout.split())
    assert f"zelf aangemeld {came['selfRegistered']}, voorgedragen {came['nominatedByOther']}" in shown


def test_names_are_not_broken(data: Path) -> None:
    """On a screen of any width a theme can be read."""
    for columns in ("80", "125", "150"):
        shown = CliRunner(env={"COLUMNS": columns}).invoke(
            app, ["figures", "--by", "theme", "--data", str(data)], catch_exceptions=False
        )
        assert "leven lang" in shown.stdout, columns
        assert "arbeidsinnovatie" in shown.stdout, columns


def test_json_is_what_the_system_answers(data: Path) -> None:
    """Twelve came in, in any order of asking."""
    answer = told(data, "--by", "policy")
    assert entered(answer)["submitted"] == 12
    assert {each["key"] for each in answer["groups"]} <= {"2019-03", "2021-01", None}
    assert "agrees" not in answer


def test_a_period_and_filters_and_a_moment(data: Path) -> None:
    """What is asked goes to the system as it stands."""
    whole = told(data)
    position = str(whole["position"] // 2)
    assert told(data, "--at", position)["position"] == whole["position"] // 2
    assert sum(entered(told(data, "--at", position)).values()) < sum(entered(whole).values())
    assert entered(told(data, "--from", "2000-01-01", "--to", "2000-12-31"))["submitted"] == 0
    assert entered(told(data, "--policy", "1999-01"))["submitted"] == 0


@pytest.mark.parametrize("asked", [(), ("--by", "branch"), ("--by", "region", "--from", "2020-10-01", "--at", "150")])
def test_counted_again(data: Path, asked: tuple[str, ...]) -> None:
    """Another count of the same facts finds the same: exit 0, and it is said."""
    assert told(data, "--recount", *asked)["agrees"] is True
    shown = figures(data, "--recount", *asked)
    assert (shown.exit_code, "het klopt" in shown.stdout) == (0, True)


def test_wrong_questions(data: Path) -> None:
    """No day, no moment, no dimension: 2, and nothing is asked; what only the system can tell is its own sentence."""
    assert figures(data, "--from", "gisteren").exit_code == 2
    assert figures(data, "--by", "kleur").exit_code == 2
    wrong = figures(data, "--at", "gisteren")
    assert (wrong.exit_code, "geef een positie van het logboek, of een tijdstip" in wrong.stderr) == (2, True)
    with pytest.raises(SaysNo, match="/to: the period ends before it begins"):
        figures(data, "--from", "2020-10-02", "--to", "2020-10-01")


def test_what_differs_is_named(data: Path, tmp_path: Path) -> None:
    """A read model that lost something is found out: exit 1, with each figure that differs, and what to do."""
    spoiled = tmp_path / "spoiled"
    shutil.copytree(data, spoiled)
    engine = create_engine(f"sqlite:///{spoiled}/events.db")
    with engine.begin() as connection:
        connection.execute(delete(milestone).where(milestone.c.told.contains("published_at")))
    engine.dispose()
    shown = figures(spoiled, "--recount")
    assert shown.exit_code == 1
    assert "koploper replay events figures" in " ".join(shown.stdout.split())
    assert "total published entered: 0 ≠" in shown.stdout


def test_differences_are_told_by_place() -> None:
    """Also of a group that only one of the two has."""
    stage = {"stage": "submitted", "entered": 1}
    ours = {"total": [stage], "groups": [{"key": None, "stages": [stage]}]}
    theirs = {"total": [stage | {"entered": 2}], "groups": []}
    assert differences(ours, theirs) == [
        "[None] submitted entered: 1 ≠ None",
        "[None] submitted stage: submitted ≠ None",
        "total submitted entered: 1 ≠ 2",
    ]


def test_markup_in_a_name_is_shown_as_it_is(data: Path) -> None:
    """A region is whatever somebody wrote."""
    answer = told(data, "--by", "region")
    answer["groups"][0]["key"] = "[red]Oost[/]"
    console = Console(width=90)
    with console.capture() as captured:
        table.show(console, Answer(answer))
    assert "[red]Oost[/]" in captured.get()
