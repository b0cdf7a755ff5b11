"""What an operator is asked before an act: why, and whether to go on."""

from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from cli import confirmed


def run(work: Callable[[], object], typed: str = "") -> Result:
    app = typer.Typer()
    app.command()(lambda: print(work()))  # noqa: T201 - what a command says
    return CliRunner().invoke(app, [], input=typed)


def test_a_reason_that_was_given_is_not_asked() -> None:
    """It is recorded without the white space around it."""
    assert run(lambda: confirmed.why(" De schijf was vol ")).stdout == "De schijf was vol\n"


@pytest.mark.parametrize(
    "reason",
    [
        *("", " ", "x" * 201, "a\x07", "Anna (anna@example.org) vroeg het", "Bel 06-12345678", "+31 6 1234 5678"),
        *("0031612345678", "Bel (070) 340 79 11", "06.12.34.56.78", "Op 03-11-2026 belde 0612345678"),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused(reason: str) -> None:
    """Empty, too long, no text, or with somebody's address or number: the command was not used well (2)."""
    result = run(lambda: confirmed.why(reason))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "er is niets veranderd" in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    "reason",
    [
        *(
            "Release 0.2",
            "Wijziging 20261126-0312",
            "Zie 0190d0de-0000-7000-8000-00000000005b",
            "Posities 12000 tot 13000",
        ),
        *("De stand van 03-11-2026 09:15", "Hersteld op 01-02-2026 12:30:10", "2026-11-26T03:00:00Z"),
    ],
)
def test_a_reason_with_other_numbers_is_kept(reason: str) -> None:
    """Releases, days, ids and positions are nobody's telephone number."""
    assert run(lambda: confirmed.why(reason)).stdout == f"{reason}\n"


def test_a_reason_is_asked_until_it_can_be_kept() -> None:
    """And where nobody answers, the option is named."""
    assert "Proef" in run(lambda: confirmed.why(None), "\nanna@example.org\nProef\n").stdout
    unanswered = run(lambda: confirmed.why(None))
    assert (unanswered.exit_code, "--reason" in unanswered.stderr) == (2, True)


@pytest.mark.parametrize(
    ("yes", "typed", "code"),
    [
        (True, "", 0),
        (False, "y\n", 0),
        (False, "J\n", 0),
        (False, "misschien\nja\n", 0),
        (False, "n\n", 1),
        (False, "nee\n", 1),
        (False, "\n", 1),
        (False, "misschien\n", 1),
        (False, "", 1),
    ],
)
def test_nothing_is_done_without_a_yes(*, yes: bool, typed: str, code: int) -> None:
    """Also where nobody is there to say it: a script says so beforehand."""
    result = run(lambda: confirmed.must_agree("Doen?", yes=yes), typed)
    assert result.exit_code == code
    assert ("Er is niets veranderd" in result.stderr) is bool(code)
    assert ("--yes" in result.stderr) is (not yes and typed in {"", "misschien\n"})
