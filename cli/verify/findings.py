"""What a verifier finds: what it looked at, and what is wrong, with its position."""

from dataclasses import dataclass, field
from typing import Final, Literal

MOST: Final = 100
"""Findings that are kept; the first says enough, and of a rewritten ledger there are as many as entries."""
What = Literal["checkpoint", "witness", "tree", "entry", "proof", "stream", "cause", "file", "origin", "kept"]
Of = Literal["ledger", "dossier"]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is not true; `position` is that of an entry, from 1, where it is about one."""

    what: What
    says: str
    position: int | None = None


@dataclass(slots=True)
class Findings:
    """What was looked at, in sentences, and what is wrong, the first first."""

    of: Of = "ledger"
    checked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What this does not tell, whatever is found, and why."""
    untold: list[str] = field(default_factory=list)
    """What was asked for and could not be told, or not yet: while there is any, nothing is said to be true."""
    wrong: list[Wrong] = field(default_factory=list)
    count: int = 0
    """How many things are wrong, also those that are not kept."""

    def add(self, wrong: Wrong) -> None:
        self.count += 1
        if len(self.wrong) < MOST:
            self.wrong.append(wrong)

    @property
    def true(self) -> bool | None:
        """None where it could not be told."""
        return False if self.count else None if self.untold else True
