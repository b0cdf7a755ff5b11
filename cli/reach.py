"""How a command reaches a system: a given address, the process that holds the data, or the data themselves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from rich.console import Console

from cli import keyring
from cli.at_rest import at_rest, on_their_way
from cli.client import Client, Keys
from cli.language import say
from cli.options import Target
from cli.system import CannotRun, Lock, holder, running


def keys(target: Target) -> Keys | None:
    """The tokens that a system is shown; raises CannotRun when their file cannot be used."""
    return None if target.tokens is None else keyring.read(target.tokens)


@asynccontextmanager
async def reach(target: Target) -> AsyncIterator[Client]:
    """A client of the system at a URL; without one, of the system on its data, which is run here when nobody runs it.

    Raises CannotRun when there are no such data, or the process that holds them has not said where it answers, or its
    tokens cannot be read.
    """
    if target.url is not None:
        async with Client(target.url, keys=keys(target)) as client:
            yield client
    elif address := holder(target.data):
        async with Client(address) as client:
            yield client
    else:
        async with _here(target.data) as client:
            yield client


@asynccontextmanager
async def looking(target: Target, *, compares: bool = False, needs: Sequence[str] = ()) -> AsyncIterator[Client]:
    """A client for a command that only reads: on data that nobody runs, services answer that are not started.

    `compares`: it asks for checks, which make read models again beside the live ones. `needs`: what it shows is only
    whole once everything has arrived at these services; where nobody runs and that is not so, it is said on stderr.

    Raises CannotRun as `reach` does, and for data that have to be brought up to date first.
    """
    if runs(target):
        async with reach(target) as client:
            yield client
    else:
        must_hold_data(target.data)
        async with at_rest(target.data, compares=compares) as client:
            if needs and await on_their_way(client, target.data, needs):
                _tell_under_way()
            yield client


def _tell_under_way() -> None:
    Console(stderr=True).print(
        say(
            "! Er kunnen feiten zijn die nog niet overal zijn aangekomen; wat hier staat kent ze niet. Start Koploper, "
            "dat ze bezorgt, en vraag het daarna opnieuw.",
            "! There may be facts that have not arrived everywhere yet; what is shown here does not know them. Start "
            "Koploper, which delivers them, and ask again then.",
        ),
        soft_wrap=True,
        highlight=False,
    )


def runs(target: Target) -> bool:
    """Whether somebody runs the system; raises CannotRun when its process has not said where it answers."""
    return target.url is not None or holder(target.data) is not None


@asynccontextmanager
async def _here(data: Path) -> AsyncIterator[Client]:
    must_hold_data(data)
    lock = Lock.take(data)
    try:
        async with running(data) as system, Client("http://localhost", httpx.ASGITransport(system.http)) as client:
            yield client
    finally:
        lock.release()


def must_hold_data(data: Path) -> None:
    """Raise CannotRun for a folder that holds no data."""
    if not (data / "events.db").exists():
        raise CannotRun(
            say(
                f"In {data} staan geen gegevens van Koploper. Start met `make run`, of geef --data of --url.",
                f"There are no Koploper data in {data}. Start with `make run`, or give --data or --url.",
            )
        )
