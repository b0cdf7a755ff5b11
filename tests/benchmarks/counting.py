"""The toy service as the benchmarks run it: one read model, idempotency keys, events of some 620 bytes.

An envelope alone takes 590, so our events are heavier than the 450 bytes of those that they are held against.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from shared import once
from shared.actor import Actor
from shared.clock import SystemClock, SystemIds
from shared.decider import Act
from shared.handle import Handle
from shared.operations import with_operations
from shared.store.store import Store
from shared.testing.running import store_url
from shared.turn import Model
from tests.toy import reading
from tests.toy.core import CORE, SERVICE, Count
from tests.toy.stand import create

AT_ONCE: Final = 16
MODEL: Final = Model(SERVICE, with_operations(CORE), reading.PROJECTIONS[:1])
PER_TALLY: Final = 5
"""Commands that a tally gets before the next is begun: about what a stream of a journey has in one service."""
NOTE: Final = "Eén cliënt."

clock: Final = SystemClock()
ids: Final = SystemIds()


class Counting:
    """A store that counts, and commands to give it."""

    def __init__(self, url: str) -> None:
        self.store: Final = Store(url, SERVICE)
        create(self.store)
        self.handle: Final = Handle(self.store, MODEL, ids)
        self._actor = Actor("editor", ids.new())
        self._secret = ids.secret(32)

    def command(self, name: str) -> Count:
        """A command on the tally `name`, as the desk would make it."""
        command_id = ids.new()
        act = Act(
            id=command_id,
            now=clock.now(),
            actor=self._actor,
            correlation_id=command_id,
            causation_id=command_id,
        )
        return Count(act=act, name=name, by=1, note=NOTE)

    def key(self, command: Count, given: str | None = None) -> once.Once:
        """The identity of its request: the act's own, unless it was `given` one."""
        path = f"/toy/v1/tallies/{command.name}/counts"
        return once.key(self._secret, str(self._actor), path, given or command.act.id, b"{}")

    async def per_second(self, commands: int) -> float:
        """Commands per second through `handle`, AT_ONCE under way at any time, each asker with its own new tallies."""
        began = perf_counter()
        await asyncio.gather(*(self._ask(commands // AT_ONCE) for _ in range(AT_ONCE)))
        return commands // AT_ONCE * AT_ONCE / (perf_counter() - began)

    async def _ask(self, commands: int) -> None:
        for name in names(commands):
            command = self.command(name)
            await self.handle(command, resource=name, location=f"/toy/v1/tallies/{name}", once=self.key(command))


def names(commands: int) -> Iterator[str]:
    """For so many commands the name of their tally."""
    name = ""
    for number in range(commands):
        if number % PER_TALLY == 0:
            name = ids.new()
        yield name


@asynccontextmanager
async def counting(place: Path | str) -> AsyncIterator[Counting]:
    """A new store in a folder, or at an address."""
    now = Counting(place if isinstance(place, str) else _in_folder(place))
    try:
        yield now
    finally:
        await asyncio.to_thread(now.store.close)


def _in_folder(place: Path) -> str:
    place.mkdir(parents=True, exist_ok=True)
    return store_url(place, SERVICE)
