"""Reaching data that no system should, or can, be started on: looked into at rest."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from cli.client import Client, NotReachable
from cli.options import Target
from cli.reach import reach
from cli.system import SERVICES, CannotRun, Front, Lock, build, holder, store_url
from shared.bus.embedded import EmbeddedBus
from shared.clock import SystemClock, SystemIds
from shared.doctor.surroundings import damage_of
from shared.web.app import LocalOnly

BUS = "bus"


@dataclass(frozen=True)
class Reached:
    """A client; whether a system runs behind it, and if not: which files are damaged, or what stopped it starting."""

    client: Client
    runs: bool
    damaged: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None


@asynccontextmanager
async def reached(target: Target) -> AsyncIterator[Reached]:
    """The system at a URL or on its data; where none runs and a file is damaged, or none can start, its data at rest.

    Raises CannotRun and NotReachable as `reach` does.
    """
    async with AsyncExitStack() as stack:
        data = target.data
        damaged = damages(data) if target.url is None and holder(data) is None else {}
        if damaged:
            yield Reached(await stack.enter_async_context(at_rest(data)), runs=False, damaged=damaged)
            return
        failure = None
        try:
            client = await stack.enter_async_context(reach(target))
        except (CannotRun, NotReachable):
            raise
        except Exception as stopped:  # noqa: BLE001 - whatever stops it, the checks find why, or it becomes a finding
            failure = f"{type(stopped).__name__}: {stopped}"
            client = await stack.enter_async_context(at_rest(data))
        yield Reached(client, runs=failure is None, failure=failure)


def damages(data: Path) -> dict[str, str]:
    """What a quick look says is wrong with the files of a folder, by service or `bus`."""
    files = {name: data / f"{name}.db" for name in (*SERVICES, BUS)}
    looked = {name: damage_of(file) for name, file in files.items() if file.exists()}
    return {name: damage for name, damage in looked.items() if damage is not None}


@asynccontextmanager
async def at_rest(data: Path) -> AsyncIterator[Client]:
    """A client of services that are put together and not started: they can be asked, and do nothing by themselves."""
    lock = Lock.take(data)
    bus = EmbeddedBus(store_url(data, BUS))
    parts = build(data, bus, SystemClock(), SystemIds())
    transport = httpx.ASGITransport(LocalOnly(Front(parts)), raise_app_exceptions=False)
    try:
        async with Client("http://localhost", transport) as client:
            yield client
    finally:
        for part in parts.values():
            await part.service.close()
        await bus.stop()
        lock.release()
