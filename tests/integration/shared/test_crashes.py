"""Whatever point a process dies at, again and again: every act once, every fact handled once, in order per stream."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final, get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from shared import faults
from shared.bus.embedded import EmbeddedBus
from shared.bus.protocol import topic_of
from shared.decider import Command
from shared.faults import Point
from shared.handle import Handle
from shared.heard import Foreign, Heard, Reaction, Reactions
from shared.inbox import Inbox
from shared.once import Once
from shared.relay import Relay, behind
from shared.store import schema
from shared.store.store import Store
from shared.testing.running import store_url
from shared.testing.seeded import SeededIds, SetClock
from shared.testing.shuffled import between_keys
from shared.testing.until import until
from shared.turn import Model
from tests.toy import reading
from tests.toy.core import CORE, SERVICE, Count, Counted, count
from tests.toy.stand import create

MIRROR: Final = "mirror"
POINTS: Final[tuple[Point, ...]] = tuple(point for point in get_args(Point) if point != "in-ledger-ingest")
SAYS: Final = Model(SERVICE, CORE, reading.PROJECTIONS)
HEARS: Final = Model(MIRROR, CORE, reading.PROJECTIONS)

Fault = tuple[Point, int]
"""Die when a point is reached for the n-th time."""


class Killed(BaseException):
    """The process is no more; nothing catches this."""


class Seen(Foreign):
    by: int
    note: str


def mirror(heard: Heard[Seen], _: Connection) -> Sequence[Command]:
    return [Count(act=heard.act, name=heard.envelope.subject, by=heard.data.by, note=heard.data.note)]


REACTION: Final = Reaction("mirror", SERVICE, Counted.event_type, Seen, mirror)


class Process:
    """One life of a process: a service that says, a bus that shuffles, a service that hears; and how it dies."""

    def __init__(self, data: Path, life: int, fault: Fault | None) -> None:
        self._loop = asyncio.get_running_loop()
        self.killed = asyncio.Event()
        self._fault: Point | None = None
        self._left = 0
        if fault is not None:
            self._fault, self._left = fault
        ids = SeededIds(life)
        self.says, self.hears = (Store(store_url(data, name), name) for name in (SERVICE, MIRROR))
        self._bus = EmbeddedBus(store_url(data, "bus"), between_keys(life))
        self.handle = Handle(self.says, SAYS, ids)
        self._relay = Relay(self.says, self._bus, SERVICE)
        effects = Reactions(HEARS, SetClock(), ids, [REACTION])
        self.inbox = Inbox(self.hears, effects, SetClock(), ids)

    def reached(self, point: Point) -> None:
        if point == self._fault:
            self._left -= 1
        if self._fault is not None and self._left <= 0:  # dead: whatever still runs gets no further than this either
            self._loop.call_soon_threadsafe(self.killed.set)
            raise Killed(point)

    async def start(self) -> None:
        self._bus.subscribe(MIRROR, [topic_of(SERVICE)], self.inbox.receive)
        await self._bus.start()
        await self._relay.start()

    async def give(self, command: Command, once: Once) -> bool:
        """Give a command; tells whether it was answered before the process died."""
        answer = asyncio.ensure_future(self.handle(command, once=once))
        death = asyncio.ensure_future(self.killed.wait())
        await asyncio.wait({answer, death}, return_when=asyncio.FIRST_COMPLETED)
        death.cancel()
        if answer.done() and not answer.cancelled() and answer.exception() is None:
            return True
        answer.cancel()
        return False

    def over(self) -> bool:
        """Whether it died, or has nothing left to do."""
        return self.killed.is_set() or self._at_rest()

    def _at_rest(self) -> bool:
        with self.says.read() as connection:
            said = len(connection.execute(select(schema.event.c.id)).all())
            unsent = behind(connection, SERVICE)
        with self.hears.read() as connection:
            heard = len(connection.execute(select(schema.inbox.c.event_id)).all())
        return unsent == 0 and said == heard

    async def end(self) -> None:
        """Nothing of it goes on."""
        tasks = [task for task in (*(self._bus._tasks or ()), self._relay._task) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for store in (self.says, self.hears, self._bus._store):
            await asyncio.to_thread(store.close)


async def live(data: Path, commands: Sequence[str], plan: Sequence[Fault], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands one after the other per life, each until it is answered, through all the deaths of the plan."""
    for name in (SERVICE, MIRROR):
        store = Store(store_url(data, name), name)
        create(store)
        store.close()
    waiting = [
        (count(name, by=number, note=f"{number}"), Once(f"k{number}", "d")) for number, name in enumerate(commands, 1)
    ]
    for life, fault in enumerate((*plan, None)):
        process = Process(data, life, fault)
        monkeypatch.setattr(faults, "reached", process.reached)
        await process.start()
        while waiting and not process.killed.is_set():
            if await process.give(*waiting[0]):
                waiting.pop(0)
        await until(process.over)
        await process.end()


def told(data: Path, name: str) -> dict[str, list[str]]:
    """Per stream, the notes of its counts in order."""
    store = Store(store_url(data, name), name)
    with store.read() as connection:
        bodies = connection.execute(select(schema.event.c.body).order_by(schema.event.c.position)).scalars().all()
    store.close()
    streams = defaultdict(list)
    for body in bodies:
        fact = SAYS.load(body)
        assert isinstance(fact.event, Counted)
        streams[fact.stream].append(fact.event.note)
    return dict(streams)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    commands=st.lists(st.sampled_from("abc"), min_size=1, max_size=8),
    plan=st.lists(st.tuples(st.sampled_from(POINTS), st.integers(1, 3)), max_size=4),
)
@example(commands=list("aba"), plan=[(point, 1) for point in POINTS])
@example(commands=list("aab"), plan=[(point, 2) for point in POINTS])
def test_every_act_and_every_fact_is_once_and_in_order(
    monkeypatch: pytest.MonkeyPatch, commands: list[str], plan: list[Fault]
) -> None:
    """Killed at any named points in any number of lives, what is said and what is heard are the same in the end."""
    with monkeypatch.context() as patches, tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        asyncio.run(live(data, commands, plan, patches))
        asked: dict[str, list[str]] = defaultdict(list)
        for number, name in enumerate(commands, 1):
            asked[f"tally-{name}"].append(f"{number}")
        assert told(data, SERVICE) == asked
        assert told(data, MIRROR) == asked
