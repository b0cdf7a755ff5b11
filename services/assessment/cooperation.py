"""What the organisations listed say about *Samenwerken*: at least one of care or welfare, and at least one other.

Pure, and a proposal only: the system says what follows from the list, an adviser decides.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.assessment.events import Organisation
from services.assessment.policy import Criterion

CRITERION: Final[Criterion] = "samenwerken"
CARE_OR_WELFARE: Final = frozenset({"zorg", "welzijn"})
NAMED: Final = 5
"""How many organisations a reason names; of more it says how many there are."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whether the criterion follows from the list, and because of which organisations."""

    met: bool
    because: str


@dataclass(frozen=True, slots=True)
class _Distinct:
    """One organisation, however often it is listed: its name as first written, and all its sectors."""

    name: str
    sectors: tuple[str, ...]

    @property
    def cares(self) -> bool:
        return not CARE_OR_WELFARE.isdisjoint(self.sectors)

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.sectors)})"


def proposal(organisations: Sequence[Organisation]) -> Proposal:
    """What follows from `organisations`; the same name twice, however it is written, is one organisation."""
    listed = _distinct(organisations)
    caring = next((each for each in listed if each.cares), None)
    if caring is None:
        return Proposal(met=False, because=f"None of the organisations is from care or welfare: {_names(listed)}.")
    others = [each for each in listed if each is not caring]
    if not others:
        return Proposal(met=False, because=f"{caring} is the only organisation; at least one other has to take part.")
    return Proposal(met=True, because=f"{caring} is from care or welfare, and takes part with {_names(others)}.")


def _distinct(organisations: Sequence[Organisation]) -> list[_Distinct]:
    found: dict[str, _Distinct] = {}
    for each in organisations:
        name = _plain(each.name)
        before = found.get(name, _Distinct(each.name, ()))
        sectors = before.sectors if each.sector in before.sectors else (*before.sectors, each.sector)
        found[name] = _Distinct(before.name, sectors)
    return list(found.values())


def _plain(name: str) -> str:
    """A name without what people write differently: capitals, width, and how much space there is between words."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _names(organisations: Sequence[_Distinct]) -> str:
    named = ", ".join(map(str, organisations[:NAMED]))
    more = len(organisations) - NAMED
    return f"{named} and {more} more" if more > 0 else named or "none is listed"
