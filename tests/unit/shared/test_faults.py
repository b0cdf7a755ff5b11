"""Named points at which a fault run kills the process, or has a reaction fail."""

import os
import signal

import pytest

from shared import faults


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Who would have been killed how."""
    kills: list[tuple[int, int]] = []
    monkeypatch.setattr(faults, "_armed", {})
    monkeypatch.setattr(faults, "_failing", set())
    monkeypatch.setattr(os, "kill", lambda process, how: kills.append((process, how)))
    return kills


def test_nothing_happens_unarmed(killed: list[tuple[int, int]]) -> None:
    """In production a point is only passed."""
    for point in faults.POINTS:
        faults.reached(point)
    assert not killed


def test_the_nth_time_kills(killed: list[tuple[int, int]]) -> None:
    """SIGKILL to this process, at the armed point only, when it is reached for the n-th time, once."""
    faults.arm("before-commit:2")
    faults.reached("before-commit")
    faults.reached("after-bus-commit")
    assert not killed
    faults.reached("before-commit")
    faults.reached("before-commit")
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_a_reaction_fails_on_one_stream_only(killed: list[tuple[int, int]]) -> None:
    """The bug is in that reaction to that stream, each time; everything else is answered."""
    faults.reacting("note-revision", "initiative-1")
    faults.arm("fail-reaction:note-revision:initiative-1")
    faults.reacting("note-revision", "initiative-2")
    faults.reacting("note-withdrawal", "initiative-1")
    for _ in range(2):
        with pytest.raises(faults.InjectedBug, match="initiative-1"):
            faults.reacting("note-revision", "initiative-1")


WRONG = (
    "nowhere:1",
    "before-commit",
    "before-commit:0",
    "before-commit:x",
    "",
    ":1",
    "fail-reaction:x",
    "fail-reaction",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_fault_that_does_not_exist_is_refused(killed: list[tuple[int, int]], wrong: str) -> None:
    """A run that is armed wrongly would prove nothing."""
    with pytest.raises(ValueError, match=r"a fault is <point>:<n>"):
        faults.arm(wrong)
