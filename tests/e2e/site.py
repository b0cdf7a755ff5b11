"""The whole system on a port of its own, and what people do there."""

import asyncio
import copy
import itertools
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import orjson
import uvicorn

from cli import system
from cli.client import Client
from cli.demo import cast, script
from cli.demo.load import SET
from cli.demo.travel import patiently
from cli.serving.http import Server
from shared.bus.protocol import Message, topic_of
from shared.clock import SystemClock, SystemIds
from shared.envelope import source_of, timestamp

HOST: Final = "127.0.0.1"
EXAMPLE: Final = next(each for each in json.loads(SET.read_text())["initiatives"] if each["fate"] == "waiting")


class Initiative:
    """An initiative whose people act one after another, as far as a test lets them."""

    def __init__(self, client: Client, number: int, title: str) -> None:
        self._client = client
        self._number = number
        example = copy.deepcopy(EXAMPLE)
        example["submission"]["title"] = title
        self._acts = {each.name: each for each in script.steps(number, example, None)}
        self._known: dict[str, Any] = {}

    @property
    def id(self) -> str:
        return str(self._known["id"])

    async def go(self, *names: str) -> None:
        """Do these acts; what a reaction has still to make is waited for."""
        for name in names:
            act = self._acts[name]
            path = act.path.format(**self._known)
            made = await patiently(self._client, path, act.body(self._known), act.actor, f"e2e-{self._number}-{name}")
            self._known.setdefault("id", made["id"])

    async def forget(self) -> None:
        """Its submitter has themselves forgotten."""
        submitter = cast.submitter(self._number)
        at = f"/intake/v1/persons/{submitter.id}/erasures"
        asked = await self._client.post(at, {}, submitter)
        await self._client.post(f"{at}/{asked['id']}/confirmations", {}, submitter)

    async def withdraw(self) -> None:
        """Its submitter takes it back."""
        path = f"/intake/v1/initiatives/{self.id}/withdrawals"
        await self._client.post(path, {"reason": "Er is geen tijd meer."}, cast.submitter(self._number))


ASSESSED: Final = ("judge-samenwerken", "judge-innoveren", "judge-veranderen", "judge-opschalen", "assess")
"""The acts between a submission and its assessment."""


class Site:
    """Koploper on a port; acts go straight to it, whatever becomes of a browser's connection."""

    def __init__(self, running: system.System, port: int, client: Client) -> None:
        self.port: Final = port
        self.url: Final = f"http://{HOST}:{port}"
        self._running = running
        self._client = client
        self._numbers = itertools.count(1_000)
        self._clock: Final = SystemClock()
        self.ids: Final = SystemIds()

    async def submit(self, title: str) -> Initiative:
        """A new initiative, submitted."""
        made = Initiative(self._client, next(self._numbers), title)
        await made.go("submit")
        return made

    async def announce(self, service: str, *facts: dict[str, Any]) -> None:
        """Put facts on a service's topic; each names its `stream`, `sequence`, `type` and `data`.

        What is of no initiative has `initiativeid` None.
        """
        messages = [Message(each["stream"], orjson.dumps(self._envelope(service, each))) for each in facts]
        await self._running.bus.publish(topic_of(service), messages)

    def _envelope(self, service: str, fact: dict[str, Any]) -> dict[str, Any]:
        made = {
            "specversion": "1.0",
            "id": self.ids.new(),
            "source": source_of(service),
            "subject": fact["stream"].partition("-")[2],
            "initiativeid": fact["stream"].partition("-")[2],
            "time": timestamp(self._clock.now()),
            "actor": f"system;id={service}",
            "correlationid": self.ids.new(),
            "causationid": self.ids.new(),
            **fact,
        }
        return {name: value for name, value in made.items() if value is not None}


@asynccontextmanager
async def serving(data: Path) -> AsyncIterator[Site]:
    """Run Koploper on the folder `data` until the end of the block."""
    with socket.create_server((HOST, 0)) as listening:
        async with system.running(data) as running:
            config = uvicorn.Config(
                running.http, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
            )
            server = Server(config)
            serve = asyncio.create_task(server.serve(sockets=[listening]))
            port = listening.getsockname()[1]
            async with Client(f"http://{HOST}:{port}") as client:
                yield Site(running, port, client)
            await asyncio.gather(*(part.service.leave() for part in running.parts.values()))
            server.should_exit = True
            await serve


class Wire:
    """A connection between browser and site that can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._whole = True

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[str]:
        """The address at this end."""
        server = await asyncio.start_server(self._carry, HOST, 0)
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        server.close()
        self.cut()

    def cut(self) -> None:
        """End all connections, and take no new ones."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(HOST, self._port)
        ends = {writer, back}
        self._writers |= ends
        await asyncio.gather(_pour(reader, back), _pour(there, writer), return_exceptions=True)
        self._writers -= ends


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while chunk := await source.read(65_536):
        sink.write(chunk)
        await sink.drain()
    sink.close()


def submissions(site: Site, titles: Sequence[str]) -> list[dict[str, Any]]:
    """Facts that say these were submitted, all at once."""
    told = {
        **EXAMPLE["submission"],
        "contact": {"ref": site.ids.new(), "digest": "0" * 64},
        "origin": "approached",
        "submissionVersion": 1,
        "submitter": cast.submitter(0).id,
    }
    return [
        {
            "stream": f"initiative-{site.ids.new()}",
            "sequence": "1",
            "type": "nl.koploper.initiative-submitted.v1",
            "data": {**told, "title": title},
        }
        for title in titles
    ]
