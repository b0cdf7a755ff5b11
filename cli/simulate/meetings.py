"""The meetings of a simulated year, and who keeps their seats: no more are invited than there are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from cli.simulate import people, working
from cli.simulate.acts import Act, Life
from cli.simulate.chance import Chance

EVERY: Final = timedelta(days=28)
AHEAD: Final = timedelta(days=42)
"""How long before its day a meeting is planned."""
NOTICE: Final = timedelta(days=7)
"""How long before its day people are invited at the latest."""
SEATS: Final = (25, 60)


@dataclass
class Meeting:
    """A meeting that was planned; `free` is how many more may be invited."""

    id: str
    region: str
    on: date
    free: int


@dataclass
class Meetings:
    """What is planned so far."""

    planned: list[Meeting] = field(default_factory=list)

    def seat(self, region: str, at: datetime) -> Meeting | None:
        """A seat at the next meeting in the region, or else anywhere; None when there is none."""
        ahead = sorted(
            (each for each in self.planned if each.on > at.date() + NOTICE and each.free),
            key=lambda each: (each.region != region, each.on, each.id),
        )
        if not ahead:
            return None
        ahead[0].free -= 1
        return ahead[0]


def lives(seed: int, office: people.Office, meetings: Meetings, begins: datetime, ends: datetime) -> Iterator[Life]:
    """A region's meetings, one life per region."""
    for number, region in enumerate(people.REGIONS):
        yield _plan(Chance(seed, f"meetings {region}"), region, number, office, meetings, begins, ends)


def _plan(
    chance: Chance,
    region: str,
    number: int,
    office: people.Office,
    meetings: Meetings,
    begins: datetime,
    ends: datetime,
) -> Life:
    at = working.later(begins + timedelta(days=number), 1)
    while at < ends:
        on = (at + AHEAD).date()
        seats = chance.between(*SEATS)
        body = {
            "title": f"Regiobijeenkomst {region} {on.isoformat()} (verzonnen)",
            "region": region,
            "date": on.isoformat(),
            "place": f"Zorghuis {region}",
            "capacity": seats,
        }
        answer = yield Act(at, chance.one(office.editors), "/publication/v1/meetings", body)
        meetings.planned.append(Meeting(answer.body["id"], region, on, seats))
        at = working.later(at + EVERY, 1)
