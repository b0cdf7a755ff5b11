"""Who is there in a simulated year, all of them invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cli.simulate.acts import Json
from cli.simulate.chance import Chance
from shared.actor import Actor, Role
from shared.clock import uuid7

_EPOCH_MILLISECONDS: Final = 1_000

ADVISERS: Final = 12
EDITORS: Final = 6
REVIEWERS: Final = 3
"""Per ministry."""
REGIONS: Final = ("Midden", "Noord-Oost", "Zuid-Holland", "Brabant", "Limburg", "Zeeland")
FIRST_NAMES: Final = ("Anna", "Bram", "Chaima", "Daan", "Elif", "Femke", "Gijs", "Hanna", "Ilse", "Joris", "Kees")
LAST_NAMES: Final = ("Voorbeeld", "Verzonnen", "Bedacht", "Proef", "Denkbeeldig", "Schets")


@dataclass(frozen=True)
class Office:
    """Everybody who works with initiatives."""

    advisers: Sequence[Actor]
    editors: Sequence[Actor]
    employers: Sequence[Actor]
    operator: Actor
    auditor: Actor
    ministries: Sequence[Actor]

    def of(self, role: str, chance: Chance) -> Actor:
        """Somebody of a ministry."""
        return chance.one([each for each in self.ministries if each.role == role])


def office(seed: int, born: datetime) -> Office:
    """The same people for the same seed."""
    chance = Chance(seed, "office")
    ministries: tuple[Role, ...] = ("ministry-vws", "ministry-ocw", "ministry-szw")
    return Office(
        advisers=[actor("adviser", chance, born) for _ in range(ADVISERS)],
        editors=[actor("editor", chance, born) for _ in range(EDITORS)],
        employers=[actor("employers", chance, born) for _ in REGIONS],
        operator=actor("operator", chance, born),
        auditor=actor("auditor", chance, born),
        ministries=[actor(ministry, chance, born) for ministry in ministries for _ in range(REVIEWERS)],
    )


def actor(role: Role, chance: Chance, born: datetime) -> Actor:
    """Somebody in a role, known since `born`."""
    bits = chance.bits()
    return Actor(role, uuid7(int(born.timestamp() * _EPOCH_MILLISECONDS), bits & 0xFFF, bits))


def contact(number: int, chance: Chance) -> Json:
    """Somebody's name, address and telephone number."""
    first, last = chance.one(FIRST_NAMES), chance.one(LAST_NAMES)
    return {
        "name": f"{first} {last}",
        "email": f"{first.lower()}.{last.lower()}.{number}@example.org",
        "phone": f"06 {chance.between(10_000_000, 99_999_999)}",
    }
