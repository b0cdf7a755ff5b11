"""Comparing a store with the ledger by their digests, while both go on."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, cast

import pytest

from cli.client import Client
from cli.reconcile import comparing
from cli.reconcile.comparing import Compared, compare

Events = Sequence[tuple[int, str, int, str]]
"""Where each stands, its stream, its number, and what it says."""


class Telling:
    """Answers as the two sides would, two of anything a page; each look at events sees the next state of the ledger."""

    def __init__(
        self, store: Events, ledgers: Sequence[Events], sent: int, lost: Sequence[tuple[str, int]] = ()
    ) -> None:
        self._store, self._ledgers, self._sent, self._lost = store, list(ledgers), sent, lost

    async def get(self, path: str, _: object, **query: str) -> Any:
        if path == "/intake/v1/relay":
            return {"position": self._sent}
        if path.endswith("/lost-entries"):
            return {"items": [{"stream": name, "sequence": number} for name, number in self._lost], "next": None}
        side = self._ledgers[0] if path.startswith("/events/") else self._store
        if path.endswith("/stream-digests"):
            items = [*_streams(side)]
        else:
            items = [_event(*each) for each in side if each[1] == query["stream"]]
        at = int(query.get("cursor", "0"))
        last = at + 2 >= len(items)
        if last and path.startswith("/events/") and path.endswith("/event-digests") and len(self._ledgers) > 1:
            self._ledgers.pop(0)
        return {"items": items[at : at + 2], "next": None if last else str(at + 2)}


def _streams(side: Events) -> list[Mapping[str, Any]]:
    names = sorted({stream for _, stream, _, _ in side})
    of = {name: sorted((number, said) for _, stream, number, said in side if stream == name) for name in names}
    return [{"stream": name, "events": len(of[name]), "digest": _digest(str(of[name]))} for name in names]


def _event(position: int, stream: str, sequence: int, said: str) -> Mapping[str, Any]:
    told = {"position": position, "stream": stream, "sequence": sequence, "type": "nl.koploper.a.v1"}
    return told | {"digest": _digest(said)}


def _digest(said: str) -> str:
    return sha256(said.encode()).hexdigest()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "QUIET", 0.05)
    monkeypatch.setattr(comparing, "LOOK", 0)


async def compared(store: Events, *ledgers: Events, sent: int = 100, waits: bool = True) -> Compared:
    return await compare(cast("Client", Telling(store, ledgers, sent)), "intake", waits=waits)


def found(of: Compared) -> list[tuple[str, str, int]]:
    return [(each.what, each.stream, each.sequence) for each in of.differences]


SAME: Final[list[tuple[int, str, int, str]]] = [
    (1, "a", 1, "x"),
    (2, "b", 1, "y"),
    (3, "a", 2, "z"),
    (4, "c", 1, "v"),
    (5, "a", 3, "w"),
]


async def test_the_same_on_both_sides() -> None:
    """Where both have the same events nothing differs, wherever they stand in the ledger; both are counted."""
    told = await compared(SAME, [(each[0] + 40, *each[1:]) for each in SAME])
    assert (found(told), told.count, told.on_their_way) == ([], 0, 0)
    assert (told.streams, told.store, told.ledger) == (3, 5, 5)


async def test_nothing_anywhere() -> None:
    """Two that are empty are the same."""
    assert await compared([], []) == Compared()


@pytest.mark.parametrize(
    ("store", "ledger", "differs"),
    [
        (SAME, SAME[:4], ("ledger-lacks", "a", 3)),
        (SAME, SAME[1:], ("ledger-lacks", "a", 1)),
        (SAME[:3], SAME[:3] + SAME[4:], ("store-lacks", "a", 3)),
        (SAME[:1], SAME[:2], ("store-lacks", "b", 1)),
        ([(1, "a", 1, "other"), *SAME[1:]], SAME, ("other-bytes", "a", 1)),
        (SAME, [*SAME[:3], (4, "c", 1, "other"), SAME[4]], ("other-bytes", "c", 1)),
    ],
)
async def test_what_differs_is_named(store: Events, ledger: Events, differs: tuple[str, str, int]) -> None:
    """By its stream and number, and how it differs; also where both have equally many."""
    told = await compared(store, ledger)
    assert (found(told), told.count) == ([differs], 1)


async def test_two_swapped_in_a_stream_are_both_named() -> None:
    """As many events and the same bytes in another order are not the same."""
    told = await compared(SAME, [(1, "a", 1, "z"), SAME[1], (3, "a", 2, "x"), *SAME[3:]])
    assert found(told) == [("other-bytes", "a", 1), ("other-bytes", "a", 2)]


async def test_what_was_not_sent_is_on_its_way() -> None:
    """What stands behind the relay's cursor is counted apart, and is no difference."""
    told = await compared(SAME, SAME[:3], sent=3)
    assert (found(told), told.on_their_way) == ([], 2)


async def test_what_arrives_while_one_looks_never_lacked() -> None:
    """Of what was sent and is not there, it looks again before it says so."""
    told = await compared(SAME, SAME[:4], SAME[:4], SAME)
    assert (found(told), told.on_their_way) == ([], 0)


async def test_what_was_sent_and_does_not_come_lacks() -> None:
    """Patience ends."""
    assert found(await compared(SAME, SAME[:4])) == [("ledger-lacks", "a", 3)]


async def test_of_a_system_that_does_not_run_nothing_is_waited_for() -> None:
    """What would arrive later does not arrive where nobody runs it."""
    assert found(await compared(SAME, SAME[:4], SAME, waits=False)) == [("ledger-lacks", "a", 3)]


async def test_of_many_the_first_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are counted."""
    monkeypatch.setattr(comparing, "KEPT", 2)
    told = await compared(SAME, [])
    assert (len(told.differences), told.count) == (2, 5)


async def test_while_something_arrives_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though all of it takes far longer than what is waited for without anything arriving."""
    monkeypatch.setattr(comparing, "LOOK", 0.03)
    store = [(position, "a", position, "x") for position in range(1, 9)]
    states = [store[:count] for count in range(9)]
    told = await compared(store, *(state for state in states for _ in range(2)))
    assert (found(told), told.on_their_way) == ([], 0)


async def test_what_was_not_sent_at_first_is_waited_for_too() -> None:
    """Of a system that runs: it is the same once it has arrived."""
    told = await compared(SAME, SAME[:4], SAME[:4], SAME, sent=4)
    assert (found(told), told.on_their_way) == ([], 0)


async def test_what_the_ledger_took_in_is_not_on_its_way() -> None:
    """Whatever the relay says of itself, and also where the store lost it too."""
    told = await compare(cast("Client", Telling(SAME[:4], [SAME[:3]], 0, [("c", 1), ("a", 3)])), "intake")
    assert (found(told), told.on_their_way) == ([("ledger-lost", "a", 3), ("ledger-lost", "c", 1)], 0)


async def test_what_a_bus_that_stands_still_may_hold_is_on_its_way() -> None:
    """Though the relay has sent it."""
    told = await compare(cast("Client", Telling(SAME, [SAME[:4]], 100)), "intake", waits=False, under_way=True)
    assert (found(told), told.on_their_way) == ([], 1)
