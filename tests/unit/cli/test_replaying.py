"""What is seen of a rebuild while it runs: how far it is, at how many facts a second, and what time is left."""

from io import StringIO
from typing import Any, Final

import pytest
from rich.console import Console

from cli import replaying
from cli.client import Client, SaysNo
from cli.operate import OPERATOR
from shared.actor import Actor

RUNNING: Final = {
    "state": "running",
    "events": 40,
    "total": 100,
    "perSecond": 1234.4,
    "secondsLeft": 75.2,
    "error": None,
}
NOTHING_YET: Final = RUNNING | {"events": 0, "perSecond": None, "secondsLeft": None}
DONE: Final = RUNNING | {"state": "done", "events": 100, "secondsLeft": None}


class Told(Client):
    """A system that tells one thing after the other."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)

    async def get(self, path: str, actor: Actor | None = None, **_: Any) -> Any:
        assert (path, actor) == ("/rebuilds/1", OPERATOR)
        return self.answers.pop(0)


async def seen(*answers: dict[str, Any], terminal: bool = True, quiet: bool = False) -> str:
    """What stands on the screen meanwhile."""
    written = StringIO()
    console = Console(file=written, force_terminal=terminal, width=120, color_system=None)
    await replaying.watch(console, Told(*answers), "/rebuilds/1", "intake/initiatives", quiet=quiet)
    return written.getvalue()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "LOOK", 0)


async def test_how_far_it_is_how_fast_and_what_time_is_left() -> None:
    """As the service tells it, from the first time that it knows."""
    shown = await seen(NOTHING_YET, RUNNING, DONE)
    for part in ("intake/initiatives", "0/100", "…/s", "40/100", "1,234/s", "nog 0:01:15", "100/100"):
        assert part in shown, part


@pytest.mark.parametrize("how", [{"terminal": False}, {"quiet": True}])
async def test_where_nobody_looks_nothing_moves(how: dict[str, bool]) -> None:
    """In a file, and with JSON on stdout."""
    assert "%" not in (shown := await seen(RUNNING, DONE, **how))
    assert "40/100" not in shown


async def test_one_that_fails_is_said() -> None:
    """With the service's own sentence."""
    with pytest.raises(SaysNo, match="was stopped"):
        await seen(RUNNING, RUNNING | {"state": "failed", "error": "The process was stopped."})
