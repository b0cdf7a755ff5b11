"""One initiative on its way: its clock, its people, and how it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cli.simulate import people, working
from cli.simulate.acts import Act, Answer, Json, Look, Part
from cli.simulate.chance import Chance
from cli.simulate.meetings import Meetings
from shared.actor import Actor, Role


@dataclass(frozen=True)
class World:
    """What all lives share."""

    seed: int
    office: people.Office
    meetings: Meetings


class Course:
    """Where one initiative is in its life; `days` are working days, about as many as usual."""

    def __init__(self, world: World, number: int, begins: datetime) -> None:
        self.world = world
        self.office = world.office
        self.number = number
        self.chance = Chance(world.seed, f"initiative {number}")
        self.at = begins
        self.submitter = people.actor("submitter", self.chance, begins)
        self.contact = people.contact(number, self.chance)
        self.adviser: Actor = self.chance.one(self.office.advisers)
        self.related: list[Actor] = []
        self.id = ""
        self.submission: dict[str, Any] = {}

    def act(self, days: float, who: Actor, path: str, body: Json, refused: str | None = None) -> Part[Answer]:
        """Have `who` do something, after about so many days."""
        return (yield Act(self._after(days), who, path.format(id=self.id), body, refused))

    def act_on(self, seen: int, days: float, who: Actor, path: str, body: Json) -> Part[Answer]:
        """The same, decided on the version that was `seen`."""
        return (yield Act(self._after(days), who, path.format(id=self.id), body, seen=seen))

    def act_now(self, who: Actor, path: str, body: Json, refused: str | None = None) -> Part[Answer]:
        """Have `who` do something in the moment in which they read last."""
        return (yield Act(self.at, who, path.format(id=self.id), body, refused))

    def look_after(self, days: float, who: Actor, path: str) -> Part[Answer]:
        """Have `who` read something, after about so many days."""
        return (yield Look(self._after(days), who, path.format(id=self.id)))

    def look(self, who: Actor, path: str) -> Part[Answer]:
        """Have `who` read something now."""
        return (yield Look(self.at, who, path.format(id=self.id)))

    def somebody(self, role: Role) -> Actor:
        """Somebody who is nowhere else."""
        return people.actor(role, self.chance, self.at)

    def colleague(self, of: Actor, among: Sequence[Actor]) -> Actor:
        """Somebody else who does the same work, and is not related to anybody there."""
        return self.chance.one([each for each in among if each != of and each not in self.related])

    def wait_for(self, day: date) -> None:
        """Let nothing happen before the working day behind `day`."""
        morning = datetime.combine(day + timedelta(days=1), time(working.OPENS), self.at.tzinfo)
        self.at = max(self.at, working.later(morning, 0))

    def _after(self, days: float) -> datetime:
        hours = round(self.chance.around(days) * working.A_DAY)
        self.at = working.later(self.at, max(1, hours))
        return self.at
