"""Reading back what a client missed, as far as it may see it."""

import asyncio
from typing import Final

from services.events import projections
from services.events.ledger import entries
from services.events.live.client import Missed
from services.events.live.frames import Frames
from services.events.readers import Onlooker, Readership
from shared.store.store import Store

PAGE: Final = 100
"""Entries read at once, for each client that catches up."""


class Archive:
    """The store, for those who catch up."""

    def __init__(self, store: Store, readership: Readership) -> None:
        self._store = store
        self._readership = readership

    async def missed(self, onlooker: Onlooker, after: int) -> Missed:
        """The page behind `after`; raises StoreAway."""
        return await asyncio.to_thread(self._missed, onlooker, after)

    def _missed(self, onlooker: Onlooker, after: int) -> Missed:
        with self._store.read() as connection:
            size = entries.size(connection)
            ties = projections.ties(connection, onlooker)
            shown = projections.shown_entries(self._readership, onlooker, ties)
            found = entries.after(connection, after, PAGE, shown)
        frames = [Frames(entry, self._readership).to(onlooker, ties) for entry in found]
        reached = found[-1].position if len(found) == PAGE else size
        return Missed([each for each in frames if each is not None], reached, ties)
