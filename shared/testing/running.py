"""Services that really run, in this process, on a folder of the test: real stores, real bus, a clock that stands."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
import orjson
from sqlalchemy import select
from starlette.types import Receive as Taking
from starlette.types import Scope, Send

from shared import relay
from shared.actor import Role
from shared.bus.embedded import Cursor, EmbeddedBus, Order
from shared.bus.protocol import Awaits, Message, Receive, everything, topic_of
from shared.envelope import source_of, timestamp
from shared.service import Service
from shared.store import migrate, schema
from shared.testing.given import actor
from shared.testing.seeded import SeededIds, SetClock
from shared.web.app import Part, Surroundings
from shared.web.reader import HEADER, Actors, from_local_header

PATIENCE: Final = 20.0
"""Seconds after which a test gives up waiting for facts to arrive; nothing waits that long when all is well."""

_LAST: Final = select(schema.event.c.body).order_by(schema.event.c.position.desc()).limit(1)


class Builder(Protocol):
    """Puts a service together whose store is in the folder `data`."""

    def __call__(self, data: Path, around: Surroundings) -> Part: ...


_elsewhere: Final[dict[Path, Callable[[], str]]] = {}
_given: Final[dict[tuple[Path, str], str]] = {}


@contextmanager
def elsewhere(data: Path, fresh: Callable[[], str]) -> Iterator[None]:
    """Until the end of the block each service on the folder `data` has its store where `fresh` says, asked once."""
    _elsewhere[data] = fresh
    try:
        yield
    finally:
        del _elsewhere[data]
        for place in [place for place in _given if place[0] == data]:
            del _given[place]


def store_url(data: Path, name: str) -> str:
    """Where a service (or `bus`) keeps its things under a data folder."""
    if data not in _elsewhere or name == "bus":
        return f"sqlite:///{data / name}.db"
    if (data, name) not in _given:
        _given[data, name] = _elsewhere[data]()
    return _given[data, name]


def replica_of(builder: Builder) -> Builder:
    """The same service on a store that others write in, too: several may run on one folder."""

    def build(data: Path, around: Surroundings) -> Part:
        part = builder(data, around)
        part.service.store.shared = True  # type: ignore[misc]  # as every store is that processes can share
        return part

    return build


def by(role: Role, number: int = 1) -> dict[str, str]:
    """The headers of a request by a person in a role; another number is another person."""
    return {HEADER: str(actor(role, number))}


class WatchedBus(EmbeddedBus):
    """An embedded bus that tells a test when something happened on it."""

    def __init__(self, url: str, order: Order | None = None) -> None:
        super().__init__(url, order, linger=0, pace=0)
        self.happened: Final = asyncio.Event()
        self.last: Final[dict[str, bytes]] = {}
        self.begun = 0
        self.ended = 0
        self._groups: dict[str, Sequence[str]] = {}

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        self.begun += 1
        try:
            await super().publish(topic, messages)
            self.last[topic] = messages[-1].body
        finally:
            self.ended += 1
            self.happened.set()

    def subscribe(self, group: str, topics: Sequence[str], receive: Receive, awaits: Awaits = everything) -> None:
        self._groups[group] = topics
        super().subscribe(group, topics, receive, awaits)

    async def move(self, cursors: dict[Cursor, int]) -> None:
        await super().move(cursors)
        self.happened.set()

    async def all_heard(self) -> bool:
        """Whether every group has come to the end of its topics."""
        for group, topics in self._groups.items():
            if await self.after(dict.fromkeys(topics, 0) | await self.cursors(group)):
                return False
        return True


class Running:
    """What runs: `http` reaches every service by its path, whoever asks."""

    def __init__(self, parts: Mapping[str, Part], bus: WatchedBus, clock: SetClock, ids: SeededIds) -> None:
        self.parts: Final = parts
        self.bus: Final = bus
        self.clock: Final = clock
        self.ids: Final = ids
        self.http: Final = httpx.AsyncClient(
            transport=httpx.ASGITransport(self._front), base_url="http://localhost", follow_redirects=False
        )
        self._announced: dict[tuple[str, str], int] = {}
        self._settling: Final = asyncio.Lock()

    def service(self, name: str) -> Service:
        return self.parts[name].service

    async def announce(
        self, service: str, type: str, data: Mapping[str, Any], *, stream: str, **attributes: str
    ) -> str:
        """Put the next fact of a service that does not run here on the bus; gives its id.

        `type` is the kebab name, with its version; `attributes` are further ones of the envelope.
        """
        place = (service, stream)
        self._announced[place] = self._announced.get(place, 0) + 1
        envelope = {
            "specversion": "1.0",
            "id": self.ids.new(),
            "source": source_of(service),
            "type": f"nl.koploper.{type}",
            "subject": stream.partition("-")[2],
            "time": timestamp(self.clock.now()),
            "stream": stream,
            "sequence": str(self._announced[place]),
            "actor": f"system;id={service}",
            "correlationid": self.ids.new(),
            "causationid": self.ids.new(),
            "data": dict(data),
        }
        if stream.startswith("initiative-"):
            envelope["initiativeid"] = stream.partition("-")[2]
        await self.bus.publish(topic_of(service), [Message(stream, orjson.dumps(envelope | attributes))])
        return str(envelope["id"])

    async def settled(self) -> None:
        """Wait until everything said so far was sent, heard, and answered with whatever follows from it.

        One at a time: of two who wait, one would take what happened last from the other, who then waits for nothing.
        """
        async with asyncio.timeout(PATIENCE), self._settling:
            self.bus.happened.clear()
            while not await self._quiet():
                await self.bus.happened.wait()
                self.bus.happened.clear()

    async def _quiet(self) -> bool:
        """Nothing under way: first all heard, then nothing unsent, and nothing published while looking."""
        begun = self.bus.begun
        if begun != self.bus.ended or not await self.bus.all_heard():
            return False
        return all(self._all_sent(part.service) for part in self.parts.values()) and begun == self.bus.begun

    def _all_sent(self, service: Service) -> bool:
        """By what is on the bus, too: the relay moves its cursor only after that."""
        with service.store.read() as connection:
            last = connection.execute(_LAST).scalar()
            return last == self.bus.last.get(topic_of(service.name)) or relay.behind(connection, service.name) == 0

    async def _front(self, scope: Scope, receive: Taking, send: Send) -> None:
        await self.parts[scope["path"].split("/")[1]].http(scope, receive, send)


@asynccontextmanager
async def running(
    data: Path,
    *builders: Builder,
    order: Order | None = None,
    clock: SetClock | None = None,
    ids: SeededIds | None = None,
    actors: Actors = from_local_header,
) -> AsyncIterator[Running]:
    """Run services on the folder `data`, and stop them cleanly; `order` shuffles what the bus delivers.

    Running again on the same folder needs `ids` with another seed, or the same ids come again.
    """
    bus = WatchedBus(store_url(data, "bus"), order)
    clock, ids = clock or SetClock(), ids or SeededIds()
    around = Surroundings(bus, clock, ids, actors, linger=0)
    parts = {part.service.name: part for part in (build(data, around) for build in builders)}
    now = Running(parts, bus, clock, ids)
    try:
        for part in parts.values():
            await migrate.upgrade(part.service.store, part.migrations)
        for part in parts.values():
            await part.service.start()
        await bus.start()
        for part in parts.values():
            await part.service.send()
        yield now
    finally:
        await now.http.aclose()
        await asyncio.gather(*(part.service.stop() for part in parts.values()))
        await bus.stop()
        await asyncio.gather(*(part.service.close() for part in parts.values()))
