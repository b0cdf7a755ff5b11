"""A whole system of processes: replicas of five services between a Kafka and a PostgreSQL."""

import asyncio
import json
import math
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cli import keyring
from cli.client import Client
from cli.demo import cast
from shared.clock import SystemIds
from tests.faults import evidence
from tests.faults.apart.ways import Ways
from tests.faults.evidence import SERVICES, Evidence
from tests.faults.people import Witness
from tests.faults.process import HOST, KOPLOPER, Program, free_port

SESSION: Final = 2
"""Seconds after which Kafka gives what a dead member read to another: a run has many deaths to get through."""
LEAVING: Final = 10.0
"""Seconds within which a service that is told to stop has ended."""
UP_TO: Final = "SELECT count(*) FROM event WHERE position <= %s"
PROXY: Final = "http://town"


@dataclass
class Account:
    """What was done to the system, and how soon it went on."""

    faults: int = 0
    recovered: list[float] = field(default_factory=list)
    """Seconds each time until it went on; what that means, each fault says."""
    complaints: list[str] = field(default_factory=list)


class Replica(Program):
    """One process of a service."""

    def __init__(
        self, service: str, port: int, log: Path, environment: Mapping[str, str], command: Sequence[str | Path]
    ) -> None:
        super().__init__([*command, "serve", service], f"http://{HOST}:{port}", log, environment)
        self.service: Final = service
        self.port: Final = port

    @property
    def runs(self) -> bool:
        return self.process.returncode is None


class Town:
    """The processes of one run; `stores` and `kafka` say where theirs are. Nothing runs yet."""

    def __init__(self, folder: Path, kafka: str, stores: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder: Final = folder
        self.kafka: Final = kafka
        self.stores: Final = dict(stores)
        self.account: Final = Account()
        self.replicas: Final[dict[str, list[Replica]]] = {service: [] for service in SERVICES}
        self.command: Sequence[str | Path] = (KOPLOPER,)
        self.more: dict[str, str] = {}
        """Settings that the next processes get besides."""
        keyring.write(folder, cast.people(), SystemIds())
        self.tokens: Final = folder / keyring.SECRETS
        self.keys: Final = keyring.read(self.tokens)
        self._first: Final = {service: free_port() for service in SERVICES}
        self.witness: Final = Witness(self.ways())

    def ways(self) -> Ways:
        """To whichever replica of a service runs."""
        return Ways(lambda service: [each.port for each in self.replicas[service]] or [self._first[service]])

    def client(self, witness: Witness | None = None) -> Client:
        """Asks the services with everybody's token; what `witness` writes down is by default the town's."""
        return Client(PROXY, witness or self.witness, self.keys)

    async def begin(self, service: str, fault: str | None = None, **more: str) -> Replica:
        """Start one more replica of a service; it is not yet ready."""
        port = free_port() if self.replicas[service] else self._first[service]
        replica = Replica(
            service,
            port,
            self.folder / f"{service}-{port}.log",
            {**self._told(service, port, fault), **more},
            self.command,
        )
        await replica.start()
        self.replicas[service].append(replica)
        return replica

    async def ready(self, replica: Replica) -> float:
        """Wait until it answers; gives the seconds since its start. Raises RuntimeError when it ended instead."""
        if not await replica.ready():
            raise RuntimeError(f"{replica.service} ended at its start; it said:\n{replica.said}")
        return time.monotonic() - replica.started

    async def run(self, copies: Mapping[str, int] | None = None) -> None:
        """Start all services, one replica of each unless `copies` says otherwise."""
        wanted = {service: (copies or {}).get(service, 1) for service in SERVICES}
        begun = [await self.begin(service) for service, count in wanted.items() for _ in range(count)]
        for each in begun:
            await self.ready(each)

    async def kill(self, replica: Replica) -> None:
        """End it at once, and forget it."""
        await replica.kill()
        self.gone(replica)

    def gone(self, replica: Replica) -> None:
        """It has ended: nobody is sent there any more."""
        self.replicas[replica.service].remove(replica)

    async def stop(self, replica: Replica, within: float = LEAVING) -> float:
        """Tell it to stop; gives the seconds that took. A code other than 0 is a complaint, as is taking too long."""
        began = time.monotonic()
        code = await replica.stop()
        took = time.monotonic() - began
        self.gone(replica)
        if code:
            self.account.complaints.append(f"{replica.service} ended with {code} at its stop")
        if took > within:
            self.account.complaints.append(f"{replica.service} took {took:.1f} s to stop")
        return took

    async def stop_all(self) -> None:
        """Tell all to stop, at once, so each may take as long as it takes where all have to share a machine."""
        await asyncio.gather(
            *(self.stop(each, math.inf) for all_ in list(self.replicas.values()) for each in list(all_))
        )

    def found(self) -> Evidence:
        """What the stores hold now."""
        return evidence.of(self.stores)

    def row(self, service: str) -> Any:
        """The relay's row of a service: position, epoch, holder, beat."""
        with evidence.opened(self.stores[service]) as store:
            return store.execute("SELECT position, epoch, holder, beat FROM relay WHERE name <> 'public'").fetchone()

    def ends(self) -> dict[str, int]:
        """How far each store has come, by service: the position of its last event."""
        return {service: self._one(service, "SELECT coalesce(max(position), 0) FROM event") for service in SERVICES}

    def has_told(self, ends: Mapping[str, int]) -> bool:
        """Whether the relays have sent up to there, and the ledger has it all."""
        for service, end in ends.items():
            if self._one(service, "SELECT coalesce(min(position), 0) FROM relay") < end:
                return False
        stored = sum(self._one(service, UP_TO, end) for service, end in ends.items())
        return self._one("events", "SELECT count(*) FROM entry") >= stored

    def _one(self, service: str, query: str, *values: int) -> int:
        with evidence.opened(self.stores[service]) as store:
            return int(store.execute(query, values).fetchone()[0])

    def duplicates(self) -> int:
        """How many duplicates all processes said they dropped; the last line of a killed one may be cut off."""
        lines = (line for log in self.folder.glob("*.log") for line in log.read_text().splitlines())
        return sum(json.loads(line)["count"] for line in lines if "duplicates dropped" in line and line.endswith("}"))

    def _told(self, service: str, port: int, fault: str | None) -> dict[str, str]:
        told = {
            "KOPLOPER_STORE_URL": self.stores[service],
            "KOPLOPER_KAFKA_URL": self.kafka,
            "KOPLOPER_KAFKA_SESSION_SECONDS": str(SESSION),
            "KOPLOPER_TOKENS_FILE": str(self.folder / keyring.HASHES),
            "KOPLOPER_HOST": HOST,
            "KOPLOPER_PORT": str(port),
            "KOPLOPER_LEDGER_URL": f"http://{HOST}:{self._first['events']}",
            "KOPLOPER_LEDGER_TOKEN_FILE": str(self._auditor()),
            **self.more,
        }
        return told if fault is None else {**told, "KOPLOPER_FAULT": fault}

    def _auditor(self) -> Path:
        file = self.folder / "auditor"
        if not file.exists():
            file.write_text(self.keys.token(cast.person("auditor", 90)))
        return file

    async def waiting(self, service: str) -> list[Mapping[str, Any]]:
        """What an operator sees waiting at a service."""
        async with self.client() as client:
            found = await client.get(f"/{service}/v1/parked-events", cast.person("operator", 91))
        items: list[Mapping[str, Any]] = found["items"]
        return items

    async def order(self, *words: str) -> str:
        """Give a command of the command line; gives what it said. Raises RuntimeError when it says no."""
        process = await asyncio.create_subprocess_exec(
            KOPLOPER, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"koploper {' '.join(words)} ended with {process.returncode}: {said.decode()}")
        return said.decode()

    def at(self, service: str) -> tuple[str, ...]:
        """The options with which a command reaches a service as an operator."""
        return ("--url", f"http://{HOST}:{self.replicas[service][0].port}", "--tokens", str(self.tokens))

    async def end(self) -> None:
        """Nothing of it outlives this."""
        for each in [each for all_ in self.replicas.values() for each in all_]:
            each.send(signal.SIGCONT)
            await each.kill()


@asynccontextmanager
async def town(folder: Path, kafka: str, stores: Mapping[str, str]) -> AsyncIterator[Town]:
    """A town whose processes end with the block."""
    made = Town(folder, kafka, stores)
    try:
        yield made
    finally:
        await made.end()
