"""Run a simulated year in a folder of its own, and count in the end."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import orjson

from cli.bus import PACES
from cli.cannot import CannotRun
from cli.client import Client
from cli.demo.show import AUDITOR
from cli.figures import asking
from cli.figures.asking import Answer, Asked
from cli.language import say
from cli.simulate import meetings, people
from cli.simulate.acts import Act, Life
from cli.simulate.chance import Chance
from cli.simulate.clock import MovedClock
from cli.simulate.course import Course, World
from cli.simulate.following import FollowedBus
from cli.simulate.lives.initiative import life
from cli.simulate.working import later
from cli.simulate.year import BEGINS, ENDS, Tally, Year
from cli.system import SERVICES, Lock, System, on, store_url
from cli.up import SWITCH_SECONDS
from services.assessment.app import POLICIES
from services.intake.shipped import REFERENCES
from shared.clock import SystemIds

HERE: Final = "http://localhost"
DIMENSIONS: Final = ("theme", "branch", "region", "origin", "policy")
NEW: Final = "2021-01"
"""The policy, and the themes and branches, that are new in this year."""
BEFORE_WORK: Final = timedelta(hours=5)
"""After midnight (UTC), when nobody of a simulated year does anything."""
LAST_COMERS: Final = timedelta(days=30)
"""Nobody comes in so shortly before the end."""


@dataclass(frozen=True)
class Told:
    """How a year went: what was done, what is recorded, and how long it took."""

    initiatives: int
    seed: int
    tally: Tally
    events: int
    seconds: float
    figures: Answer
    """Of the whole year, with each difference that another count found: of all, and by each dimension."""


async def simulate(data: Path, initiatives: int, seed: int, told: Callable[[datetime], None]) -> Told:
    """Live a year of so many initiatives on `data`, which must be new; raises CannotRun and Surprise."""
    if (data / "events.db").exists():
        raise CannotRun(
            say(
                f"In {data} staan al gegevens; een nagebootst jaar hoort daar niet bij. Er is niets veranderd. "
                "Kies een nieuwe map met --data.",
                f"There are data in {data} already, and a simulated year must not be among them. Nothing was touched. "
                "Choose a new folder with --data.",
            )
        )
    sys.setswitchinterval(SWITCH_SECONDS)
    lock = Lock.take(data)
    try:
        clock = MovedClock(BEGINS)
        bus = FollowedBus(store_url(data, "bus"), dict.fromkeys(PACES, 0.0))
        async with on(data, bus, clock, SystemIds()) as system:
            return await _live(system, bus, clock, initiatives, seed, told)
    finally:
        lock.release()


async def _live(
    system: System, bus: FollowedBus, clock: MovedClock, initiatives: int, seed: int, told: Callable[[datetime], None]
) -> Told:
    began = time.monotonic()
    transport = httpx.ASGITransport(system.http)
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as http:
        year = Year(system, bus, clock, http, told)
        await year.live(_lives(initiatives, seed))
    async with Client(HERE, transport) as client:
        figures = await _counted(client)
        counted = [await client.get(f"/{name}/v1/streams", AUDITOR, limit="1") for name in SERVICES]
    seconds = time.monotonic() - began
    return Told(initiatives, seed, year.tally, sum(each["events"] for each in counted), seconds, figures)


async def _counted(client: Client) -> Answer:
    """The figures of all, and where they or those by a dimension differ from another count of the same facts."""
    whole = await asking.ask(client, Asked())
    events = await asking.facts(client, whole.figures["position"], lambda *_: None)
    different: list[str] = []
    for by in (None, *DIMENSIONS):
        asked = Asked(by=by)
        answer = await asking.ask(client, asked)
        different += asking.recounted(answer.figures, asked, events).differences or ()
    return Answer(whole.figures, different)


def _lives(initiatives: int, seed: int) -> Iterator[Life]:
    office = people.office(seed, BEGINS)
    world = World(seed, office, meetings.Meetings())
    yield _new(office, POLICIES, "/assessment/v1/policies")
    yield _new(office, REFERENCES, "/intake/v1/reference-data")
    yield from meetings.lives(seed, office, world.meetings, BEGINS, ENDS)
    come = Chance(seed, "who comes when")
    hours = int((ENDS - LAST_COMERS - BEGINS) / timedelta(hours=1))
    for number in range(1, initiatives + 1):
        yield life(Course(world, number, later(BEGINS + timedelta(hours=come.between(0, hours)), 1)))


def _new(office: people.Office, folder: Path, path: str) -> Life:
    """What is new in this year holds from its first day."""
    rules = orjson.loads((folder / f"{NEW}.json").read_bytes())
    first_day = datetime.fromisoformat(rules["validFrom"]).replace(tzinfo=BEGINS.tzinfo)
    yield Act(first_day + BEFORE_WORK, office.operator, path, rules)
