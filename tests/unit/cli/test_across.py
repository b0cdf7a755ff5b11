"""What a store and the ledger lack of one another, when both tell how many events each stream has."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from cli.client import Client
from cli.doctor import across
from shared.doctor.finding import Finding

Streams = Mapping[str, int]


class Telling:
    """Answers as the two sides would, a stream a page; each look at a side sees its next state, then the last."""

    def __init__(self, store: Sequence[Streams], ledger: Sequence[Streams]) -> None:
        self._sides = {"/intake/v1/streams": list(store), "/events/v1/sources/intake/streams": list(ledger)}

    async def get(self, path: str, _: object, limit: str, cursor: str = "0") -> Any:
        side = self._sides[path]
        names = sorted(side[0])
        at = int(cursor)
        last = at + 1 >= len(names)
        items = [{"stream": name, "events": side[0][name]} for name in names[at : at + 1]]
        if last and len(side) > 1:
            side.pop(0)
        return {"items": items, "next": None if last else str(at + 1)}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(across, "QUIET", 0.05)
    monkeypatch.setattr(across, "LOOK", 0)


async def compared(store: Sequence[Streams], ledger: Sequence[Streams]) -> list[Finding]:
    return await across.compare(cast("Client", Telling(store, ledger)), "intake")


@pytest.mark.parametrize("streams", [{}, {"a": 1}, {"a": 3, "b": 1, "c": 2}])
async def test_equal_sides_lack_nothing(streams: Streams) -> None:
    """Where both have as many events of each stream, nothing is found."""
    assert await compared([streams], [streams]) == []


@pytest.mark.parametrize(
    ("store", "ledger", "finding"),
    [
        ({"a": 1}, {}, Finding("ledger-lacks-events", "a", "1 stream: a (store 1, ledger 0)")),
        ({}, {"a": 1}, Finding("store-lacks-events", "a", "1 stream: a (store 0, ledger 1)")),
        ({"a": 1, "b": 3}, {"a": 1, "b": 2}, Finding("ledger-lacks-events", "b", "1 stream: b (store 3, ledger 2)")),
        (
            {"b": 1},
            {"a": 1, "b": 1, "c": 1},
            Finding("store-lacks-events", "a", "2 streams: a (store 0, ledger 1), c (store 0, ledger 1)"),
        ),
    ],
)
async def test_what_a_side_lacks_is_found(store: Streams, ledger: Streams, finding: Finding) -> None:
    """The finding names the side, the first streams, and how many both have."""
    assert await compared([store], [ledger]) == [finding]


async def test_equal_sums_hide_nothing() -> None:
    """When each lacks as many as the other, both are found."""
    found = await compared([{"a": 1}], [{"b": 1}])
    assert [each.check for each in found] == ["ledger-lacks-events", "store-lacks-events"]


async def test_only_the_first_streams_are_named() -> None:
    """Of many streams the first are named and the others counted."""
    [finding] = await compared([dict.fromkeys("abcde", 1)], [{}])
    assert finding.detail == (
        "5 streams: a (store 1, ledger 0), b (store 1, ledger 0), c (store 1, ledger 0) and 2 more"
    )


async def test_what_is_on_its_way_is_waited_for() -> None:
    """An event that arrives while one looks was never missing."""
    assert await compared([{"a": 2}], [{"a": 1}, {"a": 1}, {"a": 2}]) == []


async def test_what_comes_later_is_on_its_way() -> None:
    """While new events keep coming, only what was there at first has to arrive."""
    assert await compared([{"a": 2}, {"a": 3}, {"a": 4}], [{"a": 1}, {"a": 2}, {"a": 3}]) == []
