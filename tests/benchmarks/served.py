"""A real `koploper up` in a process of its own, on a folder of its own, for the time of a measurement."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx
import psutil

KOPLOPER: Final = Path(sys.executable).with_name("koploper")
PATIENCE: Final = 60.0
"""Seconds a process may take to answer, and to end."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running system: where it answers, its process, and how long it took to the first page."""

    url: str
    process: subprocess.Popen[bytes]
    seconds_to_first_page: float

    def pss(self) -> int:
        """Proportional set size of all its processes, in bytes: shared pages count for a part."""
        whole = psutil.Process(self.process.pid)
        return sum(each.memory_full_info().pss for each in [whole, *whole.children(recursive=True)])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def served(data: Path, *, demo: bool = False, command: tuple[str, ...] | None = None) -> AsyncIterator[Served]:
    """Run the system on `data` until the end of the block; `command` starts it another way (it gets PORT and DATA)."""
    port = free_port()
    started = perf_counter()
    process = subprocess.Popen(  # noqa: ASYNC220, S603 - starting is not what is waited for
        command or (KOPLOPER, "up", "--port", str(port), "--data", data, "--demo" if demo else "--no-demo"),
        env={**os.environ, "PORT": str(port), "DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await _answers(url, process)
        yield Served(url, process, perf_counter() - started)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)


async def _answers(url: str, process: subprocess.Popen[bytes]) -> None:
    began = perf_counter()
    async with httpx.AsyncClient() as http:
        while process.poll() is None and perf_counter() - began < PATIENCE:
            try:
                if (await http.get(f"{url}/")).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.01)
    raise RuntimeError(f"{url} does not answer; the process ended with {process.poll()}")
