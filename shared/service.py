"""One running service: its store, rules, inbox and relay, put together and started in the right order."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

import structlog

from shared import once
from shared.bus.protocol import Bus
from shared.clock import Clock, Ids
from shared.errors import StoreAway
from shared.handle import Handle
from shared.inbox import Effects, Inbox
from shared.rebuild import OwnEvents, ReadModel
from shared.relay import LINGER, Relay
from shared.store.store import Store
from shared.turn import Model

T = TypeVar("T")

IDLE: Final = 1.0
"""Seconds between looks at what failed facts are due, at the most."""

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
    at_leave: "Callable[[Service], Awaitable[None]] | None" = None
    """What a service does when its process is about to stop, before it stops answering."""
    linger: float = LINGER
    """Seconds the relay's cursor may stay behind what was sent."""
    secret: bytes = b""
    _retries: "asyncio.Task[None] | None" = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _work: "set[asyncio.Task[Any]]" = field(default_factory=set)

    def __post_init__(self) -> None:
        self.handle = Handle(self.store, self.model, self.ids)
        self.relay = Relay(self.store, self.bus, self.model.service, self.linger)
        own = OwnEvents(self.model)
        self.read_models: Mapping[str, ReadModel[Any]] = {
            **{each.name: ReadModel(each, own) for each in self.model.projections},
            **self.more_read_models,
        }
        self.hears = self.effects(self)
        self.inbox = Inbox(self.store, self.hears, self.clock, self.ids)

    @property
    def name(self) -> str:
        return self.model.service

    async def start(self) -> None:
        """Make ready to answer and to hear. Whoever made the bus starts it next, and then has all services `send`."""
        self.secret = await self.store.write(lambda connection: once.secret_of(connection, self.ids))
        if self.at_start is not None:
            await self.at_start(self)
        await self.store.on_writer(self.inbox.drain)
        self.bus.subscribe(self.name, self.topics, self.inbox.receive)

    async def send(self) -> None:
        """Begin to relay what is committed, and to retry what failed."""
        await self.relay.start()
        self._retries = asyncio.create_task(self._retry(), name=f"{self.name} retries")

    async def is_ready(self) -> bool:
        """Whether the store can be written just now."""
        try:
            await self.store.write(lambda _: None)
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
        return task

    async def stop(self) -> None:
        """Send and retry no more, and break off what was begun; the bus may be stopped then."""
        self._stopping.set()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        if self._retries is not None:
            await self._retries
        await self.relay.stop()

    async def close(self) -> None:
        """Close the store; nothing hears or answers any more."""
        await asyncio.to_thread(self.store.close)

    async def _retry(self) -> None:
        """Try failed facts again when their time comes, by the one clock; and what waited for another replica."""
        while not self._stopping.is_set():
            following: datetime | None = None
            try:
                following = await self.store.on_writer(self.inbox.retry_due)
                if self.store.shared:
                    await self.store.on_writer(self.inbox.drain)
            except StoreAway as away:
                log.warning("retries wait", service=self.name, error=str(away))
            except Exception:
                log.exception("retries wait", service=self.name)
            wait = IDLE if following is None else (following - self.clock.now()).total_seconds()
            try:
                await asyncio.wait_for(self._stopping.wait(), min(max(wait, 0.05), IDLE))
            except TimeoutError:
                continue
