"""One group's reading from the embedded bus: fetch, hand over, move the cursor; again."""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

import structlog

from shared import faults
from shared.bus.protocol import Delivery, Receive
from shared.errors import StoreAway

BATCH: Final = 500
"""Messages of one topic that a handler gets at once at most; bounds memory and the length of its transaction."""
PAUSES: Final = (0.05, 0.2, 1.0, 5.0)
"""Seconds to wait after the first, second, … failure in a row before the same batch comes again."""

log = structlog.get_logger()


class Logs(Protocol):
    """What is read from: a log per topic, and a cursor per group in each."""

    async def cursors(self, group: str) -> dict[str, int]: ...
    async def after(self, cursors: dict[str, int]) -> list[Delivery]: ...
    def passed(self, group: str, cursors: dict[str, int]) -> None: ...


class Subscription:
    """A group, its topics and its handler; `pace` seconds pass from the begin of a batch to that of the next."""

    def __init__(self, logs: Logs, group: str, topics: tuple[str, ...], receive: Receive, pace: float) -> None:
        self.group: Final = group
        self._logs = logs
        self._topics = topics
        self._receive = receive
        self._pace = pace
        self._news = asyncio.Event()
        self._ahead: set[str] = set()
        """Topics that may hold something not yet handled."""

    def tell(self, topic: str) -> None:
        """There is something new on `topic`."""
        self._ahead.add(topic)
        self._news.set()

    def wake(self) -> None:
        """Look whether the bus stops."""
        self._news.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Read until the bus stops, whatever goes wrong meanwhile."""
        failures = 0
        cursors: dict[str, int] | None = None
        while not stopping.is_set():
            try:
                if cursors is None:
                    cursors = dict.fromkeys(self._topics, 0) | await self._logs.cursors(self.group)
                    self._ahead |= set(self._topics)
                if self._ahead:
                    next_at = asyncio.get_running_loop().time() + self._pace
                    cursors |= await self._read(cursors)
                    await asyncio.sleep(max(0.0, next_at - asyncio.get_running_loop().time()))
                elif not stopping.is_set():
                    self._news.clear()
                    await self._news.wait()
                failures = 0
            except Exception as failure:
                failures += 1
                cursors = None
                unforeseen = None if isinstance(failure, StoreAway) else failure
                log.warning(
                    "batch comes again", group=self.group, failures=failures, error=str(failure), exc_info=unforeseen
                )
                await pause(stopping, after_failures(failures))

    async def _read(self, cursors: dict[str, int]) -> dict[str, int]:
        """Hand over what is next on the topics that are ahead; the cursors that moved by it."""
        ahead, self._ahead = self._ahead, set()
        batch = await self._logs.after({topic: cursors[topic] for topic in ahead})
        if not batch:
            return {}
        await self._receive(batch)
        faults.reached("between-effect-and-cursor")
        moved = _furthest(batch)
        self._ahead |= {topic for topic, furthest in moved.items() if furthest - cursors[topic] >= BATCH}
        self._logs.passed(self.group, moved)
        return moved


def after_failures(failures: int) -> float:
    """Seconds to wait after so many failures in a row, at least one."""
    return PAUSES[min(failures, len(PAUSES)) - 1]


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until the bus stops."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


def _furthest(batch: Sequence[Delivery]) -> dict[str, int]:
    furthest: dict[str, int] = {}
    for delivery in batch:
        furthest[delivery.topic] = max(delivery.offset, furthest.get(delivery.topic, 0))
    return furthest
