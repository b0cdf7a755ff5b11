"""What an upgrade leaves to be made of a store's own facts, once: together with the mark that it is made."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy import Connection, insert, select

from shared.errors import Taken
from shared.store import schema
from shared.store.store import Store

_table: Final = schema.upgraded


async def once(store: Store, name: str, make: Callable[[Connection], object]) -> None:
    """Return when `make` has run on this store, now or at an earlier start; raises StoreAway.

    A store in which it is marked is asked for the mark and for nothing else. Raises Taken where `make` itself makes a
    row that is there: no other replica has marked it as made then.
    """
    if await asyncio.to_thread(_is_made, store, name):
        return
    try:
        await store.write(partial(_make, name, make))
    except Taken:
        if not await asyncio.to_thread(_is_made, store, name):
            raise


def _is_made(store: Store, name: str) -> bool:
    with store.read() as connection:
        return connection.execute(select(_table.c.name).where(_table.c.name == name)).first() is not None


def _make(name: str, make: Callable[[Connection], object], connection: Connection) -> None:
    connection.execute(insert(_table).values(name=name))  # before what it is of: the other replica waits here
    make(connection)
