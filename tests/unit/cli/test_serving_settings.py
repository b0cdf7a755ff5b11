"""The settings of a served service: everything that is wrong is told at once, before anything is opened."""

from pathlib import Path

import pytest

from cli.serving import settings
from cli.serving.settings import Mistakes
from services.events.settings import Settings
from shared.auth.tokens import hashed
from shared.testing.given import actor


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files, and an environment in which nothing is wrong."""
    (tmp_path / "tokens").write_text(f'"{hashed("a")}" = "{actor("adviser")}"\n')
    for name in ("store", "ledger"):
        (tmp_path / name).write_text("secret\n")
    for name, value in {
        "STORE_URL": "postgresql://events@db:5432/events",
        "STORE_PASSWORD_FILE": f"{tmp_path}/store",
        "TOKENS_FILE": f"{tmp_path}/tokens",
        "KAFKA_URL": "kafka:9092",
        "LEDGER_URL": "http://events:8000",
        "LEDGER_TOKEN_FILE": f"{tmp_path}/ledger",
    }.items():
        monkeypatch.setenv(f"KOPLOPER_{name}", value)
    return tmp_path


def wrong() -> list[str]:
    with pytest.raises(Mistakes) as mistakes:
        settings.told(Settings)
    return [each.name.removeprefix("KOPLOPER_") for each in mistakes.value.found]


def test_settings_that_are_in_order(good: Path) -> None:
    """Defaults are those of a container behind nothing: this machine only, port 8000."""
    told = settings.told(Settings)
    assert (told.serve.host, told.serve.port, told.serve.wait) == ("127.0.0.1", 8000, 60)
    assert told.actors == {hashed("a"): actor("adviser")}


def test_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no default is named, each once."""
    assert wrong() == ["STORE_URL", "TOKENS_FILE", "KAFKA_URL"]


def test_all_that_is_wrong_is_told_at_once(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers, addresses, and files that are not there, empty or no text."""
    (good / "store").write_text("\n")
    (good / "ledger").write_bytes(b"\xff")
    for name, value in {
        "STORE_URL": "mysql://db/events",
        "PORT": "99999",
        "WAIT": "soon",
        "LEDGER_URL": "events:8000",
        "TOKENS_FILE": f"{good}/nothing",
        "CONTRACTS": "",
    }.items():
        monkeypatch.setenv(f"KOPLOPER_{name}", value)
    monkeypatch.delenv("KOPLOPER_KAFKA_URL")
    assert wrong() == [
        "PORT",
        "WAIT",
        "KAFKA_URL",
        "STORE_URL",
        "LEDGER_URL",
        "STORE_PASSWORD_FILE",
        "LEDGER_TOKEN_FILE",
        "TOKENS_FILE",
    ]


@pytest.mark.parametrize("url", ["nothing", "://", "postgresql", "redis://cache"])
def test_what_is_no_store(good: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Only PostgreSQL and SQLite are; a password in it is not repeated."""
    monkeypatch.setenv("KOPLOPER_STORE_URL", url)
    assert wrong() == ["STORE_URL"]


def test_a_ledger_wants_a_token(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a restored store could not fetch what it lacks, and that would show too late."""
    monkeypatch.delenv("KOPLOPER_LEDGER_TOKEN_FILE")
    assert wrong() == ["LEDGER_TOKEN_FILE"]
