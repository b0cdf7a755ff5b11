"""What every fault is: something that is done to a town while people act; and what is looked at in the end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import psycopg

from cli.demo.show import journeys
from tests.faults import asked, complaints
from tests.faults.apart import parts
from tests.faults.apart.load import Load
from tests.faults.apart.parts import Broker, Server
from tests.faults.apart.town import Account, Town, town
from tests.faults.complaints import Shape
from tests.faults.evidence import SERVICES, Evidence
from tests.faults.people import Crowd, Witness

PATIENCE: Final = 300.0
"""Seconds within which everything that is under way has arrived, once nobody acts any more."""
LOOK: Final = 0.1

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """What a fault has at hand."""

    town: Town
    load: Load
    chance: Random
    say: Say

    def complain(self, what: str) -> None:
        """Something is not as it should be."""
        self.town.account.complaints.append(what)
        self.say(what)

    async def until(self, true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> float:
        """Look until it is true; gives the seconds that took. That it never was is a complaint."""
        began = time.monotonic()
        while not await asyncio.to_thread(_look, true):
            if time.monotonic() - began > seconds:
                self.complain(f"within {seconds:.0f} s it did not come to this: {what}")
                break
            await asyncio.sleep(LOOK)
        return time.monotonic() - began

    async def caught_up(self) -> float:
        """Wait until the ledger holds all that is stored by now; gives the seconds that took."""
        began = time.monotonic()
        ends: dict[str, int] = {}

        def stand() -> bool:
            ends.update(self.town.ends())
            return True

        await self.until(stand, "the stores can be read")
        await self.until(lambda: self.town.has_told(ends), "the ledger holds all that was stored")
        return time.monotonic() - began

    def done(self, what: str, seconds: float | None = None) -> None:
        """One more fault is behind us, which took so many seconds to get over."""
        self.town.account.faults += 1
        if seconds is not None:
            self.town.account.recovered.append(seconds)
        self.say(what if seconds is None else f"{what}: {seconds:.1f} s")


@dataclass(frozen=True)
class Whole(Scene):
    """A scene whose Kafka and PostgreSQL may be broken too."""

    server: Server
    broker: Broker
    after: ExitStack
    """What is undone when nothing runs any more."""


def _look(true: Callable[[], bool]) -> bool:
    """A store that is away has nothing to show yet."""
    try:
        return true()
    except psycopg.Error:
        return False


@dataclass(frozen=True)
class Fault:
    """`disturb` breaks things while people act, and mends them; all must be well some time after it."""

    name: str
    what: str
    """For the table: what is done."""
    recovery: str
    """What its seconds to recover are counted to."""
    disturb: Callable[[Whole], Awaitable[None]]
    replicas: Mapping[str, int] = field(default_factory=dict)
    needs_root: bool = False
    forgets: str | None = None
    """A service whose texts, and remembered answers, of some time are gone for good; its events are not."""


@dataclass(frozen=True)
class Outcome:
    """What became of a town."""

    name: str
    what: str
    recovery: str
    seed: int
    faults: int
    acts: int
    events: int
    messages: int
    duplicates: int
    recovered: list[float]
    seconds: float
    complaints: list[str]


async def suffer(fault: Fault, folder: Path, seed: int, expected: Shape, say: Say) -> Outcome:
    """Have a new town suffer a fault; what goes quite otherwise than foreseen is a complaint too."""
    began = time.monotonic()
    with ExitStack() as after, parts.server() as server, parts.broker(folder / "kafka") as broker:
        stores = {service: server.fresh() for service in SERVICES}
        async with town(folder / "town", broker.address, stores) as made:
            scene = Whole(made, Load(made), Random(f"{fault.name}:{seed}"), say, server, broker, after)
            await made.run(fault.replicas)
            await while_acting(scene, fault.disturb(scene))
            found = await ended(scene, expected, fault.forgets)
            sent = await asyncio.to_thread(parts.messages, broker.address)
            return _outcome(fault, seed, made, found, sent, time.monotonic() - began)


async def while_acting(scene: Scene, disturb: Awaitable[None]) -> None:
    """Break things while people act, and let them finish."""
    acting = asyncio.create_task(scene.load.run())
    disturbing = asyncio.ensure_future(disturb)
    try:
        await asyncio.wait([acting, disturbing], return_when=asyncio.FIRST_COMPLETED)
        if acting.done():
            acting.result()
        await disturbing
        scene.load.enough()
        await acting
    finally:
        acting.cancel()
        disturbing.cancel()
        await asyncio.gather(acting, disturbing, return_exceptions=True)


async def ended(scene: Scene, expected: Shape, forgetful: str | None = None) -> Evidence:
    """Wait until nothing is under way, judge what is left, and stop all; gives what the stores held."""
    made = scene.town
    found = await _quiet(made)
    made.account.complaints.extend(await _judged(made, scene.load.crowds, found, expected, forgetful))
    await made.stop_all()
    return found


async def _quiet(made: Town) -> Evidence:
    """Wait until nothing is under way; what still is then, the verdict complains of."""
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(psycopg.Error):
            found = await asyncio.to_thread(made.found)
            if not complaints.under_way(found) or time.monotonic() > until:
                return found
        await asyncio.sleep(LOOK)


async def _judged(
    made: Town, crowds: Sequence[Crowd], found: Evidence, expected: Shape, forgetful: str | None
) -> list[str]:
    """What is wrong in the end, of everything that is looked at."""
    wrong = [*complaints.of_folder(found), *complaints.of_acts(found, made.witness.acts, *crowds)]
    wrong += _of_shapes(found, crowds, expected)
    if forgetful is not None:
        wrong = [each for each in wrong if not (forgetful in each and complaints.TEXT_GONE in each)]
    again = Witness(made.ways())
    async with made.client(again) as client:
        for crowd in crowds if forgetful is None else ():
            await Crowd(crowd.meetings, crowd.initiatives, crowd.ids, crowd.name).act(client)
        if forgetful is None:
            wrong += complaints.of_answers(made.witness.acts, again.acts)
        wrong += [*asked.stages(await journeys(client), *crowds), *await asked.read_models(client)]
    return wrong


def _of_shapes(found: Evidence, crowds: Sequence[Crowd], expected: Shape) -> Iterator[str]:
    for crowd in crowds:
        shape = complaints.of_people(complaints.shape(found, crowd), crowd)
        yield from (f"{crowd.name}: {each}" for each in complaints.of_shapes(shape, expected))


def _outcome(fault: Fault, seed: int, made: Town, found: Evidence, sent: int, seconds: float) -> Outcome:
    account: Account = made.account
    return Outcome(
        fault.name,
        fault.what,
        fault.recovery,
        seed,
        account.faults,
        len(made.witness.acts),
        len(found.stored),
        sent,
        made.duplicates(),
        account.recovered,
        seconds,
        account.complaints,
    )
