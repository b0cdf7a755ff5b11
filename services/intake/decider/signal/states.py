"""What intake knows of a signal, as far as a rule asks for it."""

from dataclasses import dataclass
from typing import Literal

from services.intake import words

Term = Literal["none", "runs", "over"]


@dataclass(frozen=True, slots=True)
class Found:
    """How it was found: what came first, whether the organisation was approached, and who said that they tipped.

    `nameless` is how often somebody tipped it who did not say who.
    """

    first: Literal["recorded", "tipped"]
    tipped: bool = False
    tippers: frozenset[words.Tipper] = frozenset()
    nameless: int = 0
    approached: bool = False

    @property
    def state(self) -> Literal["recorded", "approached"]:
        """Where it stands as long as nothing became of it."""
        return "approached" if self.approached else "recorded"

    @property
    def origin(self) -> words.Origin:
        """Where a submission comes from that is taken up from here.

        A tip that made somebody approach the organisation is still what brought it in.
        """
        if self.first == "tipped":
            return "nominated-by-other"
        if self.approached:
            return "approached"
        return "nominated-by-other" if self.tipped else "self-registered"


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nobody recorded or tipped it."""


@dataclass(frozen=True, slots=True)
class Open:
    """Recorded or tipped, and perhaps approached; something may come of it."""

    found: Found


@dataclass(frozen=True, slots=True)
class SetAside:
    """Left at that; `term` is how it stands with the time for which its persons are known."""

    found: Found
    term: Term = "none"


@dataclass(frozen=True, slots=True)
class TakenUp:
    """There is an initiative that it was about: one submitted from it, or one that an adviser linked it to."""

    found: Found
    initiative_id: words.InitiativeId
    because: Literal["submitted", "linked-by-adviser"]


Signal = NotFound | Open | SetAside | TakenUp
