"""The whole system in one process: five services, one bus, one folder of data, one address in front."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from cli.bus import Kind, bus_of
from cli.cannot import CannotRun as CannotRun
from cli.language import say
from cli.lock import Lock as Lock
from cli.lock import holder as holder
from services.assessment import app as assessment
from services.assessment import settings as assessment_settings
from services.events import app as events
from services.events import settings as events_settings
from services.intake import app as intake
from services.intake import settings as intake_settings
from services.publication import app as publication
from services.publication import settings as publication_settings
from services.review import app as review
from services.review import settings as review_settings
from shared.actor import Actor
from shared.bus.protocol import Bus
from shared.clock import Clock, Ids, SystemClock, SystemIds
from shared.restored import ledger
from shared.store import migrate
from shared.web import health, metrics_api
from shared.web.app import LocalOnly, Part, Surroundings, away, bare
from shared.web.reader import HEADER, from_local_header

SERVICES: Final = ("intake", "assessment", "review", "publication", "events")
AUDITOR: Final = Actor("auditor", "0190d0de-0000-7000-8000-00000000005c")
"""As whom services of one process read their ledger."""
BUILDERS: Final[Mapping[str, tuple[type[Any], Callable[[Any, Surroundings], Part]]]] = {
    "intake": (intake_settings.Settings, intake.build),
    "assessment": (assessment_settings.Settings, assessment.build),
    "review": (review_settings.Settings, review.build),
    "publication": (publication_settings.Settings, publication.build),
    "events": (events_settings.Settings, events.build),
}
"""What each service is told from outside, and how it is put together of that."""
FRONT: Final = "events"
"""The service that answers for `/` and for the health of the whole."""


def store_url(data: Path, name: str) -> str:
    """Where a service (or `bus`) keeps its things under a data folder."""
    return f"sqlite:///{data / name}.db"


def build(data: Path, bus: Bus, clock: Clock, ids: Ids, *, reads_only: bool = False) -> dict[str, Part]:
    """The five services over one data folder; nothing is opened yet."""
    around = Surroundings(bus, clock, ids, from_local_header, reads_only=reads_only)
    own: Mapping[str, Mapping[str, Any]] = {FRONT: {"ledger_key": data / "ledger.key"}}
    return {name: build_one(name, store_url(data, name), around, **own.get(name, {})) for name in SERVICES}


def build_one(name: str, url: str, around: Surroundings, **own: Any) -> Part:
    """One service over the store at `url`, with settings of its own; raises KeyError for a name that is none."""
    settings, make = BUILDERS[name]
    return make(settings(store_url=url, **own), around)


@dataclass(frozen=True)
class System:
    """A running system: its parts, and the one address in front of them."""

    parts: Mapping[str, Part]
    bus: Bus
    http: ASGIApp


@asynccontextmanager
async def running(
    data: Path,
    clock: Clock | None = None,
    ids: Ids | None = None,
    bus: Kind | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[System]:
    """Run the system on `data`, which this process must have locked; raises CannotRun for data of a newer version.

    `bus` is which one carries its facts, `None` the one that the data know; `tell` is told what takes a while.
    """
    async with bus_of(data, bus, tell) as carrying, on(data, carrying, clock, ids) as system:
        yield system


@asynccontextmanager
async def on(data: Path, bus: Bus, clock: Clock | None = None, ids: Ids | None = None) -> AsyncIterator[System]:
    """Run the system on `data` over this bus, which it starts and stops."""
    parts = build(data, bus, clock or SystemClock(), ids or SystemIds())
    try:
        for name, part in parts.items():
            await check(data, name, part)
    except BaseException:
        await close(parts)  # what SQLite lays beside a file while it is open must not stay
        raise
    know_the_ledger(parts)
    async with started(parts, bus):
        yield System(parts, bus, LocalOnly(Front(parts)))


def know_the_ledger(parts: Mapping[str, Part]) -> None:
    """Tell services of one process where their ledger is."""
    ask = ledger.OverHttp("http://localhost", {HEADER: str(AUDITOR)}, httpx.ASGITransport(Front(parts)))
    for part in parts.values():
        part.service.ledger = ask


@asynccontextmanager
async def started(parts: Mapping[str, Part], bus: Bus) -> AsyncIterator[None]:
    """Run services that are put together: brought to the present shape, started, and at the end stopped and closed."""
    try:
        for part in parts.values():
            await migrate.upgrade(part.service.store, part.migrations)
        for part in parts.values():
            await part.service.start()
        await bus.start()
        for part in parts.values():
            await part.service.send()
        yield
    finally:
        await asyncio.gather(*(part.service.stop() for part in parts.values()))
        await bus.stop()
        await close(parts)


async def close(parts: Mapping[str, Part]) -> None:
    """Close the stores; nothing answers any more."""
    await asyncio.gather(*(part.service.close() for part in parts.values()))


async def check(data: Path, name: str, part: Part) -> None:
    """Refuse data of a newer version before anything is written, also before a database is made: raises CannotRun."""
    if not (data / f"{name}.db").exists():
        return
    try:
        with part.service.store.read() as connection:
            migrate.check(connection, part.migrations, name)
    except migrate.NewerStore as newer:
        raise CannotRun(
            say(
                f"De gegevens van {name} in {data} zijn door een nieuwere versie gemaakt; er is niets veranderd. "
                "Gebruik die versie, of kies een andere map met DATA=.",
                f"The data of {name} in {data} were made by a newer version; nothing was touched. "
                "Use that version, or choose another folder with DATA=.",
            )
        ) from newer


class Front:
    """Gives a request to the service whose name its path begins with, and the rest to the one in front."""

    def __init__(self, parts: Mapping[str, Part], front: str = FRONT) -> None:
        self._parts = parts
        self._front = front
        self._whole = bare("Koploper", "The health of the whole.")
        services = [part.service for part in parts.values()]
        self._whole.include_router(health.router("", partial(away, services)))
        self._whole.include_router(metrics_api.router(services))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._app(scope["path"])(scope, receive, send)

    def _app(self, path: str) -> ASGIApp:
        if path in {"/healthz", "/readyz", "/metrics"}:
            return self._whole
        name = path.removeprefix("/").partition("/")[0]
        return self._parts.get(name, self._parts[self._front]).http
