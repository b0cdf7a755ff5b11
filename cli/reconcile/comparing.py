"""One service's store and the ledger, side by side: first a digest of each stream, then each event where those differ.

What a store recorded and its relay has not sent, or the ledger has not heard yet, is on its way: no difference, and not
the same either. So how far the relay had come is asked first; only what it had sent by then and is still not there
after some patience is lacking. That patience begins anew as long as something arrives. What the ledger had taken in by
its own inbox is never on its way, whatever a relay says. A ledger is always read before the store: what it has, the
store had before it; what the store records after the first look is not looked at.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from cli.client import Client
from cli.operate import OPERATOR
from cli.reconcile import digests
from cli.reconcile.digests import Event, Lost, Stream

QUIET: Final = 10.0
"""Seconds without anything arriving after which what is on its way is not waited for."""
LOOK: Final = 0.2
"""Seconds between looks."""
KEPT: Final = 1_000
"""Differences of a service that are kept; of more, only how many there are."""

What = Literal["ledger-lacks", "ledger-lost", "store-lacks", "other-bytes"]
Tell = Callable[[int], object]
"""Hears of how many events more the digests were compared."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Number `sequence` of a stream is not on both sides the same; `position` is the ledger's, where it has it."""

    what: What
    stream: str
    sequence: int
    type: str
    position: int | None


@dataclass(slots=True)
class Compared:
    """A service and the ledger: how many events either has, what differs, and what is on its way."""

    store: int = 0
    ledger: int = 0
    streams: int = 0
    differences: list[Difference] = field(default_factory=list)
    count: int = 0
    """How many events differ, also those that are not kept."""
    on_their_way: int = 0


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a look at one stream found; `ends` is the last number that the store had at the first look."""

    differences: list[Difference]
    on_their_way: int
    ends: int

    @property
    def may_arrive(self) -> int:
        """How many the ledger lacks and may get yet."""
        return self.on_their_way + sum(each.what == "ledger-lacks" for each in self.differences)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Where to look: a service and what the ledger lost of it, and how far its relay had sent."""

    client: Client
    service: str
    lost: Lost
    sent: int


async def compare(
    client: Client, service: str, tell: Tell = lambda _: None, *, waits: bool = True, under_way: bool = False
) -> Compared:
    """Compare; raises SaysNo and NotReachable.

    `waits`: what is on its way may still arrive, because the system runs. `under_way`: what was sent may be on a bus
    that stands still.
    """
    found = Compared()
    sent = 0 if under_way else int((await client.get(f"/{service}/v1/relay", OPERATOR))["position"])
    lost = await digests.lost(client, service)
    names = {name async for name in _differing(client, service, found, tell)} | lost.keys()
    sides = _Sides(client, service, lost, sent)
    looked = {name: await _look(sides, name) for name in sorted(names)}
    if waits:
        await _arrive(sides, looked)
    for each in looked.values():
        found.on_their_way += each.on_their_way
        found.count += len(each.differences)
        found.differences += each.differences[: max(KEPT - len(found.differences), 0)]
    return found


async def _arrive(sides: _Sides, looked: dict[str, _Looked]) -> None:
    """Look again at the streams of which something may arrive, until nothing may or nothing does."""
    clock = asyncio.get_running_loop()
    patience = clock.time() + QUIET
    left = {name for name, each in looked.items() if each.may_arrive}
    while left and clock.time() < patience:
        await asyncio.sleep(LOOK)
        before = sum(looked[name].may_arrive for name in left)
        for name in left:
            looked[name] = await _look(sides, name, looked[name].ends)
        if sum(looked[name].may_arrive for name in left) < before:
            patience = clock.time() + QUIET
        left = {name for name in left if looked[name].may_arrive}


async def _differing(client: Client, service: str, found: Compared, tell: Tell) -> AsyncIterator[str]:
    """The streams of which the two have other digests, by name; counts along what either has."""
    of_ledger = digests.streams(client, f"/events/v1/sources/{service}/stream-digests")
    of_store = digests.streams(client, f"/{service}/v1/stream-digests")
    kept, own = await anext(of_ledger, None), await anext(of_store, None)
    while own or kept:
        name = min(each[0] for each in (own, kept) if each)
        here = own[1] if own and own[0] == name else Stream()
        there = kept[1] if kept and kept[0] == name else Stream()
        found.streams += 1
        found.store += here.events
        found.ledger += there.events
        tell(here.events)
        if here != there:
            yield name
        own = await anext(of_store, None) if here.events else own
        kept = await anext(of_ledger, None) if there.events else kept


async def _look(sides: _Sides, stream: str, ends: int | None = None) -> _Looked:
    """The events of one stream, one by one."""
    there = await digests.events(sides.client, f"/events/v1/sources/{sides.service}/event-digests", stream)
    here = await digests.events(sides.client, f"/{sides.service}/v1/event-digests", stream)
    last = max(here, default=0) if ends is None else ends
    lost = sides.lost.get(stream, ())
    found, on_their_way = [], 0
    for number in sorted({*here, *there, *lost}):
        own, kept = here.get(number), there.get(number)
        if kept is None and number in lost:
            found.append(Difference("ledger-lost", stream, number, own.type if own else "", None))
        elif kept is None and own is not None and (own.position > sides.sent or number > last):
            on_their_way += number <= last
        elif difference := _difference(stream, number, own, kept):
            found.append(difference)
    return _Looked(found, on_their_way, last)


def _difference(stream: str, number: int, own: Event | None, kept: Event | None) -> Difference | None:
    match own, kept:
        case Event(), None:
            return Difference("ledger-lacks", stream, number, own.type, None)
        case None, Event():
            return Difference("store-lacks", stream, number, kept.type, kept.position)
        case Event(), Event() if own.digest != kept.digest:
            return Difference("other-bytes", stream, number, kept.type, kept.position)
        case _:
            return None
