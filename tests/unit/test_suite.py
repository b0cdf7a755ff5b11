"""The suite's own rules: no network, what a test needs, the floor under coverage."""

import socket
from pathlib import Path
from typing import Final

import coverage
import pytest
from pytest_socket import SocketBlockedError

from tests import coverage_floor, needs
from tests.coverage_floor import Measured

HALF: Final = "def half(asked):\n    answer = 1\n    if asked:\n        answer = 2\n    return answer\n"


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_unit_test_has_no_sockets() -> None:
    """A unit test that reaches for the network fails, also for this machine's own."""
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("127.0.0.1", 9))


def test_what_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that finds what it needs gets it."""
    monkeypatch.setattr("shutil.which", lambda name: "/bin/chromium" if name == "chromium" else None)
    assert needs.browser() == "/bin/chromium"


def test_what_is_absent_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that misses what it needs is skipped, and says how to get it."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.delenv("KOPLOPER_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Chromium is not installed"):
        needs.browser()


def test_what_is_absent_but_required_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where KOPLOPER_REQUIRE names it, its absence is a failure."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setenv("KOPLOPER_REQUIRE", "kafka,browser")
    with pytest.raises(pytest.fail.Exception, match="required by KOPLOPER_REQUIRE"):
        needs.browser()


@pytest.mark.parametrize("part", ["services/one/decider.py", "services/one/decider/story.py", "shared/store/table.py"])
def test_a_branch_that_never_ran_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """A condition that only ever went one way counts as half, in deciders and in shared alike."""
    source = tmp_path / part
    source.parent.mkdir(parents=True)
    source.write_text(HALF)
    monkeypatch.chdir(tmp_path)
    data = coverage.Coverage()
    data.get_data().add_arcs({str(source): [(-1, 1), (1, -1), (-1, 2), (2, 3), (3, 4), (4, 5), (5, -1)]})
    name = "shared" if part.startswith("shared") else "deciders"
    assert coverage_floor.measured(data, name) == Measured(name, lines=100, branches=50)


@pytest.mark.parametrize(("lines", "branches", "enough"), [(95, 95, True), (94.9, 100, False), (100, 94.9, False)])
def test_the_floor_holds_for_lines_and_for_branches(lines: float, branches: float, *, enough: bool) -> None:
    """Neither makes up for the other."""
    assert Measured("shared", lines, branches).enough is enough
