"""The demo looks at what is there before it acts: an act that the ledger has not heard of yet is not done again."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from rich.console import Console

from cli.client import Client, SaysNo
from cli.demo import load, travel


class Late:
    """A system whose intake has two events, while its ledger tells so only after some looks; it takes no acts."""

    def __init__(self, told: Sequence[int]) -> None:
        self._told = list(told)
        self.asked: list[str] = []

    async def get(self, path: str, _: object, **__: str) -> Any:
        self.asked.append(path)
        match path:
            case "/intake/v1/streams":
                return {"events": 2}
            case "/events/v1/sources/intake/streams":
                return {"events": self._told.pop(0) if len(self._told) > 1 else self._told[0]}
            case _ if path.endswith("/streams"):
                return {"events": 0}
            case _:
                return {"items": []}

    async def post(self, path: str, *_: object, **__: object) -> Any:
        raise Acted(path)


class Acted(Exception):
    """Something was done."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel, "PAUSE", 0)


async def test_nothing_is_done_before_the_ledger_has_heard_all() -> None:
    """It waits for what the stores have and the ledger has not told; then it begins."""
    late = Late([0, 1, 2])
    with pytest.raises(Acted):
        await load(cast("Client", late), Console(quiet=True))
    assert late.asked.count("/events/v1/sources/intake/streams") == 3


async def test_nothing_is_done_when_the_ledger_stays_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """When its patience ends it says so, and has done nothing: what was done could be done twice."""
    monkeypatch.setattr(travel, "PATIENCE", 0.01)
    with pytest.raises(SaysNo) as no:
        await load(cast("Client", Late([1])), Console(quiet=True))
    assert no.value.rule == "ledger-behind"
