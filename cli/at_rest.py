"""Services on data that nobody runs: put together and not started, so that they answer and do nothing by themselves.

No migration, timer, relay or retry runs, and their stores refuse to be written: who only looks changes nothing. Who
compares read models with their facts writes tables of their own, and drops them.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from cli.bus import MARK
from cli.cannot import CannotRun
from cli.client import Client
from cli.demo.show import AUDITOR
from cli.language import say
from cli.system import FRONT, SERVICES, Front, Lock, build, check, close, know_the_ledger, store_url
from shared import secret
from shared.bus.embedded import EmbeddedBus, cursor, message
from shared.bus.protocol import topic_of
from shared.clock import SystemClock, SystemIds
from shared.errors import StoreAway
from shared.store import migrate
from shared.store.store import Store
from shared.web.app import LocalOnly, Part

BUS = "bus"


@asynccontextmanager
async def at_rest(data: Path, *, compares: bool = False, damaged: bool = False) -> AsyncIterator[Client]:
    """A client of services that only answer; raises CannotRun for data that they cannot answer from.

    `compares`: read models are made again beside the live ones, in shadow tables. Of data that are `damaged` nothing
    is asked for beforehand: each answer tells what is wrong.
    """
    async with put_together(data, reads_only=not compares, damaged=damaged) as parts:
        transport = httpx.ASGITransport(LocalOnly(Front(parts)), raise_app_exceptions=False)
        async with Client("http://localhost", transport) as client:
            yield client


@asynccontextmanager
async def put_together(data: Path, *, reads_only: bool, damaged: bool = False) -> AsyncIterator[Mapping[str, Part]]:
    """The services themselves, of which nothing is started; raises CannotRun."""
    lock = Lock.take(data)
    bus = EmbeddedBus(store_url(data, BUS))
    parts = build(data, bus, SystemClock(), SystemIds(), reads_only=reads_only)
    know_the_ledger(parts)
    try:
        for name in parts:
            _must_be_there(data, name)
        if not damaged:
            for name, part in parts.items():
                await _recall(data, name, part)
        yield parts
    finally:
        await close(parts)
        await bus.stop()
        lock.release()


def undelivered(data: Path, service: str, group: str = FRONT) -> bool:
    """Whether facts of a service may be on the bus that the ledger, or who else listens there, has not taken.

    Of Kafka nobody can tell at rest, nor of a bus that cannot be read.
    """
    if not (data / f"{BUS}.db").exists():
        return (data / MARK).exists()
    topic = topic_of(service)
    last = select(func.max(message.c.offset)).where(message.c.topic == topic)
    taken = select(cursor.c.offset).where(cursor.c.group == group, cursor.c.topic == topic)
    store = Store(store_url(data, BUS), BUS, reads_only=True)
    try:
        with store.read() as connection:
            came, heard = connection.execute(last).scalar() or 0, connection.execute(taken).scalar()
    except (StoreAway, SQLAlchemyError, sqlite3.Error):
        return True
    finally:
        store.close()
    return came > (heard or 0) and (group == FRONT or heard is not None)  # others do not listen to everything


async def on_their_way(client: Client, data: Path, groups: Sequence[str]) -> bool:
    """Whether facts may be under way to any of these: on the bus, or recorded and not sent; raises SaysNo."""
    if any(undelivered(data, service, group) for service in SERVICES for group in groups):
        return True
    for service in SERVICES:
        relay = await client.get(f"/{service}/v1/relay", AUDITOR)
        if relay["position"] < relay["last"]:
            return True
    return False


def _must_be_there(data: Path, name: str) -> None:
    """Refuse to look where something has to be made first."""
    if not (data / f"{name}.db").exists():
        raise CannotRun(
            say(
                f"In {data} ontbreken de gegevens van {name} ({name}.db); er is niets veranderd. Zet een reservekopie "
                f"terug met `koploper restore {name}`, of start Koploper, dat lege maakt.",
                f"The data of {name} ({name}.db) are missing in {data}; nothing was touched. Put a backup back with "
                f"`koploper restore {name}`, or start Koploper, which makes empty ones.",
            )
        )


async def _recall(data: Path, name: str, part: Part) -> None:
    """Have a service know what its store says; raises CannotRun for one that must be changed before it can be read."""
    try:
        await check(data, name, part)
        with part.service.store.read() as connection:
            present = migrate.is_present(connection, part.migrations)
            used = present and secret.are_made(connection)
            if used:
                part.service.recall(connection)
    except StoreAway as away:
        raise CannotRun(
            say(
                f"De gegevens van {name} in {data} kunnen niet worden gelezen ({away}); er is niets veranderd. "
                "`koploper doctor` zegt wat er mis is.",
                f"The data of {name} in {data} cannot be read ({away}); nothing was touched. "
                "`koploper doctor` says what is wrong.",
            )
        ) from away
    if not present:
        raise CannotRun(
            say(
                f"De gegevens van {name} in {data} zijn van een oudere versie, en kijken verandert niets. Breng ze bij "
                "de tijd met `koploper migrate`, of start Koploper; er is niets veranderd.",
                f"The data of {name} in {data} are of an older version, and looking changes nothing. Bring them up to "
                "date with `koploper migrate`, or start Koploper; nothing was touched.",
            )
        )
    if not used:
        raise CannotRun(
            say(
                f"De gegevens van {name} in {data} zijn nooit gebruikt, en kijken verandert niets. Start Koploper één "
                "keer, dat ze klaarmaakt; er is niets veranderd.",
                f"The data of {name} in {data} were never used, and looking changes nothing. Start Koploper once, "
                "which makes them ready; nothing was touched.",
            )
        )
