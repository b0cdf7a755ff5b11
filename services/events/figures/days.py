"""Working days in the Netherlands: which days are, and how much working time lies between two moments.

A working day is the whole of a day by the clock of Amsterdam, so a part of one counts as that part of 24 hours: what
begins on Monday at nine and ends on Tuesday at nine took one day. Clocks change on Sundays: no working day is longer.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from shared.envelope import moment, timestamp

FIRST: Final = 1970
LAST: Final = 2199
"""The years of which public holidays are known; what lies outside of them counts as their first or last moment."""

DAY: Final = timedelta(days=1)
DAY_LONG: Final = DAY // timedelta(microseconds=1)
_WINTER: Final = timedelta(hours=1)
_SUMMER: Final = timedelta(hours=2)
_BEGIN: Final = f"{FIRST}-01-01T12:00:00.000000Z"
_END: Final = f"{LAST}-12-31T12:00:00.000000Z"
_HOUR: Final = len("2019-04-01T12")


def worked(time: str) -> int:
    """Working time before `time` (as `timestamp` writes it), in microseconds from a Monday long ago.

    The difference of two of them is the working time between.
    """
    time = min(max(time, _BEGIN), _END)
    before, works = _at_hour(time[:_HOUR])
    if not works:
        return before
    return before + (int(time[14:16]) * 60 + int(time[17:19])) * 1_000_000 + int(time[20:26])


def is_worked(day: date) -> bool:
    """Whether a day is a working day: from Monday to Friday, and no public holiday."""
    return day.weekday() < 5 and day not in holidays(day.year)


def begin_of(day: date) -> str:
    """When a day begins in Amsterdam, as `timestamp` writes it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    summer = midnight - _SUMMER
    return timestamp(summer if _is_summer(summer) else midnight - _WINTER)


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of the Algemene termijnenwet (article 3, first paragraph), from 2014 on.

    Liberation Day is one every year there. Good Friday is none: that law only lets terms not end on it.
    """
    easter = easter_of(year)
    kings_day = date(year, 4, 27)
    return frozenset(
        {
            date(year, 1, 1),
            easter,
            easter + DAY,
            kings_day - DAY if kings_day.weekday() == 6 else kings_day,
            date(year, 5, 5),
            easter + 39 * DAY,
            easter + 49 * DAY,
            easter + 50 * DAY,
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def easter_of(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the anonymous algorithm (Nature, 20 April 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741 - the letters of the source
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1 << 16)
def _at_hour(hour: str) -> tuple[int, bool]:
    """The working time before an hour (`2019-04-01T12`, in UTC), and whether it is worked in.

    Amsterdam differs from UTC by whole hours, so an hour never lies on two of its days.
    """
    local = _local(moment(f"{hour}:00:00Z"))
    day = local.date()
    ordinal = day.toordinal() - 1  # day 1 of the calendar was a Monday
    week, weekday = divmod(ordinal, 7)
    days = week * 5 + min(weekday, 5) - bisect_left(_free(), day)
    works = is_worked(day)
    return days * DAY_LONG + (local.hour * 3_600_000_000 if works else 0), works


@cache
def _free() -> list[date]:
    """Every public holiday on what would be a working day."""
    every = (day for year in range(FIRST, LAST + 1) for day in holidays(year))
    return sorted(day for day in every if day.weekday() < 5)


def _local(time: datetime) -> datetime:
    return time + (_SUMMER if _is_summer(time) else _WINTER)


def _is_summer(time: datetime) -> bool:
    """Summer time in the Union (directive 2000/84/EC): from 01:00 UTC on the last Sunday of March to that of October.

    Written down here, because not every machine has a time zone database, and figures must be the same on all.
    """
    return _last_sunday(time.year, 3) <= time < _last_sunday(time.year, 10)


@cache
def _last_sunday(year: int, month: int) -> datetime:
    """Of a month of 31 days, at 01:00 UTC."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - (last.weekday() + 1) % 7 * DAY
