"""The live side of the stream: gives what was committed to all who are up to date, and has the others catch up.

Everything here runs on the event loop, but `announce`, which the writer's thread calls. Where other replicas write in
the same ledger, what they recorded is followed in the store, from the position that was announced last.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, Protocol

import structlog
from sqlalchemy import Connection

from services.events import projections
from services.events.ledger import entries
from services.events.ledger.entries import Entry
from services.events.live.frames import Frames
from services.events.readers import Change, Onlooker, Readership
from shared import metrics, shut
from shared.errors import StoreAway
from shared.service import Service
from shared.store.store import Store

BEAT: Final = 15.0
"""Seconds between two comments to those who get nothing else."""
LOOK: Final = 0.1
"""Seconds between looks at what other replicas recorded."""
PAGE: Final = 500
"""Entries read at once of what they recorded."""

log = structlog.get_logger()


Tied = tuple[str, str, Change]
"""A person, an initiative, and what the one has to do with the other from here on."""


class Listener(Protocol):
    """Somebody on the stream."""

    def take(self, news: Sequence[Frames], tied: Sequence[Tied]) -> None:
        """What was committed just now, and what it tells of who has to do with which initiative."""
        ...

    def catch_up(self) -> None:
        """Something was committed that is not at hand: read it from the store."""
        ...

    def beat(self) -> None: ...

    def close(self) -> None: ...


class Broadcast:
    """Who listens, and how far they all are."""

    def __init__(self, readership: Readership, beat: float = BEAT) -> None:
        self._readership = readership
        self._beat = beat
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._connected: dict[Listener, None] = {}
        self._live: dict[Listener, None] = {}
        self.position = 0
        """The newest position that was given to all who are live."""
        self._kept_out: set[str] | None = set()
        """Persons to whom an initiative is shut, or was; None when some may not be known here."""
        self.closed = False
        self._meter = metrics.of("events")
        self._meter.listening(0)
        self._behind: asyncio.Event | None = None
        """Is set when others have recorded something; None where nobody else can."""

    async def start(self, service: Service) -> None:
        """Begin where the ledger stands."""
        self._loop = asyncio.get_running_loop()
        self.position, self._kept_out = await service.store.write(_where_it_stands)
        if service.store.shared:
            self._behind = asyncio.Event()
            service.begin(self._follow(service.store, self._behind), "follows the ledger")

    async def leave(self, _: Service) -> None:
        """End all streams: this process is about to stop."""
        self.close()

    def close(self) -> None:
        """End all streams, each after a complete event; new ones end at once."""
        self.closed = True
        for listener in list(self._connected):
            listener.close()

    def announce(self, added: Sequence[Entry]) -> None:
        """Entries were committed; called on the writer's thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(partial(self.publish, added))

    def publish(self, added: Sequence[Entry]) -> None:
        """Give entries to all who are live; they follow one another, and come in order."""
        news = [entry for entry in added if entry.position > self.position]
        if not news:
            return
        whole = news[0].position == self.position + 1
        if not whole and self._behind is not None:  # others recorded what comes before it: read all of it at once
            self._behind.set()
            return
        self.position = news[-1].position
        if not whole:
            self._kept_out = None
            self._each(lambda listener: listener.catch_up())
            return
        frames = [Frames(entry, self._readership) for entry in news]
        tied = _tied(news)
        if self._kept_out is not None:
            self._kept_out.update(person for person, _, change in tied if change == "shut")
        self._each(lambda listener: listener.take(frames, tied))

    async def _follow(self, store: Store, behind: asyncio.Event) -> None:
        """Publish what was recorded, whoever did; positions have no hole, so what is read follows on what was given."""
        while not self.closed:
            added: list[Entry] = []
            try:
                added = await asyncio.to_thread(self._next, store)
                self.publish(added)
            except StoreAway as away:
                log.warning("stream waits", error=str(away))
            except Exception:
                log.exception("stream waits")
            if len(added) < PAGE:
                behind.clear()
                with suppress(
                    TimeoutError
                ):  # not `wait_for`: it loses a cancellation that comes with what it waits for
                    async with asyncio.timeout(LOOK):
                        await behind.wait()

    def _next(self, store: Store) -> list[Entry]:
        with store.read() as connection:
            return entries.after(connection, self.position, PAGE)

    def connect(self, listener: Listener) -> None:
        """Somebody came; they get nothing yet."""
        self._connected[listener] = None
        self._meter.listening(len(self))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._beat, self._beats)

    def may_have_ties(self, onlooker: Onlooker) -> bool:
        """Whether they must first read what they have to do with initiatives."""
        if onlooker.person is not None or onlooker.officer is None:
            return onlooker.person is not None
        return self._kept_out is None or onlooker.officer in self._kept_out

    def join(self, listener: Listener) -> None:
        """They are up to date with `position`, and get what comes from now on."""
        self._live[listener] = None

    def part(self, listener: Listener) -> None:
        """They get nothing more for now."""
        self._live.pop(listener, None)

    def disconnect(self, listener: Listener) -> None:
        """They are gone."""
        self.part(listener)
        self._connected.pop(listener, None)
        self._meter.listening(len(self))
        if not self._connected and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def __len__(self) -> int:
        return len(self._connected)

    def _each(self, tell: Callable[[Listener], None]) -> None:
        for listener in list(self._live):
            tell(listener)

    def _beats(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._beat, self._beats)
        self._each(lambda listener: listener.beat())


def _where_it_stands(connection: Connection) -> tuple[int, set[str]]:
    return entries.size(connection), shut.persons(connection)


def _tied(news: Sequence[Entry]) -> list[Tied]:
    found: list[Tied] = []
    for entry in news:
        if entry.initiative_id is not None:
            found += [(person, entry.initiative_id, "own") for person in projections.people_of(entry)]
            if (conflict := projections.conflict_of(entry)) is not None:
                found.append((conflict[0], entry.initiative_id, conflict[1]))
    return found
