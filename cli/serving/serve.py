"""One service on its own: wait for what it needs, start, answer until a signal comes, leave in order.

Containers start in any order, so a store or a Kafka that does not answer yet gets some time, with progress in the log.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from cli.language import say
from cli.serving import http
from cli.serving.settings import Told
from cli.system import CannotRun, Front, build_one, started
from shared.auth.tokens import ByToken
from shared.bus.protocol import Bus
from shared.clock import SystemClock, SystemIds
from shared.errors import StoreAway
from shared.restored.ledger import OverHttp
from shared.store import migrate
from shared.web.app import Part, Surroundings

DRAIN_SECONDS: Final = 4
"""How long open answers get to end at the stop; streams are told to end at once."""
LEAVE_SECONDS: Final = 5.0
"""How long relay and bus get to leave after that; what they then have in hand comes again."""
PAUSES: Final = (0.2, 0.5, 1.0, 2.0)
"""Seconds to wait after the first, second, … time that something did not answer."""

Needed = Callable[[], Awaitable[None]]

log = structlog.get_logger()


class Missing(Exception):
    """Something that a service cannot start without does not answer; the message says what it said."""


def put_together(name: str, told: Told, bus: Bus) -> Part:
    """The service over its own store; nothing is opened yet."""
    part = build_one(name, told.serve.store_url, Surroundings(bus, SystemClock(), SystemIds(), ByToken(told.actors)))
    if told.serve.ledger_url is not None and told.serve.ledger_token_file is not None:
        token = told.serve.ledger_token_file.read_text().strip()
        part.service.ledger = OverHttp(told.serve.ledger_url, {"Authorization": f"Bearer {token}"})
    return part


async def serve(name: str, told: Told, bus: Bus, reachable: Needed) -> None:
    """Serve one service until a signal comes; `reachable` raises Missing while the bus is not.

    Raises CannotRun when the port is not free, the store or the bus does not answer in time, or is not for us.
    """
    stopping = http.told_to_stop()
    part = put_together(name, told, bus)
    with http.bound(told.serve.host, told.serve.port, "KOPLOPER_PORT") as on:
        try:
            await _answers("store", _brought_up(part), told.serve.wait, stopping)
            await _answers("kafka", reachable, told.serve.wait, stopping)
            if not stopping.is_set():
                await _run(part, bus, on, stopping)
        except (migrate.NewerStore, StoreAway) as cannot:
            raise CannotRun(str(cannot)) from cannot
    log.info("stopped", service=name)


async def _run(part: Part, bus: Bus, on: socket.socket, stopping: asyncio.Event) -> None:
    name = part.service.name
    async with started({name: part}, bus):
        host, port = on.getsockname()[:2]
        log.info("ready", service=name, host=host, port=port)
        await http.answer(Front({name: part}, front=name), on, stopping, part.service.leave, DRAIN_SECONDS)
        log.info("leaving", service=name)
        hurry = asyncio.get_running_loop().call_later(LEAVE_SECONDS, _leave_at_once, name)
    hurry.cancel()


def _leave_at_once(name: str) -> None:
    """Go without a goodbye: threads that wait for somebody who is away would keep this process alive."""
    log.warning("left at once", service=name, seconds=LEAVE_SECONDS)
    os._exit(0)


def _brought_up(part: Part) -> Needed:
    """The store answers, and has the present shape."""

    async def bring_up() -> None:
        try:
            await migrate.upgrade(part.service.store, part.migrations)
        except StoreAway as away:
            raise Missing(str(away)) from away

    return bring_up


async def _answers(what: str, needed: Needed, seconds: float, stopping: asyncio.Event) -> None:
    """Wait until it answers, or we are told to stop; raises CannotRun when it does not within `seconds`."""
    clock = asyncio.get_running_loop()
    until = clock.time() + seconds
    tries = 0
    while not stopping.is_set():
        try:
            return await needed()
        except Missing as missing:
            left = until - clock.time()
            if left <= 0:
                raise _not_in_time(what, missing) from missing
            log.warning("waiting", needed=what, error=str(missing), seconds_left=round(left))
        await _pause(stopping, min(PAUSES[min(tries, len(PAUSES) - 1)], left))
        tries += 1
    return None


def _not_in_time(what: str, missing: Missing) -> CannotRun:
    variables = f"KOPLOPER_{what.upper()}_…"
    return CannotRun(
        say(
            f"{missing} Er is niets gestart; zie {variables}, of geef meer tijd met KOPLOPER_WAIT.",
            f"{missing} Nothing was started; see {variables}, or give it more time with KOPLOPER_WAIT.",
        )
    )


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
