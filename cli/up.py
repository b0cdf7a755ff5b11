"""`koploper up`: the whole system on one port of this machine, until Ctrl-C."""

import asyncio
import socket
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from cli import demo
from cli.bus import Kind
from cli.client import Client, NotReachable, SaysNo
from cli.language import say
from cli.serving import http
from cli.system import CannotRun, Lock, System, running
from shared.errors import StoreAway

HOST: Final = "127.0.0.1"
SWITCH_SECONDS: Final = 0.001
"""How long one of our threads keeps the interpreter while others want it: five services write here, each on its own
thread, and Python's own 5 ms would have an act wait for a reaction to something else."""
DRAIN_SECONDS: Final = 1
"""How long open answers get to end at the stop; streams are told to end at once."""

console = Console()


async def up(data: Path, port: int, *, with_demo: bool, bus: Kind | None = None) -> None:
    """Serve until a signal comes; raises CannotRun when something is in the way, with nothing touched."""
    sys.setswitchinterval(SWITCH_SECONDS)
    stopping = http.told_to_stop()
    listening = http.listening(HOST, port, "PORT=")
    lock = Lock.take(data)
    try:
        wanted = with_demo and demo.wanted(data)
        async with running(data, bus=bus, tell=_tell) as system:
            lock.answers_at(_address(listening))
            await _serve(system, listening, stopping, _greet(_address(listening), data, load_demo=wanted))
    except (StoreAway, OSError) as away:
        raise CannotRun(
            say(
                f"De gegevens in {data} kunnen niet worden gebruikt: {away}",
                f"The data in {data} cannot be used: {away}",
            )
        ) from away
    finally:
        listening.close()
        lock.release()


def _tell(sentence: str) -> None:
    console.print(sentence, soft_wrap=True, markup=False)


def _address(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


async def _serve(
    system: System, listening: socket.socket, stopping: asyncio.Event, greet: Coroutine[Any, Any, None]
) -> None:
    greeting = asyncio.create_task(greet)
    greeting.add_done_callback(lambda greeted: stopping.set() if _failed(greeted) else None)

    async def leave() -> None:
        greeting.cancel()
        await asyncio.wait([greeting])
        for part in system.parts.values():
            await part.service.leave()

    await http.answer(system.http, listening, stopping, leave, DRAIN_SECONDS)
    if failure := _failed(greeting):
        raise failure
    console.print(say("Gestopt; alles is bewaard.", "Stopped; everything is kept."))


def _failed(task: asyncio.Task[None]) -> BaseException | None:
    """Why a task that is done failed, if it did."""
    return None if task.cancelled() else task.exception()


async def _greet(url: str, data: Path, *, load_demo: bool) -> None:
    """Load the demo set when it is wanted, then tell where to look."""
    if load_demo:
        try:
            await _load(url, data)
        except (SaysNo, NotReachable) as no:
            console.print(
                say(
                    f"De voorbeeldreizen zijn niet af; een volgende start gaat ermee verder. {no}",
                    f"The demo journeys are not complete; a next start goes on with them. {no}",
                ),
                soft_wrap=True,
                markup=False,
            )
    console.print(
        say(
            f"Koploper draait: [link={url}]{url}[/link] (levende pagina) · {url}/events/v1/openapi.json (API) · "
            f"gegevens in {data} · Ctrl-C stopt",
            f"Koploper runs: [link={url}]{url}[/link] (live page) · {url}/events/v1/openapi.json (API) · "
            f"data in {data} · Ctrl-C stops",
        ),
        soft_wrap=True,
    )


async def _load(url: str, data: Path) -> None:
    async with Client(url) as client:
        await demo.load(client, console)
        demo.finished(data)
        await demo.show(client, console)
