"""Acts that go on while something is broken: the same people come again, wave after wave, until it is enough."""

import asyncio
from typing import Final

from tests.faults.apart.town import Town
from tests.faults.people import Crowd

FEW: Final = ("ketenstage", "ondersteuning-thuis", "sparkcentres", "zeeuwse-huiskamer", "nachtdiensten")
"""One initiative for each fate."""
PACE: Final = 0.25
"""Seconds that each of them rests between two acts: what is looked at is loss, not speed."""


class Load:
    """Waves of people on a town; the one that is under way is always brought to its end."""

    def __init__(self, town: Town, pace: float = PACE) -> None:
        self.crowds: Final[list[Crowd]] = []
        self._town = town
        self._pace = pace
        self._enough = asyncio.Event()

    async def run(self) -> None:
        """Send waves until it is enough, one at least."""
        async with self._town.client() as client:
            while not (self.crowds and self._enough.is_set()):
                await self.crowd(f"wave-{len(self.crowds)}").act(client)

    def crowd(self, name: str) -> Crowd:
        """People who do the same acts once more; what became of them is looked at in the end."""
        made = Crowd.of(*FEW, name=name, pace=self._pace)
        self.crowds.append(made)
        return made

    def enough(self) -> None:
        """Let the wave that is under way be the last."""
        self._enough.set()

    async def acknowledged(self, count: int) -> None:
        """Wait until so many more acts were acknowledged."""
        wanted = len(self._town.witness.acts) + count
        while len(self._town.witness.acts) < wanted:  # noqa: ASYNC110 - told by requests, which come at any moment
            await asyncio.sleep(0.02)
