"""What becomes of themes and branches when others hold: which appear, which go, which are called otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Term: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """Of one list; of what is renamed, what it is called now and then."""

    appear: Sequence[Term]
    go: Sequence[Term]
    renamed: Sequence[tuple[Term, Term]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What letting a version hold would change; `having` initiatives have a word that goes."""

    version: str
    instead_of: str
    valid_from: tuple[str, str]
    kinds: Mapping[str, Changed]
    having: int

    @property
    def changes(self) -> bool:
        return self.version != self.instead_of

    @property
    def told(self) -> Mapping[str, Any]:
        """For machines."""
        now, then = self.valid_from
        return {
            "referenceVersion": self.version,
            "insteadOf": self.instead_of,
            "changes": self.changes,
            "validFrom": {"now": now, "then": then},
            **{kind: _told(changed) for kind, changed in self.kinds.items()},
            "initiativesWithWordsThatGo": self.having,
        }


def compared(now: Sequence[Term], then: Sequence[Term]) -> Changed:
    """One list beside the one that would take its place, by the names of the terms."""
    before = {term["name"]: term for term in now}
    after = {term["name"]: term for term in then}
    return Changed(
        appear=[term for name, term in after.items() if name not in before],
        go=[term for name, term in before.items() if name not in after],
        renamed=[(before[name], term) for name, term in after.items() if name in before and before[name] != term],
    )


def _told(changed: Changed) -> Mapping[str, Any]:
    return {
        "appear": list(changed.appear),
        "go": list(changed.go),
        "renamed": [{"name": now["name"], "now": now, "then": then} for now, then in changed.renamed],
    }
