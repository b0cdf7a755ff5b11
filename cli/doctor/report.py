"""What all checks together say of a system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.doctor.finding import Finding

CLEAN: Final = 0
FOUND: Final = 1
COULD_NOT: Final = 2


@dataclass
class Report:
    """Per service: what was found, by which checks, which could not be made, and why nothing could be."""

    found: dict[str, list[Finding]] = field(default_factory=dict)
    checked: dict[str, list[str]] = field(default_factory=dict)
    unchecked: dict[str, list[str]] = field(default_factory=dict)
    unable: dict[str, str] = field(default_factory=dict)

    def add(
        self, service: str, found: Sequence[Finding], checked: Sequence[str], unchecked: Sequence[str] = ()
    ) -> None:
        """Take in what some checks of a service say."""
        self.found.setdefault(service, []).extend(found)
        self.checked.setdefault(service, []).extend(checked)
        self.unchecked.setdefault(service, []).extend(unchecked)

    def by_check(self, service: str) -> Mapping[str, list[Finding]]:
        """A service's findings per check that was made; none is a clean check."""
        return {
            name: [each for each in self.found[service] if each.check == name] for name in self.checked.get(service, ())
        }

    @property
    def any_found(self) -> bool:
        return any(self.found.values())

    @property
    def exit_code(self) -> int:
        """A finding counts before a check that could not be made."""
        if self.any_found:
            return FOUND
        return COULD_NOT if self.unable else CLEAN
