"""One service's store and the ledger, side by side: first a digest of each stream, then each event where those differ.

What a store recorded and its relay has not sent, or the ledger has not heard yet, is on its way and no difference. So
how far the relay had come is asked first; only what it had sent by then and is still not there after some patience is
lacking. A ledger is always read before the store: what it has, the store had before it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from cli.client import Client
from cli.operate import OPERATOR

QUIET: Final = 10.0
"""Seconds that events on their way get to arrive."""
LOOK: Final = 0.2
"""Seconds between looks."""
KEPT: Final = 1_000
"""Differences of a service that are kept; of more, only how many there are."""
PAGE: Final = "500"

What = Literal["ledger-lacks", "store-lacks", "other-bytes"]
Tell = Callable[[int], object]
"""Hears of how many events more the digests were compared."""


@dataclass(frozen=True, slots=True)
class Event:
    """What one side tells of an event: where it stands there, its type, and the digest of its bytes."""

    position: int
    type: str
    digest: str


@dataclass(frozen=True, slots=True)
class Stream:
    """What one side tells of a stream."""

    events: int = 0
    digest: str = ""


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
    """What a look at one stream found."""

    differences: list[Difference]
    on_their_way: int

    @property
    def may_arrive(self) -> bool:
        return any(each.what == "ledger-lacks" for each in self.differences)


async def compare(client: Client, service: str, tell: Tell = lambda _: None, *, waits: bool = True) -> Compared:
    """Compare; raises SaysNo and NotReachable. `waits`: what was sent may still arrive, because the system runs."""
    found = Compared()
    clock = asyncio.get_running_loop()
    sent = int((await client.get(f"/{service}/v1/relay", OPERATOR))["position"])
    differing = [name async for name in _differing(client, service, found, tell)]
    patience = clock.time() + QUIET
    for name in differing:
        looked = await _look(client, service, name, sent)
        while looked.may_arrive and waits and clock.time() < patience:
            await asyncio.sleep(LOOK)
            looked = await _look(client, service, name, sent)
        found.on_their_way += looked.on_their_way
        found.count += len(looked.differences)
        found.differences += looked.differences[: max(KEPT - len(found.differences), 0)]
    return found


async def _differing(client: Client, service: str, found: Compared, tell: Tell) -> AsyncIterator[str]:
    """The streams of which the two have other digests, by name; counts along what either has."""
    of_ledger = _streams(client, f"/events/v1/sources/{service}/stream-digests")
    of_store = _streams(client, f"/{service}/v1/stream-digests")
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


async def _look(client: Client, service: str, stream: str, sent: int) -> _Looked:
    """The events of one stream, one by one."""
    there = await _events(client, f"/events/v1/sources/{service}/event-digests", stream)
    here = await _events(client, f"/{service}/v1/event-digests", stream)
    found, on_their_way = [], 0
    for number in sorted(here.keys() | there.keys()):
        own, kept = here.get(number), there.get(number)
        if kept is None and own is not None and own.position > sent:
            on_their_way += 1
        elif difference := _difference(stream, number, own, kept):
            found.append(difference)
    return _Looked(found, on_their_way)


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


async def _streams(client: Client, path: str) -> AsyncIterator[tuple[str, Stream]]:
    async for each in _items(client, path, {}):
        yield each["stream"], Stream(each["events"], each["digest"])


async def _events(client: Client, path: str, stream: str) -> Mapping[int, Event]:
    return {
        each["sequence"]: Event(each["position"], each["type"], each["digest"])
        async for each in _items(client, path, {"stream": stream})
    }


async def _items(client: Client, path: str, query: Mapping[str, str]) -> AsyncIterator[Any]:
    cursor: dict[str, str] = {}
    while True:
        page = await client.get(path, OPERATOR, limit=PAGE, **query, **cursor)
        for each in page["items"]:
            yield each
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}
