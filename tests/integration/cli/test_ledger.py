"""`koploper ledger`: an operator is shown what it is about, is asked why, and sees what came of it."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.system import running

RUN = CliRunner()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder that a system ran on."""

    async def run() -> None:
        async with running(tmp_path):
            pass

    asyncio.run(run())
    return tmp_path


def keys(data: Path) -> list[str]:
    return (data / "ledger.key").read_text().split()


def test_a_key_is_added_and_shown(data: Path) -> None:
    """First those there are, then the question, then why; as JSON for machines, and on stderr for people."""
    before = keys(data)
    done = RUN.invoke(app, ["ledger", "rotate-key", "--data", str(data), "--yes", "--reason", "Jaarlijks", "--json"])
    assert done.exit_code == 0, done.output
    (said,) = (line for line in done.stdout.splitlines() if line.startswith("["))  # tests have the log there, too
    told = json.loads(said)
    assert len(told) == len(keys(data)) == 2
    assert keys(data)[1:] == before
    assert "PRIVATE" not in done.output
    assert done.stderr.count("localhost/events/log") == 1


def test_who_does_not_confirm_changes_nothing(data: Path) -> None:
    """Neither a no, nor a question that nobody answers, nor a --key that goes with nothing."""
    before = keys(data)
    for arguments, given, code in (
        (["rotate-key"], "Een reden\nn\n", 1),
        (["rotate-key"], "", 2),
        (["rotate-key", "--reason", "Een reden"], "", 1),
        (["rotate-key", "--reason", "", "--yes"], "", 2),
        (["rotate-key", "--retire", "--reason", "Bel 06-12345678", "--yes"], "", 2),
        (["rotate-key", "--key", "00000000"], "", 2),
        (["begin-anew"], "Een reden\nn\n", 1),
        (["begin-anew", "--checkpoint", str(data / "nowhere")], "", 2),
    ):
        done = RUN.invoke(app, ["ledger", *arguments, "--data", str(data)], input=given)
        assert done.exit_code == code or (code == 2 and done.exception is not None), (arguments, done.output)
    assert keys(data) == before


def test_what_is_refused_is_said(data: Path) -> None:
    """The last key stays, and a ledger that holds what it signed does not begin anew."""
    for arguments, rule in (
        (["rotate-key", "--retire"], "last-key"),
        (["rotate-key", "--retire", "--key", "00000000"], "not-found"),
        (["begin-anew"], "ledger-holds"),
    ):
        done = RUN.invoke(app, ["ledger", *arguments, "--data", str(data), "--yes", "--reason", "Proef"])
        assert getattr(done.exception, "rule", None) == rule, (arguments, done.output)
