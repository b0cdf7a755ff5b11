"""What `koploper person erase` does when more is kept of somebody in the very moment in which they are erased."""

from collections.abc import Mapping
from typing import Any

import pytest

from cli.client import Client, SaysNo
from cli.persons import asking


class Busy(Client):
    """A system that keeps something of the person while the first confirmations arrive."""

    def __init__(self, times: int, status: int = 412) -> None:
        super().__init__("http://localhost")
        self.left, self.status = times, status

    async def post(self, path: str, *_: Any, **__: Any) -> Mapping[str, Any]:
        if path.endswith("/confirmations") and self.left:
            self.left -= 1
            raise SaysNo(self.status, "stale-version", "Er kwam iets bij.")
        return {"id": "e-1"}


async def test_it_is_confirmed_again() -> None:
    """The erasure is the one that was asked."""
    assert await asking.erase(Busy(asking.TRIES - 1), ["p"], "Gevraagd") == {"e-1": "p"}


@pytest.mark.parametrize(("times", "status"), [(asking.TRIES, 412), (1, 409)], ids=["too often", "another refusal"])
async def test_not_for_ever_and_not_whatever_it_says(times: int, status: int) -> None:
    """What it says is told."""
    with pytest.raises(SaysNo, match="Er kwam iets bij"):
        await asking.erase(Busy(times, status), ["p"], "Gevraagd")
