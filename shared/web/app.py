"""A service's HTTP app: the same addresses, headers and refusals for each."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from sqlalchemy import Connection
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import known, shut, vault
from shared.bus.protocol import Bus
from shared.clock import Clock, Ids
from shared.doctor.finding import Check
from shared.erasure import effects as erasing
from shared.inbox import Effects
from shared.operations import with_operations
from shared.outlet import Outlet
from shared.read_model import ReadModel
from shared.relay import LINGER
from shared.schedule import Gives
from shared.service import Job, Service
from shared.store.store import Store
from shared.turn import Model
from shared.web import (
    again_api,
    asyncapi,
    checks_api,
    digests_api,
    health,
    metrics_api,
    openapi,
    parked_api,
    persons_api,
    problems,
    rebuild_api,
    relay_api,
    vault_api,
)
from shared.web.head import HeadAsGet
from shared.web.reader import Actors, reader
from shared.web.seen import Seen

API_VERSION: Final = "1.0.0"
SECURITY: Final = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
)
"""What the API Design Rules (`/core/transport/security-headers`) ask of every answer; a page may say it otherwise."""
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every service is given by whoever runs it."""

    bus: Bus
    clock: Clock
    ids: Ids
    actors: Actors
    linger: float = LINGER
    reads_only: bool = False
    """Whether nothing may be written: services that are asked things and never started."""


@dataclass(frozen=True, slots=True)
class Part:
    """A service, its addresses, and the folder of its own migrations."""

    service: Service
    http: FastAPI
    migrations: Path


def assemble(
    model: Model,
    store_url: str,
    migrations: Path,
    around: Surroundings,
    *,
    effects: Callable[[Service], Effects],
    topics: Sequence[str],
    routers: Sequence[Callable[[Service], APIRouter]],
    description: str,
    pages: Sequence[Callable[[Service], APIRouter]] = (),
    at_start: Callable[[Service], Awaitable[None]] | None = None,
    at_reopen: Callable[[Service, Connection], None] | None = None,
    at_leave: Callable[[Service], Awaitable[None]] | None = None,
    more_read_models: Mapping[str, ReadModel[Any]] = MappingProxyType({}),
    more_checks: Sequence[Check] = (),
    vault_also: vault_api.Also = vault_api.nobody,
    vault_beside: shut.Beside = shut.nothing,
    vault_first: vault.First = vault.anything,
    rows_about: persons_api.Rows = persons_api.none,
    outlets: Sequence[Outlet] = (),
    timers: Mapping[str, Gives] = MappingProxyType({}),
    jobs: Mapping[str, Callable[[Service], Job]] = MappingProxyType({}),
    made_of: Sequence[Path] = (),
) -> Part:
    """Put a service together; nothing is opened or started yet. `routers` are its API, `pages` what people see."""
    own = complete(model)
    service = Service(
        own,
        Store(store_url, model.service, reads_only=around.reads_only),
        around.bus,
        around.clock,
        around.ids,
        effects,
        topics,
        more_read_models=more_read_models,
        at_start=at_start,
        at_reopen=at_reopen,
        at_leave=at_leave,
        linger=around.linger,
        outlets=outlets,
        timers=timers,
        jobs=jobs,
        made_of=made_of,
    )
    checks = partial(checks_api.router, more=more_checks)
    every: list[Callable[[Service], APIRouter]] = [
        *routers,
        partial(vault_api.router, also=vault_also, beside=vault_beside, first=vault_first),
        partial(persons_api.router, also=vault_also, rows=rows_about),
        parked_api.router,
        again_api.router,
        rebuild_api.router,
        relay_api.router,
        checks,
        digests_api.router,
    ]
    http = make(service, around.actors, [each(service) for each in every], description)
    for page in pages:
        http.include_router(page(service))
    return Part(service, http, migrations)


def make(service: Service, actors: Actors, routers: Sequence[APIRouter], description: str) -> FastAPI:
    """The app of `service` with its routers under `/<service>/v1` and its health beside."""
    app = bare(f"Koploper – {service.name}", description)
    app.state.service = service
    app.state.actors = actors
    for router in routers:
        app.include_router(router, prefix=f"/{service.name}/v1", dependencies=[Depends(reader)])
    app.include_router(health.router(f"/{service.name}", partial(away, [service])))
    app.include_router(metrics_api.router([service]))
    app.add_middleware(Seen, service=service.name)
    openapi.install(app, service)
    asyncapi.install(app, service)
    return app


def bare(title: str, description: str) -> FastAPI:
    """An app without addresses that answers as all of ours do: our headers, our problems, HEAD, no redirects."""
    app = FastAPI(
        title=title,
        description=description,
        version=API_VERSION,
        contact=openapi.Contact().model_dump(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the framework's own would tell of inputs
    )
    problems.install(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OwnHeaders)
    return app


def complete(model: Model) -> Model:
    """A service's model with what every service has: operators' acts, what persons did, and what was erased of them."""
    return replace(
        model,
        core=with_operations(model.core),
        projections=[*model.projections, erasing.ERASURES, known.DEEDS],
        forgets=lambda fact: chain(model.forgets(fact), erasing.forgets(fact)),
    )


async def away(services: Sequence[Service]) -> list[str]:
    """The names of those whose store cannot be written just now."""
    return [service.name for service in services if not await service.is_ready()]


class OwnHeaders:
    """Puts on every answer what every answer has, also on the one to a request that met a fault of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers["API-Version"] = API_VERSION
                for name, value in SECURITY:
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as failure:
            if begun:  # half an answer cannot be taken back: the server breaks the connection off
                raise
            await problems.broken(scope["path"], failure)(scope, receive, sending)
        return None


class LocalOnly:
    """Refuses what did not come straight from this machine: another Host name, or a proxy's headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not (refusal := _not_local(Request(scope))):
            return await self._app(scope, receive, send)
        return await OwnHeaders(refusal)(scope, receive, send)


def _not_local(request: Request) -> Any:
    host = request.headers.get("host", "").lower()
    name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
    if name not in LOCAL_HOSTS:
        return problems.document(400, "not-local", f"This process answers to this machine only, not to host {host!r}.")
    if any(header in request.headers for header in FORWARDED):
        return problems.document(
            400, "not-local", "This process stands behind no proxy; forwarded headers are refused."
        )
    return None
