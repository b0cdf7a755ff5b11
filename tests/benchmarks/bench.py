"""What every measurement is given: folders that go away, its rounds, and somebody to tell how far it is."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from rich.progress import Progress

from tests.benchmarks.rows import LEAST_ROUNDS, Claim, Round
from tests.faults import complaints
from tests.faults.evidence import Evidence
from tests.faults.waiting import found_within

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0
"""Seconds after which the end of a process has failed."""

Measured = Mapping[Claim, Sequence[Round]]


@dataclass(frozen=True)
class Bench:
    """Where progress is shown."""

    progress: Progress

    def rounds(self, what: str, count: int = LEAST_ROUNDS) -> Iterator[int]:
        """Each round's number, shown while it runs."""
        task = self.progress.add_task(what, total=count)
        for number in range(count):
            yield number
            self.progress.advance(task)

    @contextmanager
    def busy(self, what: str, total: int | None = None) -> Iterator[Callable[[float], None]]:
        """Something that takes a while before the rounds can begin; gives what to call as it advances."""
        task = self.progress.add_task(what, total=total)
        yield lambda done: self.progress.advance(task, done)
        self.progress.remove_task(task)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on a disk, and not in memory; gone at the end with all that is in it."""
    with tempfile.TemporaryDirectory(prefix="koploper-bench-", dir="/var/tmp") as made:
        yield Path(made)


@asynccontextmanager
async def process(*command: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of ours; at the end it gets what Ctrl-C gives, it and those it started, and nobody else."""
    started = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE if command[0] == sys.executable else asyncio.subprocess.DEVNULL,
        start_new_session=True,
        limit=1 << 26,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            os.killpg(started.pid, signal.SIGINT)
        try:
            await asyncio.wait_for(started.wait(), PATIENCE)
        except TimeoutError:
            os.killpg(started.pid, signal.SIGKILL)
            await started.wait()
            raise


async def answer_of(module: str, *arguments: object) -> Any:
    """What a module of this package answers in JSON, run as a process; raises RuntimeError when it fails."""
    async with process(sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)) as client:
        told, _ = await client.communicate()
    if client.returncode:
        raise RuntimeError(f"{module} {' '.join(map(str, arguments))} ended with {client.returncode}")
    return orjson.loads(told)


async def at_rest(read: Callable[[], Evidence]) -> None:
    """Return when nothing is on its way between the services whose stores are read."""

    async def look() -> bool | None:
        return not complaints.under_way(await asyncio.to_thread(read)) or None

    await found_within(look)
