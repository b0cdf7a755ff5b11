"""Services as their operators run them: a process each, on a real Kafka and a real PostgreSQL, behind one address."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from cli import keyring
from cli.client import Client
from cli.demo import cast
from cli.system import SERVICES
from shared.clock import SystemIds

HOST: Final = "127.0.0.1"
PATIENCE: Final = 180.0
"""Seconds that a process gets to start on a machine that has more to do."""
DRAIN: Final = 10.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@dataclass
class Replica:
    """A process of one service."""

    service: str
    port: int
    process: asyncio.subprocess.Process
    log: Path

    async def ready(self) -> None:
        """Return when it answers that it is; fails with its log when it has ended."""
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=f"http://{HOST}:{self.port}") as http:
            while True:
                assert self.process.returncode is None, self.log.read_text()
                try:
                    if (await http.get(f"/{self.service}/readyz")).is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def ended(self, within: float = DRAIN) -> int:
        """Its exit code; fails when it does not end in time."""
        async with asyncio.timeout(within):
            return await self.process.wait()


@dataclass
class Site:
    """All that runs, and where."""

    folder: Path
    stores: Mapping[str, str]
    kafka: str
    replicas: list[Replica] = field(default_factory=list)

    def environment(self, service: str, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            "KOPLOPER_STORE_URL": self.stores[service],
            "KOPLOPER_KAFKA_URL": self.kafka,
            "KOPLOPER_TOKENS_FILE": str(self.folder / keyring.HASHES),
            **more,
        }

    async def begin(self, service: str, **more: str) -> Replica:
        """Start one more replica; it is not ready yet."""
        port = free_port()
        log = self.folder / f"{service}-{port}.log"
        with log.open("wb") as said:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cli.main", "serve", service),
                env=self.environment(service, KOPLOPER_PORT=str(port), **more),
                stderr=said,
            )
        replica = Replica(service, port, process, log)
        self.replicas.append(replica)
        return replica

    def of(self, service: str) -> list[Replica]:
        """Its replicas that have not ended."""
        return [each for each in self.replicas if each.service == service and each.process.returncode is None]

    def client(self) -> Client:
        """Acts by token, on whichever replica is next, as behind a proxy."""
        return Client("http://proxy", _ByPath(self), keyring.read(self.folder / keyring.SECRETS))

    async def stop(self) -> list[int]:
        """Tell all to stop, at once; their exit codes."""
        left = [each for each in self.replicas if each.process.returncode is None]
        for each in left:
            each.signal(signal.SIGCONT)
            each.signal(signal.SIGTERM)
        return list(await asyncio.gather(*(each.ended() for each in left)))


class _ByPath(httpx.AsyncBaseTransport):
    """Gives a request to a replica of the service that its path begins with; to another where one is not there."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._http = httpx.AsyncHTTPTransport()
        self._next = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        replicas = self._site.of(request.url.path.split("/")[1])
        self._next += 1
        for number in range(len(replicas)):
            replica = replicas[(self._next + number) % len(replicas)]
            request.url = request.url.copy_with(host=HOST, port=replica.port)
            try:
                return await self._http.handle_async_request(request)
            except httpx.ConnectError:
                continue
        raise httpx.ConnectError("no replica answers")

    async def aclose(self) -> None:
        await self._http.aclose()


@asynccontextmanager
async def served(
    folder: Path, stores: Mapping[str, str], kafka: str, services: Sequence[str] = SERVICES
) -> AsyncIterator[Site]:
    """A replica of each service, ready; whatever still runs at the end is killed."""
    keyring.write(folder, cast.people(), SystemIds())
    site = Site(folder, stores, kafka)
    try:
        for each in [await site.begin(service) for service in services]:
            await each.ready()
        yield site
    finally:
        for each in site.replicas:
            if each.process.returncode is None:
                each.process.kill()
                await each.process.wait()
