"""The spread figure: at how many Koplopers others took over elements of what they do, and how. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from services.publication import events

PLATFORM31: Final = Fraction(2, 3)
"""Of the Kopgroep before: at two thirds of its Koplopers others took over parts (research by Platform31)."""


@dataclass(frozen=True, slots=True)
class Koploper:
    """A Koploper as it was published, and how often its elements were taken over in each form."""

    region: str
    themes: Sequence[events.Theme]
    adoptions: Mapping[events.Form, int]

    @property
    def taken_over(self) -> bool:
        return any(self.adoptions.values())


@dataclass(frozen=True, slots=True)
class Count:
    """Of how many Koplopers, at how many of them others took over elements, and how often."""

    koplopers: int
    taken_over: int
    adoptions: int

    @property
    def share(self) -> Fraction | None:
        """Of the Koplopers; None where there are none."""
        return Fraction(self.taken_over, self.koplopers) if self.koplopers else None


@dataclass(frozen=True, slots=True)
class Spread:
    """The whole, and its parts: a Koploper with several themes counts with each."""

    whole: Count
    by_form: Mapping[events.Form, int]
    by_theme: Mapping[str, Count]
    by_region: Mapping[str, Count]


def spread(koplopers: Sequence[Koploper]) -> Spread:
    """The figure of these Koplopers."""
    themes = sorted({theme for each in koplopers for theme in each.themes})
    regions = sorted({each.region for each in koplopers})
    return Spread(
        whole=_count(koplopers),
        by_form={form: sum(each.adoptions.get(form, 0) for each in koplopers) for form in events.FORMS},
        by_theme={theme: _count(each for each in koplopers if theme in each.themes) for theme in themes},
        by_region={region: _count(each for each in koplopers if each.region == region) for region in regions},
    )


def _count(koplopers: Iterable[Koploper]) -> Count:
    chosen = list(koplopers)
    return Count(
        koplopers=len(chosen),
        taken_over=sum(each.taken_over for each in chosen),
        adoptions=sum(sum(each.adoptions.values()) for each in chosen),
    )
