"""The spread figure: at how many Koplopers others took over elements, against Platform31's two thirds."""

from fractions import Fraction

import pytest

from services.publication import events
from services.publication.spread import PLATFORM31, Count, Koploper, spread


def koploper(region: str = "Midden", *themes: events.Theme, **adoptions: int) -> Koploper:
    return Koploper(region, themes, {form: adoptions[form] for form in events.FORMS if form in adoptions})


def test_of_no_koplopers_there_is_no_share() -> None:
    """Nothing is divided by nothing."""
    found = spread([])
    assert (found.whole, found.whole.share) == (Count(0, 0, 0), None)
    assert (found.by_form, found.by_theme, found.by_region) == (dict.fromkeys(events.FORMS, 0), {}, {})


def test_a_koploper_counts_once_however_often_it_is_taken_over() -> None:
    """The share is of Koplopers, the number of adoptions is of adoptions."""
    found = spread([koploper(broadened=2, adopted=3), koploper(), koploper(deepened=1)])
    assert found.whole == Count(koplopers=3, taken_over=2, adoptions=6)
    assert found.by_form == {"broadened": 2, "deepened": 1, "adopted": 3}


@pytest.mark.parametrize(
    ("taken", "all_", "reached"), [(2, 3, True), (3, 5, False), (67, 100, True), (199, 299, False)]
)
def test_two_thirds_is_exact(taken: int, all_: int, reached: bool) -> None:
    """A share is compared before it is rounded."""
    share = spread([koploper(adopted=1)] * taken + [koploper()] * (all_ - taken)).whole.share
    assert share == Fraction(taken, all_)
    assert share is not None
    assert (share >= PLATFORM31) is reached


def test_per_theme_and_region() -> None:
    """A Koploper with several themes counts with each, and with its one region."""
    found = spread(
        [
            koploper("Noord-Oost", "gezond-werken", "meer-uren-werken", adopted=1),
            koploper("Noord-Oost", "gezond-werken"),
            koploper("Midden", broadened=2),
        ]
    )
    assert found.by_theme == {"gezond-werken": Count(2, 1, 1), "meer-uren-werken": Count(1, 1, 1)}
    assert found.by_region == {"Midden": Count(1, 1, 2), "Noord-Oost": Count(2, 1, 1)}
    assert list(found.by_region) == ["Midden", "Noord-Oost"]
