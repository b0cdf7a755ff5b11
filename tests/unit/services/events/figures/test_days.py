"""Working days: which days are, how much of them lies between two moments, and when a day begins."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from services.events.figures import days
from shared.envelope import timestamp
from tests.unit.services.events.figures.stories import utc

HOLIDAYS: Final = {
    2018: "01-01 04-01 04-02 04-27 05-05 05-10 05-20 05-21 12-25 12-26",
    2019: "01-01 04-21 04-22 04-27 05-05 05-30 06-09 06-10 12-25 12-26",
    2020: "01-01 04-12 04-13 04-27 05-05 05-21 05-31 06-01 12-25 12-26",
    2021: "01-01 04-04 04-05 04-27 05-05 05-13 05-23 05-24 12-25 12-26",
    2025: "01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26",
    2026: "01-01 04-05 04-06 04-27 05-05 05-14 05-24 05-25 12-25 12-26",
    2038: "01-01 04-25 04-26 04-27 05-05 06-03 06-13 06-14 12-25 12-26",
}
"""As printed in calendars. In 2025 the 27th of April was a Sunday; in 2038 Easter is as late as it can be."""


@pytest.mark.parametrize("year", HOLIDAYS)
def test_public_holidays(year: int) -> None:
    """Fixed days, King's Day, and the days that follow from Easter."""
    assert days.holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year].split()}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2019-04-19", True),  # Good Friday
        ("2019-04-20", False),  # a Saturday
        ("2019-04-22", False),  # Easter Monday
        ("2020-05-05", False),  # Liberation Day in a jubilee year
        ("2021-05-05", False),  # and in another
        ("2025-04-28", True),  # a Monday after King's Day was moved to the Saturday before
        ("2026-11-25", True),
    ],
)
def test_a_working_day(day: str, works: bool) -> None:
    """From Monday to Friday, except on public holidays; Liberation Day is one every year, Good Friday none."""
    assert days.is_worked(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "end", "took"),
    [
        ("04-15 09:00", "04-16 09:00", 1.0),
        ("04-15 09:00", "04-15 15:00", 0.25),
        ("04-12 18:00", "04-15 06:00", 0.5),  # over a weekend
        ("04-13 10:00", "04-14 23:00", 0.0),  # in a weekend
        ("04-18 00:00", "04-24 00:00", 3.0),  # over Easter
        ("03-29 12:00", "04-01 12:00", 1.0),  # the clock went an hour ahead
        ("10-25 12:00", "10-28 12:00", 1.0),  # and back
        ("12-24 12:00", "12-27 12:00", 1.0),
        ("04-15 09:00", "04-15 09:00", 0.0),
    ],
)
def test_working_time_between(start: str, end: str, took: float) -> None:
    """Part of a working day counts as that part of 24 hours, by the clock of Amsterdam."""
    assert (days.worked(utc(end)) - days.worked(utc(start))) / days.DAY_LONG == took


def test_to_the_microsecond() -> None:
    """Nothing is rounded before the end."""
    assert days.worked("2019-04-15T10:59:59.999999Z") + 1 == days.worked("2019-04-15T11:00:00.000000Z")


def test_it_is_the_clock_of_amsterdam() -> None:
    """Every half hour of thirty years has the time of day that the time zone database gives it."""
    moment, amsterdam = datetime(2010, 1, 1, tzinfo=UTC), ZoneInfo("Europe/Amsterdam")
    while moment.year < 2040:
        assert days._local(moment).replace(tzinfo=None) == moment.astimezone(amsterdam).replace(tzinfo=None)
        moment += timedelta(minutes=330)


@pytest.mark.parametrize("day", ["2019-03-31", "2019-04-01", "2019-10-27", "2019-10-28", "2019-12-31"])
def test_a_day_begins_at_midnight_in_amsterdam(day: str) -> None:
    """Also on the days when the clock is changed."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert days.begin_of(midnight.date()) == timestamp(midnight)


def test_no_time_is_too_far() -> None:
    """What lies beyond the calendar of holidays, which nobody records but anybody may send, counts as its edge."""
    assert days.worked("0001-01-01T00:00:00.000000Z") == days.worked("1969-12-31T23:00:00.000000Z")
    assert days.worked("9999-12-31T23:59:59.999999Z") == days.worked("2200-01-01T00:00:00.000000Z")
    assert days.worked("1970-01-05T00:00:00.000000Z") < days.worked("2199-12-31T00:00:00.000000Z")
