"""Which words of a register are none of the themes and branches that hold."""

from typing import Any, Final

from cli.registers.rows import Read
from cli.registers.wording import of_its_own

REFERENCE: Final = {
    "themes": [{"name": "gezond-werken", "nl": "Gezond werken", "en": "Healthy work"}],
    "branches": [{"name": "vvt", "nl": "Verpleging & thuiszorg", "en": "home care"}],
}


def row(**body: Any) -> Read:
    return Read(2, "Ketenstage", body)


def test_a_word_is_known_by_its_name_and_by_what_it_is_called() -> None:
    """In either language, whatever its capitals, hyphens and signs."""
    known = ["gezond-werken", "GEZOND WERKEN", "healthy work"]
    assert of_its_own([row(themes=known, branches=["VVT", "verpleging en thuiszorg"])], REFERENCE) == {
        "branches": ["verpleging en thuiszorg"]
    }


def test_each_word_is_told_once_in_the_order_of_the_rows() -> None:
    """However many rows have it; rows without any say nothing."""
    rows = [row(themes=["Opleiden", "Gezond werken"]), row(), row(themes=["Techniek", "Opleiden"])]
    assert of_its_own(rows, REFERENCE) == {"themes": ["Opleiden", "Techniek"]}
