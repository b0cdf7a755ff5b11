"""One folder through its kills: people act, the process dies and is started again, until all is done and told."""

import asyncio
import json
import signal
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from sqlite3 import OperationalError
from typing import Final

import httpx

from cli.client import Client
from cli.system import running
from shared.clock import SystemClock
from shared.envelope import moment
from tests.faults import complaints, evidence
from tests.faults.evidence import Evidence
from tests.faults.local.ending import Ending, look
from tests.faults.local.kills import AFTER_ACKNOWLEDGEMENT, AT_ANY_MOMENT, Kill
from tests.faults.people import Crowd, Witness
from tests.faults.process import HOST, Koploper, free_port, koploper

LOOK: Final = 0.1
_CLOCK: Final = SystemClock()


@dataclass
class Life:
    """One process, from its start until its end. Times are as in the events' envelopes."""

    kill: Kill | None
    began: datetime
    until_ready: float | None = None
    """Seconds from its start until it answered; None when it was killed before."""
    acts: int = 0
    events: int = 0
    duplicates: int = 0
    killed: bool = False


@dataclass(frozen=True)
class Round:
    """What became of a folder."""

    lives: Sequence[Life]
    found: Evidence
    ending: Ending
    complaints: list[str]


@dataclass
class Campaign:
    """Drives a crowd to its end on the folder `data`, with as many of `kills` as come to pass."""

    data: Path
    crowd: Crowd
    kills: deque[Kill]
    tell: Callable[[], None] = lambda: None
    """Is called after each kill."""
    port: int = field(default_factory=free_port)
    lives: list[Life] = field(default_factory=list)

    async def run(self) -> Round:
        """Give what was found in the end; a refusal, or a process that ends by itself, is raised."""
        witness = Witness()
        async with Client(f"http://{HOST}:{self.port}", witness) as client:
            work = asyncio.create_task(_work(client, self.crowd, self.data))
            try:
                while not work.done() or self.lives[-1].killed:
                    await self._live(witness, work)
                await work
            finally:
                work.cancel()
        ending = await look(self.data, self.port, self.crowd)
        found = evidence.read(self.data)
        self._count(found)
        wrong = [*complaints.of_folder(found), *complaints.of_acts(found, witness.acts, self.crowd)]
        wrong += complaints.of_answers(witness.acts, ending.acts)
        return Round(self.lives, found, ending, wrong + ending.complaints)

    async def _live(self, witness: Witness, work: "asyncio.Task[None]") -> None:
        """One process, until it is killed or the work is done."""
        kill = self.kills[0] if self.kills else None
        life = Life(kill, _CLOCK.now())
        self.lives.append(life)
        async with koploper(self.data, "--no-demo", port=self.port, fault=kill.fault if kill else None) as process:
            _watch(witness, life, process)
            ready = asyncio.create_task(self._until_ready(life, process))
            end = asyncio.create_task(process.ended())
            late = asyncio.create_task(_kill_later(life, process))
            await asyncio.wait([work, end], return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait([ready, end], return_when=asyncio.FIRST_COMPLETED)  # before, it cannot end in order
            late.cancel()
            code = await process.stop()
            await ready
            life.killed = code == -signal.SIGKILL
            life.duplicates = _dropped(process.said)
            if not life.killed and (code or not work.done()):
                raise RuntimeError(f"koploper ended by itself, with {code}; it said:\n{process.said}")
        if life.killed:
            self.kills.popleft()
            self.tell()

    async def _until_ready(self, life: Life, process: Koploper) -> None:
        if await process.ready():
            life.until_ready = (_CLOCK.now() - life.began).total_seconds()

    def _count(self, found: Evidence) -> None:
        """Give each life the events that were decided in it."""
        ends = [each.began for each in self.lives[1:]]
        times = [moment(fact.told["time"]) for fact in found.stored]
        for life, end in zip(self.lives, [*ends, None], strict=True):
            life.events = sum(life.began <= time and (end is None or time < end) for time in times)


async def undisturbed(data: Path, crowd: Crowd) -> Evidence:
    """What a folder holds after the same acts without kills, in this process."""
    async with running(data) as system, Client(f"http://{HOST}", httpx.ASGITransport(system.http)) as client:
        await _work(client, crowd, data)
    found = evidence.read(data)
    assert complaints.of_folder(found) == []
    return found


async def _work(client: Client, crowd: Crowd, data: Path) -> None:
    """All acts, and then until nothing is under way."""
    await crowd.act(client)
    while True:
        with suppress(OperationalError):  # a file at the moment of a kill, or not made yet
            if not complaints.under_way(evidence.read(data)):
                return
        await asyncio.sleep(LOOK)


def _dropped(said: str) -> int:
    """How many duplicates a process said it dropped; its last line may be cut off by the kill."""
    lines = [line for line in said.splitlines() if "duplicates dropped" in line and line.endswith("}")]
    return sum(json.loads(line)["count"] for line in lines)


def _watch(witness: Witness, life: Life, process: Koploper) -> None:
    """Count the answers, and kill after the n-th where that is asked."""

    def seen() -> None:
        life.acts += 1
        if life.kill and life.kill.point == AFTER_ACKNOWLEDGEMENT and life.acts == life.kill.nth:
            process.send(signal.SIGKILL)

    witness.seen = seen


async def _kill_later(life: Life, process: Koploper) -> None:
    if life.kill and life.kill.point == AT_ANY_MOMENT:
        await asyncio.sleep(life.kill.seconds)
        process.send(signal.SIGKILL)
