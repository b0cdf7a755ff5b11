"""A real `koploper up`, in a process of its own, on a folder of the run."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import psutil

from tests.benchmarks.bench import PATIENCE, process
from tests.benchmarks.wire import Wire

KOPLOPER: Final = str(Path(sys.executable).with_name("koploper"))
LOOK: Final = 0.01
"""Seconds between looks at whether it answers."""


@dataclass(frozen=True, slots=True)
class Koploper:
    """A system that answers on `port`; `seconds` it took from its start to the first page."""

    port: int
    process: asyncio.subprocess.Process
    seconds: float

    def memory(self) -> int:
        """Bytes of all its processes (PSS: shared pages count by share)."""
        first = psutil.Process(self.process.pid)
        return sum(each.memory_full_info().pss for each in (first, *first.children(recursive=True)))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def up(data: Path) -> AsyncIterator[Koploper]:
    """`koploper up` on `data`, without the demo set."""
    port = free_port()
    async with _answering(port, KOPLOPER, "up", "--no-demo", "--port", str(port), "--data", str(data)) as running:
        yield running


@asynccontextmanager
async def make_run(data: Path) -> AsyncIterator[Koploper]:
    """`make run` on `data`."""
    port = free_port()
    async with _answering(port, "make", "--silent", "run", PORT=str(port), DATA=str(data)) as running:
        yield running


@asynccontextmanager
async def _answering(port: int, *command: str, **environment: str) -> AsyncIterator[Koploper]:
    began = perf_counter()
    async with process(*command, **environment) as started:
        await _first_page(started, port)
        yield Koploper(port, started, perf_counter() - began)


async def _first_page(started: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while started.returncode is None:
            if await _answers(port):
                return
            await asyncio.sleep(LOOK)
    raise RuntimeError(f"koploper ended with {started.returncode} before its first page")


async def _answers(port: int) -> bool:
    try:
        async with Wire.to(port) as wire:
            return (await wire.ask("GET", "/"))[0] == 200
    except OSError:  # it does not listen yet
        return False
