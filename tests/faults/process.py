"""Koploper in processes of its own, started as people start it."""

import asyncio
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx

HOST: Final = "127.0.0.1"
KOPLOPER: Final = Path(sys.executable).with_name("koploper")
PATIENCE: Final = 600.0
"""Seconds that a start may take on a machine that does much else; nothing waits that long when all is well."""
LOOK: Final = 0.01


def free_port() -> int:
    """A port that nobody listened at a moment ago."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


class Program:
    """A process that answers at `url`; what it says is added to `log`."""

    def __init__(
        self,
        command: Sequence[str | Path],
        url: str,
        log: Path,
        environment: Mapping[str, str],
        room: int | None = None,
    ) -> None:
        """`room` is how many bytes a file may grow to, as on a disk that is full."""
        self.url: Final = url
        self.log: Final = log
        self.log_from: Final = log.stat().st_size if log.exists() else 0
        self.started: Final = time.monotonic()
        self._command = command
        self._environment = os.environ | environment
        self._room = room
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, stdout=log, stderr=log, preexec_fn=self._limit
            )

    def _limit(self) -> None:
        if self._room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self._room, resource.RLIM_INFINITY))

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "not started"
        return self._process

    @property
    def said(self) -> str:
        """All that this process wrote."""
        return self.log.read_bytes()[self.log_from :].decode()

    async def ready(self) -> bool:
        """Wait until it answers that it is ready; False when it ended before. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=self.url) as client:
            while self.process.returncode is None:
                try:
                    if (await client.get("/readyz")).status_code == httpx.codes.OK:
                        return True
                except httpx.TransportError:
                    await asyncio.sleep(LOOK)
        return False

    async def ended(self) -> int:
        """Wait until it ended; gives its exit code, or the negative number of the signal that killed it."""
        return await self.process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.process.returncode is None:
            self.process.send_signal(number)

    async def stop(self) -> int:
        """Ask it to stop, and wait until it did."""
        self.send(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            return await self.ended()

    async def kill(self) -> None:
        """End it whatever it does; nothing is left of it then."""
        self.send(signal.SIGKILL)
        await self.ended()


class Koploper(Program):
    """`koploper up` on a data folder; what it says goes to a file beside that, or to `log`."""

    def __init__(
        self,
        data: Path,
        port: int,
        *options: str,
        fault: str | None = None,
        log: Path | None = None,
        room: int | None = None,
    ) -> None:
        command: list[str | Path] = [KOPLOPER, "up", "--port", str(port), "--data", str(data), *options]
        armed = {} if fault is None else {"KOPLOPER_FAULT": fault}
        super().__init__(command, f"http://{HOST}:{port}", log or data.with_suffix(".log"), armed, room)


@asynccontextmanager
async def koploper(
    data: Path,
    *options: str,
    port: int | None = None,
    fault: str | None = None,
    log: Path | None = None,
    room: int | None = None,
) -> AsyncIterator[Koploper]:
    """A started process, not yet ready; it does not outlive the block."""
    process = Koploper(data, port or free_port(), *options, fault=fault, log=log, room=room)
    await process.start()
    try:
        yield process
    finally:
        await process.kill()
