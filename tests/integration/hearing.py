"""A service that hears whatever a test lets it hear, in any order: a real inbox on a real store, and no bus between."""

import asyncio
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import func, select

from shared import contracts
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import Delivery, topic_of
from shared.service import Service
from shared.store import migrate, schema
from shared.testing.given import fold
from shared.testing.running import Builder, store_url
from shared.testing.seeded import SeededIds, SetClock
from shared.web.app import Part, Surroundings
from shared.web.reader import from_local_header

Place = tuple[str, str]
"""A service and a stream of it."""
_OWN: Final = (
    select(schema.event.c.position, schema.event.c.stream, schema.event.c.body)
    .where(schema.event.c.position > 0)
    .order_by(schema.event.c.position)
)


def fact(service: str, stream: str, sequence: int, type: str, **data: Any) -> Delivery:
    """The `sequence`-th fact of a service's stream: its contract's example with these data instead."""
    envelope = json.loads((contracts.FOLDER / f"nl.koploper.{type}.example.json").read_text(encoding="utf-8"))
    name = f"{service} {stream} {sequence}"
    envelope |= {"id": name, "stream": stream, "sequence": str(sequence), "subject": stream.partition("-")[2]}
    envelope["data"] |= data
    if stream.startswith(("initiative-", "conflict-")):
        envelope["initiativeid"] = envelope["subject"]
    assert envelope["source"].endswith(f":{service}")
    return Delivery(topic_of(service), 0, 0, orjson.dumps(envelope))


class Hearing:
    """One run. `queues` hold what is still to be heard of each stream, also of its own, in order."""

    def __init__(self, service: Service, told: Mapping[Place, list[Delivery]]) -> None:
        self.queues: Final[dict[Place, list[Delivery]]] = defaultdict(list)
        for place, facts in told.items():
            if place[0] != service.name and topic_of(place[0]) in service.topics:
                self.queues[place] = list(facts)
        self.heard: Final[list[Delivery]] = []
        self.service: Final = service
        self._own = 0
        self.listen()

    @property
    def ahead(self) -> list[Place]:
        """The streams of which something is still to be heard."""
        return [place for place, facts in self.queues.items() if facts]

    def next_of(self, place: Place) -> Delivery:
        """The next fact of a stream, which then counts as heard."""
        self.heard.append(self.queues[place].pop(0))
        return self.heard[-1]

    def hear(self, *batch: Delivery) -> None:
        """Give it a batch; what it says itself, and listens to, comes back to it."""
        self.service.inbox.take(batch)
        self.listen()

    def listen(self) -> None:
        name = self.service.name
        if topic_of(name) in self.service.topics:
            with self.service.store.read() as connection:
                for position, stream, body in connection.execute(_OWN.where(schema.event.c.position > self._own)):
                    self._own = position
                    self.queues[name, stream].append(Delivery(topic_of(name), 0, 0, body))

    def state(self, stream: str) -> Any:
        """The state of one of its streams."""
        model = self.service.model
        chosen = select(schema.event.c.body).where(schema.event.c.stream == stream).order_by(schema.event.c.version)
        with self.service.store.read() as connection:
            facts = [model.load(body).event for body in connection.execute(chosen).scalars()]
        return fold(model.core, stream, facts)

    def complete(self) -> bool:
        """Whether each fact was handled once, and nothing waits."""
        with self.service.store.read() as connection:
            handled = connection.execute(select(func.count()).select_from(schema.inbox)).scalar_one()
            waiting = connection.execute(select(func.count()).select_from(schema.waiting)).scalar_one()
        return (handled, waiting) == (len(self.heard), 0)


class Stage:
    """Runs one service again and again, each time on a new store that knows nothing yet."""

    def __init__(self, place: Path, name: str, builder: Builder) -> None:
        self._place: Final = place
        self._name: Final = name
        self._builder: Final = builder
        self._new: Final = place / "new"
        self._runs = 0
        self._new.mkdir()
        asyncio.run(self._prepare())

    @contextmanager
    def hearing(self, told: Mapping[Place, list[Delivery]]) -> Iterator[Hearing]:
        """A run in which these facts are to be heard."""
        self._runs += 1
        data = self._place / str(self._runs)
        shutil.copytree(self._new, data)
        service = self._built(data).service
        try:
            yield Hearing(service, told)
        finally:
            service.store.close()
            shutil.rmtree(data)

    def _built(self, data: Path) -> Part:
        bus = EmbeddedBus(store_url(data, "bus"))
        return self._builder(data, Surroundings(bus, SetClock(), SeededIds(self._runs), from_local_header))

    async def _prepare(self) -> None:
        part = self._built(self._new)
        await migrate.upgrade(part.service.store, part.migrations)
        await part.service.start()
        await part.service.close()
