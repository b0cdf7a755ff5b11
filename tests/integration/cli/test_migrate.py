"""`koploper migrate`: a store brought up to date by itself, and what it answers."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.cannot import CannotRun
from cli.main import app
from shared.store import migrate
from tests.parts.postgres import Postgres

RUN = CliRunner(env={"KOPLOPER_TAAL": "en"})


def ran(*arguments: str) -> list[dict[str, object]]:
    answer = RUN.invoke(app, ["migrate", *arguments, "--json"])
    assert answer.exit_code == 0, answer.output
    told: list[dict[str, object]] = json.loads(answer.stdout)
    return told


def test_all_stores_of_a_folder(tmp_path: Path) -> None:
    """The first time everything is run, then nothing."""
    first = ran("--data", str(tmp_path))
    assert [each["service"] for each in first] == ["intake", "assessment", "review", "publication", "events"]
    assert all(each["ran"] for each in first)
    assert not any(each["ran"] for each in ran("--data", str(tmp_path)))


def test_who_looks_at_stores_that_were_never_started_on_is_told_to_start(tmp_path: Path) -> None:
    """They are up to date, so migrating them again would lead nowhere."""
    ran("--data", str(tmp_path))
    answer = RUN.invoke(app, ["parked", "list", "--data", str(tmp_path)])
    assert isinstance(answer.exception, CannotRun)
    assert "Start Koploper once" in str(answer.exception)
    assert "koploper migrate" not in str(answer.exception)


def test_one_store_on_postgresql(postgres: Postgres) -> None:
    """By its address, also while it is used."""
    url = postgres.fresh()
    (told,) = ran("review", "--store-url", url)
    assert "review_0001" in str(told["ran"])
    assert ran("review", "--store-url", url) == [{"service": "review", "ran": []}]


def test_data_of_a_newer_version_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, with nothing touched."""
    ran("intake", "--data", str(tmp_path))
    empty = tmp_path / "versions"
    empty.mkdir()
    upgrade = migrate.upgrade
    monkeypatch.setattr(migrate, "upgrade", lambda store, _: upgrade(store, empty))
    answer = RUN.invoke(app, ["migrate", "intake", "--data", str(tmp_path)])
    assert isinstance(answer.exception, CannotRun)
    assert "nieuwere versie" in str(answer.exception) or "newer version" in str(answer.exception)


def test_one_address_is_one_services(tmp_path: Path) -> None:
    """Two services never share a store."""
    answer = RUN.invoke(app, ["migrate", "--store-url", f"sqlite:///{tmp_path / 'x.db'}"])
    assert answer.exit_code == 2
