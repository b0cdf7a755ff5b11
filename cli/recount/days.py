"""Working time between two moments, piece by piece."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
_DAY: Final = timedelta(days=1)


def working_days(start: datetime, end: datetime, stopped: Sequence[Span]) -> Fraction:
    """The working days in between, without those in which the clock was stopped.

    Time is cut where a day begins and where the clock stops or goes on; each piece counts or does not.
    """
    cuts = {start, end} | {each for span in stopped for each in span} | set(_midnights(start, end))
    ordered = sorted(cut for cut in cuts if start <= cut <= end)
    worked = timedelta(0)
    for begin, until in pairwise(ordered):
        if is_working_day(begin.astimezone(_amsterdam()).date()) and not any(a <= begin < b for a, b in stopped):
            worked += until - begin
    return Fraction(worked // timedelta(microseconds=1), _DAY // timedelta(microseconds=1))


def is_working_day(day: date) -> bool:
    """Not in a weekend, and no public holiday."""
    return day.isoweekday() <= 5 and day not in _holidays(day.year)


def midnight(day: date) -> datetime:
    """When a day begins in Amsterdam."""
    return datetime(day.year, day.month, day.day, tzinfo=_amsterdam()).astimezone(UTC)


def _midnights(start: datetime, end: datetime) -> list[datetime]:
    day, last = start.astimezone(_amsterdam()).date(), end.astimezone(_amsterdam()).date()
    return [midnight(day + number * _DAY) for number in range((last - day).days + 1)]


def _amsterdam() -> ZoneInfo:
    return ZoneInfo("Europe/Amsterdam")


def _holidays(year: int) -> list[date]:
    easter = _easter(year)
    kings_day = date(year, 4, 26) if date(year, 4, 27).isoweekday() == 7 else date(year, 4, 27)
    fixed = [date(year, month, day) for month, day in ((1, 1), (5, 5), (12, 25), (12, 26))]
    return [*fixed, kings_day, *(easter + number * _DAY for number in (0, 1, 39, 49, 50))]


def _easter(year: int) -> date:
    """By the rule of Gauss."""
    century = year // 100
    m = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    n = (4 + century - century // 4) % 7
    d = (19 * (year % 19) + m) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7
    if (d, e) == (29, 6) or ((d, e) == (28, 6) and (11 * m + 11) % 30 < 19):
        d -= 7
    return date(year, 3, 22) + (d + e) * _DAY
