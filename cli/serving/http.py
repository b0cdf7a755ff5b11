"""Answering on one port until a signal comes: stop accepting, end open streams, finish what is being answered."""

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from cli.cannot import CannotRun
from cli.language import say

BACKLOG: Final = 2048


class Server(uvicorn.Server):
    """A server that leaves signals to its owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def told_to_stop() -> asyncio.Event:
    """Is set by Ctrl-C or SIGTERM, from the first moment on: what has begun by then is ended in order."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping


def bound(host: str, port: int, name: str) -> socket.socket:
    """A socket on the port, which accepts nothing yet: who comes too early is refused, and may go to another replica.

    `name` is what chooses the port. Raises CannotRun when it cannot be had, with nothing touched.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    waiting = socket.socket(family, socket.SOCK_STREAM)
    waiting.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        waiting.bind((host, port))
    except OSError as refused:
        waiting.close()
        raise _cannot_listen(host, port, name, refused) from refused
    return waiting


def listening(host: str, port: int, name: str) -> socket.socket:
    """The same, and whoever comes is let wait from now on."""
    on = bound(host, port, name)
    try:
        on.listen(BACKLOG)
    except OSError as refused:
        on.close()
        raise _cannot_listen(host, port, name, refused) from refused
    return on


def _cannot_listen(host: str, port: int, name: str, refused: OSError) -> CannotRun:
    why = refused.strerror
    if refused.errno == errno.EADDRINUSE:
        return CannotRun(
            say(
                f"Poort {port} is niet vrij ({why}); er is niets veranderd. Kies een andere met {name}.",
                f"Port {port} is not free ({why}); nothing was touched. Choose another with {name}.",
            )
        )
    return CannotRun(
        say(
            f"Op poort {port} van {host} mag of kan niet worden geluisterd ({why}); er is niets veranderd. "
            f"Kies een andere poort met {name}, of een adres van deze machine.",
            f"Port {port} of {host} may not or cannot be listened on ({why}); nothing was touched. "
            f"Choose another port with {name}, or an address of this machine.",
        )
    )


async def answer(
    app: ASGIApp, on: socket.socket, stopping: asyncio.Event, leave: Callable[[], Awaitable[None]], drain: int
) -> None:
    """Answer on a socket until `stopping`; then open streams `leave`, and open answers get `drain` seconds to end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        lifespan="off",
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=drain,
    )
    server = Server(config)
    gc.collect()
    gc.freeze()  # what is there by now stays: to look through all of it for garbage stops everything for 0.1 s
    serving = asyncio.create_task(server.serve(sockets=[on]))
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait([told, serving], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    await leave()
    server.should_exit = True
    await serving
