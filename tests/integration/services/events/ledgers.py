"""The ledger as tests run it, and what the other services announce to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn

from services.events import app
from services.events.settings import Settings
from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by, store_url
from shared.testing.until import until
from shared.web.app import Part, Surroundings

ID: Final = uuid(100)
OTHER: Final = uuid(200)
AUDITOR: Final = by("auditor")
JOURNEY: Final = f"/events/v1/initiatives/{ID}/journey"

SUBMITTED: Final[dict[str, Any]] = {
    "title": "Ketenstage",
    "region": "Groningen",
    "themes": ["gezond-werken", "leven-lang-ontwikkelen"],
    "origin": "approached",
    "submitter": uuid(1),
}
MET: Final[dict[str, Any]] = {"outcome": "met", "submissionVersion": 1, "criteria": {"innoveren": {"met": True}}}
PUBLISHED: Final[dict[str, Any]] = {"title": "Het verhaal", "region": "Groningen", "themes": ["gezond-werken"]}


def ledger(data: Path, around: Surroundings) -> Part:
    """The service, for the fixture `running`."""
    return app.build(Settings(store_url=store_url(data, "events")), around)


async def submitted(now: Running, initiative: str = ID, person: int = 1, **more: Any) -> str:
    """Intake says that somebody put an initiative forward."""
    data = SUBMITTED | {"submitter": uuid(person)} | more
    who = f"submitter;id={uuid(person)}"
    return await now.announce("intake", "initiative-submitted.v1", data, stream=f"initiative-{initiative}", actor=who)


async def assessed(now: Running, initiative: str = ID, **more: Any) -> str:
    """Assessment says that the criteria are met."""
    return await now.announce(
        "assessment", "criteria-assessed.v1", MET | more, stream=f"initiative-{initiative}", policyversion="2019-03"
    )


async def published(now: Running, initiative: str = ID, data: Mapping[str, Any] = PUBLISHED, **more: str) -> str:
    """Publication says that the story is out."""
    return await now.announce("publication", "article-published.v1", data, stream=f"initiative-{initiative}", **more)


async def positions(now: Running, query: str = "", role: Role | None = "auditor", number: int = 1) -> list[int]:
    """The positions that the log shows to somebody."""
    headers = {} if role is None else by(role, number)
    answer = await now.http.get(f"/events/v1/events{query}", headers=headers)
    return [item["position"] for item in answer.json()["items"]]


class Server(uvicorn.Server):
    """A server that leaves signals to the test."""

    def __init__(self, part: Part) -> None:
        super().__init__(uvicorn.Config(part.http, lifespan="off", log_level="error", access_log=False))
        self._part = part

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._part.service.leave()
        await super().shutdown(sockets)


@asynccontextmanager
async def served(now: Running) -> AsyncIterator[str]:
    """The ledger behind a real server on a loopback port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(now.parts["events"])
        task = asyncio.create_task(server.serve([listening]))
        await until(lambda: server.started or task.done())
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
