"""Since when, as people write it."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.registers.dates import MONTHS, since
from cli.registers.sheet import Cell, Fault


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2017", "2017"),
        (2017, "2017"),
        (2017.0, "2017"),
        ("2017-06", "2017-06"),
        ("2017-06-12", "2017-06-12"),
        ("12-06-2017", "2017-06-12"),
        ("12-6-2017", "2017-06-12"),
        ("12/06/2017", "2017-06-12"),
        ("12.06.2017", "2017-06-12"),
        ("06-2017", "2017-06"),
        ("12 juni 2017", "2017-06-12"),
        ("12 JUNI 2017", "2017-06-12"),
        ("juni 2017", "2017-06"),
        ("12 mrt. 2017", "2017-03-12"),
        ("12. mei 2017", "2017-05-12"),
        ("12 June 2017", "2017-06-12"),
        ("29-02-2016", "2016-02-29"),
        (date(2017, 6, 12), "2017-06-12"),
        (datetime(2017, 6, 12, 13, 30), "2017-06-12"),  # noqa: DTZ001 - a spreadsheet knows no time zones
    ],
)
def test_it_is_read_as_far_as_it_is_known(written: Cell, read: str) -> None:
    """A year, a month or a day; days before months, as here."""
    assert since(written) == read


@pytest.mark.parametrize(
    "written",
    [
        *("31-02-2017", "29-02-2017", "13-2017", "12-06-17", "2017-13", "2017-6", "0017", "1-1-3000"),
        *("gisteren", "12 foo 2017", "medio 2017", "²017", "１２-06-2017"),
        *(True, 12, 99999, 3000, 43000.5),
    ],
)
def test_what_is_no_date_is_told(written: Cell) -> None:
    """Not guessed: a year of two digits, a day that there was not, a number that is no year."""
    found = since(written)
    assert isinstance(found, Fault)
    assert "12-06-2017" in found.why


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.sampled_from(sorted(MONTHS)))
def test_a_day_reads_the_same_however_it_is_written(day: date, month: str) -> None:
    """In numbers or words, Dutch or ISO."""
    assert since(day.isoformat()) == since(f"{day.day}-{day.month}-{day.year}") == since(day) == day.isoformat()
    assert since(f"1 {month} {day.year}") == f"{day.year}-{MONTHS[month]:02}-01"
