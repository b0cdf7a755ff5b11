"""One running service: its store, rules, inbox and relay, put together and started in the right order."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection, delete, insert

from shared import lease, once, persons
from shared.actor import Actor
from shared.bus.protocol import Bus, Delivery
from shared.clock import Clock, Ids
from shared.decider import Act
from shared.errors import StoreAway
from shared.handle import Handle
from shared.inbox import Effects, Inbox
from shared.outlet import Outlet
from shared.read_model import OwnEvents, ReadModel
from shared.rebuilding import Rebuilds
from shared.relay import LINGER, Relay
from shared.restored import mark
from shared.restored.catch_up import QUIET, CatchUp
from shared.restored.ledger import Ledger
from shared.schedule import Gives, Schedule
from shared.store import schema
from shared.store.store import Store
from shared.turn import Model
from shared.unfinished import release

T = TypeVar("T")
Job = Callable[[], Awaitable[datetime | None]]
"""Does what is due, and tells when there will be more."""

IDLE: Final = 1.0
"""Seconds between looks at what is due, at the most: the clock may be set, and others write too."""

log = structlog.get_logger()


@dataclass
class Service:
    """What `app.py` puts together. `topics` are those its inbox hears."""

    model: Model
    store: Store
    bus: Bus
    clock: Clock
    ids: Ids
    effects: Callable[["Service"], Effects]
    topics: Sequence[str]
    more_read_models: Mapping[str, ReadModel[Any]] = field(default_factory=dict)
    """Read models that are made of something else than the service's own events."""
    at_start: "Callable[[Service], Awaitable[None]] | None" = None
    """What a service does by itself when it starts, before it hears anything; may come again at every start."""
    at_reopen: "Callable[[Service, Connection], None] | None" = None
    """What else goes when a restored store has caught up, in the transaction that opens it."""
    at_leave: "Callable[[Service], Awaitable[None]] | None" = None
    """What a service does when its process is about to stop, before it stops answering."""
    linger: float = LINGER
    """Seconds the relay's cursor may stay behind what was sent."""
    timers: Mapping[str, Gives] = field(default_factory=dict)
    """What it does by itself when a time comes, by the names in its schedule."""
    jobs: "Mapping[str, Callable[[Service], Job]]" = field(default_factory=dict)
    """What else it does when a time comes, about rows that no fact tells of; each finds out what is due by itself."""
    outlets: Sequence[Outlet] = ()
    """Where else something is said of its events."""
    made_of: Sequence[Path] = ()
    """Folders of data, beside the code, that its read models are made by."""
    secret: bytes = b""
    person_key: bytes = b""
    """What makes an id of an e-mail address (see `persons`)."""
    ledger: Ledger | None = None
    """Where a restored store fetches what it lacks."""
    quiet: float = QUIET
    """Seconds for which the ledger must have had nothing new before a restored store is opened."""
    restored: bool = False
    """Whether this store was restored and has not caught up."""
    _by_clock: "Sequence[asyncio.Task[None]]" = ()
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _work: "set[asyncio.Task[Any]]" = field(default_factory=set)

    def __post_init__(self) -> None:
        self.handle = Handle(self.store, self.model, self.ids)
        self.relay = Relay(self.store, self.bus, self.model.service, self.linger)
        others = [Relay(self.store, self.bus, self.name, self.linger, outlet=each) for each in self.outlets]
        self.relays: Sequence[Relay] = (self.relay, *others)
        own = OwnEvents(self.model)
        self.read_models: Mapping[str, ReadModel[Any]] = {
            **{each.name: ReadModel(each, own) for each in self.model.projections},
            **self.more_read_models,
        }
        self.hears = self.effects(self)
        self.inbox = Inbox(self.store, self.hears, self.clock, self.ids)
        self.rebuilds = Rebuilds(self.store)
        self.made_by = release(*self.made_of)
        self.schedule = Schedule(self.store, self.handle, self.clock, self.ids, self.timers)

    @property
    def name(self) -> str:
        return self.model.service

    def own_act(self) -> Act:
        """An act of the service itself, now, caused by nothing but that it runs."""
        own = self.ids.new()
        actor = Actor("system", self.name)
        return Act(id=own, now=self.clock.now(), actor=actor, correlation_id=own, causation_id=own)

    async def start(self) -> None:
        """Make ready to answer and to hear. Whoever made the bus starts it next, and then has all services `send`.

        A store that was restored is only read until `send` has had it catch up.
        """
        await self.store.write(self.recall)
        if not self.restored:
            await self._begin()
        self.bus.subscribe(self.name, self.topics, self._receive, self.inbox.awaits)

    def recall(self, connection: Connection) -> None:
        """Know what its store says of itself: its secrets, and whether it was restored."""
        self.secret = once.secret_of(connection, self.ids)
        self.person_key = persons.key_of(connection, self.ids)
        self.restored = mark.find(connection) is not None

    async def send(self) -> None:
        """Begin to relay what is committed, and to retry what failed."""
        if self.restored:
            self.begin(self._reopen(), "catches up")
        else:
            await self._send()

    async def _begin(self) -> None:
        if self.at_start is not None:
            await self.at_start(self)
        await self.store.on_writer(self.inbox.drain)

    async def _send(self) -> None:
        for relay in self.relays:
            await relay.start()
        jobs: dict[str, Job] = {"retries": self._retry_due, "scrubbing": self._scrub}
        if self.timers:
            jobs["schedule"] = self.schedule.ring
        jobs |= {name: make(self) for name, make in self.jobs.items()}
        self._by_clock = [
            asyncio.create_task(self._when_due(name, job), name=f"{self.name} {name}") for name, job in jobs.items()
        ]

    async def _receive(self, deliveries: Sequence[Delivery]) -> None:
        """Handle a batch; a restored store takes none: it hears all of it from the ledger, in the right order."""
        if self.restored:
            raise mark.Restored
        await self.inbox.receive(deliveries)

    async def _reopen(self) -> None:
        """Catch up with the ledger, and then go on as any other."""
        if self.ledger is None:
            log.error("restored store stays closed", service=self.name, error="no ledger is named: KOPLOPER_LEDGER_URL")
            return
        await CatchUp(self, self.ledger, self.quiet).run()
        self.restored = False
        await self._begin()
        await self._send()

    @property
    def keeps_time(self) -> bool:
        """Whether it does by itself what is due: it was started, and is open."""
        return bool(self._by_clock)

    def send_again(self, connection: Connection, behind: int) -> None:
        """Have everything behind a position sent again, wherever it goes."""
        for relay in self.relays:
            lease.set_back(connection, relay.name, behind)

    def must_be_open(self) -> None:
        """Raise Restored while acts cannot be taken."""
        if self.restored:
            raise mark.Restored

    async def is_ready(self) -> bool:
        """Whether acts are taken, and the store can be written: a row is, and is gone again in its transaction."""
        if self.restored:
            return False
        try:
            await self.store.write(_write_nothing)
        except StoreAway:
            return False
        return True

    async def leave(self) -> None:
        """Let open streams end: this process is about to stop."""
        if self.at_leave is not None:
            await self.at_leave(self)

    def begin(self, work: Coroutine[Any, Any, T], name: str) -> "asyncio.Task[T]":
        """Do `work` beside what is asked for, until it is done or the service stops."""
        task = asyncio.create_task(work, name=f"{self.name} {name}")
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        if self._stopping.is_set():
            task.cancel()
        return task

    async def stop(self) -> None:
        """Send and retry no more, and break off what was begun; the bus may be stopped then."""
        self._stopping.set()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        await asyncio.gather(*self._by_clock)
        await asyncio.gather(*(relay.stop() for relay in self.relays))

    async def close(self) -> None:
        """Close the store; nothing hears or answers any more."""
        await asyncio.to_thread(self.store.close)

    async def _retry_due(self) -> datetime | None:
        """Try failed facts again, and what waited for another replica."""
        following = await self.store.on_writer(self.inbox.retry_due)
        if self.store.shared:
            await self.store.on_writer(self.inbox.drain)
        return following

    async def _scrub(self) -> None:
        if self.store.to_scrub:
            await self.store.on_writer(self.store.scrub)

    async def _when_due(self, name: str, job: Job) -> None:
        """Do a job whenever its time comes, by the one clock, until the service stops."""
        while not self._stopping.is_set():
            following: datetime | None = None
            try:
                following = await job()
            except StoreAway as away:
                log.warning("what is due waits", service=self.name, work=name, error=str(away))
            except Exception:
                log.exception("what is due waits", service=self.name, work=name)
            wait = IDLE if following is None else (following - self.clock.now()).total_seconds()
            try:
                await asyncio.wait_for(self._stopping.wait(), min(max(wait, 0.05), IDLE))
            except TimeoutError:
                continue


def _write_nothing(connection: Connection) -> None:
    """Touch a page of the store, so that a disk that is full or read-only is noticed, and leave nothing."""
    connection.execute(insert(schema.secret).values(name="trial", value=b""))
    connection.execute(delete(schema.secret).where(schema.secret.c.name == "trial"))
