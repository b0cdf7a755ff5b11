"""Asking a system for figures, and counting the same from the facts that it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from cli.client import Client
from cli.demo.show import AUDITOR
from cli.recount import count
from cli.recount.journeys import Raw

PATIENCE: Final = 120.0
"""Seconds that figures may take: of very many journeys."""
PAGE: Final = 500
Told = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the first and last day, by what, as known when, of whom."""

    first: date | None = None
    last: date | None = None
    by: str | None = None
    at: str | None = None
    only: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        given = {"from": self.first, "to": self.last, "by": self.by, "at": self.at, **self.only}
        return urlencode({name: str(value) for name, value in given.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the system answers, and where another count differs from it: None when nobody counted again."""

    figures: Mapping[str, Any]
    differences: Sequence[str] | None = None

    @property
    def differs(self) -> bool:
        return bool(self.differences)

    @property
    def told(self) -> Mapping[str, Any]:
        """For machines."""
        more = {} if self.differences is None else {"agrees": not self.differs, "differences": self.differences}
        return {**self.figures, **more}


async def ask(client: Client, asked: Asked) -> Answer:
    """The figures; raises SaysNo or NotReachable."""
    return Answer(await client.get_within(PATIENCE, f"/events/v1/figures?{asked.query}", AUDITOR))


async def ask_and_recount(client: Client, asked: Asked, told: Told = lambda *_: None) -> Answer:
    """The figures, and where another count of the same facts differs; `told` hears how many are read, of how many.

    Raises SaysNo or NotReachable.
    """
    figures = (await ask(client, asked)).figures
    return recounted(figures, asked, await facts(client, figures["position"], told))


def recounted(figures: Mapping[str, Any], asked: Asked, events: Sequence[Raw]) -> Answer:
    """What was answered, and where another count of the same facts differs."""
    other = count.recount(events, count.Asked(asked.first, asked.last, asked.by, asked.only))
    return Answer(figures, differences(figures, other))


async def facts(client: Client, position: int, told: Told) -> list[Raw]:
    """All facts up to a position, page by page."""
    found: list[Raw] = []
    after: int | None = 0
    while after is not None and after < position:
        page = await client.get("/events/v1/events", AUDITOR, limit=str(PAGE), after=str(after))
        found += [item["event"] for item in page["items"] if item["position"] <= position]
        after = page["next"]
        told(after or position, position)
    return found


def differences(figures: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Each figure that differs, in a line: group, stage, figure, both values."""
    ours, theirs = _values(figures), _values(other)
    return [
        f"{' '.join(place)}: {ours.get(place)} ≠ {theirs.get(place)}"
        for place in sorted(ours.keys() | theirs.keys())
        if ours.get(place) != theirs.get(place)
    ]


def _values(figures: Mapping[str, Any]) -> dict[tuple[str, str, str], Any]:
    groups = {"total": figures["total"]} | {f"[{each['key']}]": each["stages"] for each in figures["groups"]}
    return {
        (name, stage["stage"], figure): value
        for name, stages in groups.items()
        for stage in stages
        for figure, value in stage.items()
    }
