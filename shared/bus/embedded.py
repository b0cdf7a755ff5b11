"""The bus for one machine: an ordered log per topic in SQLite, a cursor per group and topic, woken in this process.

Order of commits: the messages, then the relay's cursor; a handler's effects, then the group's cursor. So a crash
anywhere delivers again and never loses, and cursors may be written a little later, those of all groups together. A
default to start with, not a broker to grow.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import structlog
from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, Text, bindparam, select
from sqlalchemy.dialects import sqlite

from shared import faults
from shared.bus import subscription
from shared.bus.protocol import Awaits, BusAway, Delivery, Lag, Message, Receive, everything
from shared.bus.subscription import BATCH, Subscription
from shared.bus.tail import Keyed, Tail
from shared.errors import StoreAway
from shared.store.many import Many
from shared.store.ready import Ready
from shared.store.store import Store

LINGER: Final = 0.25
"""Seconds a cursor may stay unwritten: what a crash delivers again at the most."""
PACE: Final = 0.01
"""Seconds from the begin of a group's batch to that of its next: what comes meanwhile is handled together, and the
first after a silence at once."""
NOBODYS: Final[Mapping[str, float]] = MappingProxyType({})

tables: Final = MetaData()
message: Final = Table(
    "message",
    tables,
    Column("topic", Text, primary_key=True),
    Column("offset", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
cursor: Final = Table(
    "cursor",
    tables,
    Column("group", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("offset", Integer, nullable=False),
)

_AFTER: Final = (
    select(message.c.offset, message.c.key, message.c.body)
    .where(message.c.topic == bindparam("topic"), message.c.offset > bindparam("after"))
    .order_by(message.c.offset)
    .limit(BATCH)
)
_CURSORS: Final = select(cursor.c.topic, cursor.c.offset).where(cursor.c.group == bindparam("of"))
_LAST: Final = Ready(
    select(message.c.offset).where(message.c.topic == bindparam("topic")).order_by(message.c.offset.desc()).limit(1)
)
_SEND: Final = Many.insert(message, message.c.keys())
_MOVE: Final = sqlite.insert(cursor)
_MOVE_ON: Final = _MOVE.on_conflict_do_update(
    index_elements=["group", "topic"], set_={"offset": _MOVE.excluded["offset"]}
)

Cursor = tuple[str, str]
"""A group and a topic."""
Order = Callable[[Sequence[Keyed]], Sequence[Keyed]]
"""Reorders a batch of (key, delivery); a test's bus shuffles between keys, as a broker's partitions do."""

log = structlog.get_logger()


class EmbeddedBus:
    """A bus in one SQLite file of one process; `paces` are those of groups with another than `pace`, in seconds."""

    def __init__(
        self,
        url: str,
        order: Order | None = None,
        linger: float = LINGER,
        pace: float = PACE,
        paces: Mapping[str, float] = NOBODYS,
    ) -> None:
        self._store = Store(url, "bus")
        self._pace = pace
        self._paces = paces
        self._order = order
        self._linger = linger
        self._passed: dict[Cursor, int] = {}
        self._saving: asyncio.Task[None] | None = None
        self._subscriptions: list[Subscription] = []
        self._readers: dict[str, list[Subscription]] = {}
        self._tails: dict[str, Tail] = {}
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] | None = None
        self._made = False

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        if not messages:
            return

        def send(connection: Connection) -> int:
            last = _last(connection, topic)
            rows = [
                {"topic": topic, "offset": offset, "key": each.key, "body": each.body}
                for offset, each in enumerate(messages, last + 1)
            ]
            _SEND.execute(connection, rows)
            faults.reached("before-bus-commit")
            return last + 1

        try:
            await self._make()
            first = await self._store.write(send)
        except StoreAway as away:
            raise BusAway(str(away)) from away
        faults.reached("after-bus-commit")
        self._tails.setdefault(topic, Tail(topic)).add(first, messages)
        for reader in self._readers.get(topic, ()):
            reader.tell(topic)

    def subscribe(
        self,
        group: str,
        topics: Sequence[str],
        receive: Receive,
        awaits: Awaits = everything,  # noqa: ARG002 - it has a pace for all
    ) -> None:
        if self._tasks is not None:
            raise RuntimeError(f"{group} subscribes too late: the bus was started already, nothing would arrive.")
        reader = Subscription(self, group, tuple(topics), receive, self._paces.get(group, self._pace))
        for topic in topics:
            self._readers.setdefault(topic, []).append(reader)
        self._subscriptions.append(reader)

    async def start(self) -> None:
        await self._make()
        self._tasks = [
            asyncio.create_task(each.run(self._stopping), name=f"{each.group} listens") for each in self._subscriptions
        ]

    async def stop(self) -> None:
        self._stopping.set()
        for each in self._subscriptions:
            each.wake()
        await asyncio.gather(*(self._tasks or ()))
        if (saving := self._saving) is not None:
            await saving
        await asyncio.to_thread(self._store.close)

    async def _make(self) -> None:
        """Make the tables, for whoever comes first."""
        if not self._made:
            await self._store.write(tables.create_all)
            self._made = True

    async def cursors(self, group: str) -> dict[str, int]:
        """How far a group has come, per topic; 0 where it has not begun."""

        def fetch() -> dict[str, int]:
            with self._store.read() as connection:
                return {row.topic: row.offset for row in connection.execute(_CURSORS, {"of": group})}

        return await self._store.on_writer(fetch)

    async def after(self, cursors: dict[str, int]) -> list[Delivery]:
        """The next messages behind these cursors, at most BATCH per topic, in each topic's order."""
        found: list[Keyed] = []
        unknown: dict[str, int] = {}
        for topic, after in cursors.items():
            kept = self._tails[topic].after(after, BATCH) if topic in self._tails else None
            if kept is None:
                unknown[topic] = after
            else:
                found += kept
        if unknown:
            found += await self._store.on_writer(partial(self._fetch, unknown))
        ordered = found if self._order is None else self._order(found)
        return [delivery for _, delivery in ordered]

    def _fetch(self, cursors: dict[str, int]) -> list[Keyed]:
        with self._store.read() as connection:
            return [
                (row.key, Delivery(topic, 0, row.offset, row.body))
                for topic, after in cursors.items()
                for row in connection.execute(_AFTER, {"topic": topic, "after": after})
            ]

    def lag(self, group: str) -> Sequence[Lag]:
        if not self._made:
            return []
        try:
            with self._store.read() as connection:
                written = {row.topic: row.offset for row in connection.execute(_CURSORS, {"of": group})}
                topics = [topic for topic, readers in self._readers.items() if any(group == r.group for r in readers)]
                last = {topic: _last(connection, topic) for topic in topics}
        except StoreAway as away:
            raise BusAway(str(away)) from away
        done = {topic: max(written.get(topic, 0), self._passed.get((group, topic), 0)) for topic in topics}
        return [Lag(topic, 0, max(last[topic] - done[topic], 0)) for topic in topics]

    def passed(self, group: str, cursors: dict[str, int]) -> None:
        """A group has handled so much; its cursors are written soon."""
        self._passed |= {(group, topic): offset for topic, offset in cursors.items()}
        if self._saving is None:
            self._saving = asyncio.create_task(self._save(), name="bus cursors")

    async def _save(self) -> None:
        """Write what was passed, some time after the first of it; at the stop at once."""
        failures = 0
        while self._passed:
            await subscription.pause(
                self._stopping, subscription.after_failures(failures) if failures else self._linger
            )
            moved, self._passed = self._passed, {}
            try:
                await self.move(moved)
                failures = 0
            except Exception as failure:
                self._passed = moved | self._passed
                failures += 1
                log.warning("cursors wait", exc_info=None if isinstance(failure, StoreAway) else failure)
                if self._stopping.is_set():
                    break  # what is not written is delivered again
        self._saving = None

    async def move(self, cursors: dict[Cursor, int]) -> None:
        """Set cursors."""
        rows: list[dict[str, Any]] = [
            {"group": group, "topic": topic, "offset": offset} for (group, topic), offset in cursors.items()
        ]
        await self._store.write(lambda connection: connection.execute(_MOVE_ON, rows))


def _last(connection: Connection, topic: str) -> int:
    """The offset of a topic's newest message; 0 when it has none."""
    found = _LAST.first(connection, topic=topic)
    return 0 if found is None else int(found.offset)
