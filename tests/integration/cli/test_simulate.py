"""A simulated year: small, through the real APIs, and the same for the same seed."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.cannot import CannotRun
from cli.demo.show import AUDITOR
from cli.main import app
from cli.simulate import run
from cli.simulate.acts import Act, Life, Look
from cli.simulate.year import BEGINS, ENDS, Surprise


def simulate(*given: str) -> Result:
    return CliRunner().invoke(app, ["simulate", "--initiatives", "12", *given], catch_exceptions=False)


def year(*given: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(simulate("--json", *given).stdout)
    told.pop("seconds")
    return told


def test_equal_seeds_give_equal_years() -> None:
    """Twice the same seed: the same acts, refusals, facts and figures, which another count finds too."""
    first = year("--seed", "5")
    assert first == year("--seed", "5")
    assert first != year("--seed", "6")
    assert sum(each["standing"] for each in first["figures"]) == 12
    assert first["agrees"]


def test_it_stays_where_it_is_told_and_is_among_no_other_data(tmp_path: Path) -> None:
    """With `--data` it can be looked at afterwards; where data are, none is simulated, and they stay as they were."""
    folder = tmp_path / "year"
    simulate("--data", str(folder))
    before = {file.name: file.stat().st_size for file in folder.iterdir()}
    with pytest.raises(CannotRun, match="gegevens"):
        simulate("--data", str(folder))
    assert {file.name: file.stat().st_size for file in folder.iterdir()} == before
    journeys = CliRunner().invoke(app, ["journey", "--all", "--json", "--data", str(folder)], catch_exceptions=False)
    assert len(json.loads(journeys.stdout)["items"]) == 12


def test_the_clock_goes_through_the_year_and_never_back(tmp_path: Path) -> None:
    """Every moment is within the year, in order."""
    moments: list[datetime] = []
    asyncio.run(run.simulate(tmp_path / "year", 3, 1, moments.append))
    assert moments == sorted(moments)
    assert all(BEGINS <= moment < ENDS for moment in moments)


@pytest.mark.parametrize(
    "asked",
    [
        Look(BEGINS, AUDITOR, "/intake/v1/nothing"),
        Act(BEGINS, AUDITOR, "/intake/v1/initiatives", {}, "already-submitted"),
    ],
    ids=["refused what should be done", "refused for another reason"],
)
def test_what_was_not_foreseen_ends_the_year(
    asked: Act | Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that a life did not foresee is told with who asked what, and nothing goes on after it."""

    def life(_: object) -> Life:
        yield asked

    monkeypatch.setattr(run, "life", life)
    with pytest.raises(Surprise, match=asked.path):
        asyncio.run(run.simulate(tmp_path / "year", 1, 1, lambda _: None))
