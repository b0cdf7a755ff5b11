"""The hours in which people do things: nine to five on weekdays, so that nothing is decided at night."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HERE: Final = ZoneInfo("Europe/Amsterdam")
OPENS: Final = 9
CLOSES: Final = 17
A_DAY: Final = CLOSES - OPENS
"""Working hours."""
_SATURDAY: Final = 5


def later(moment: datetime, hours: int) -> datetime:
    """The whole working hour that begins so many after `moment`, in the time zone that `moment` has."""
    at = _opened(moment.astimezone(HERE).replace(minute=0, second=0, microsecond=0))
    for _ in range(hours // A_DAY):
        at = datetime.combine(_working_day_behind(at.date()), at.time(), HERE)
    for _ in range(hours % A_DAY):
        at = _opened(datetime.combine(at.date(), time(at.hour + 1), HERE))
    return at.astimezone(moment.tzinfo)


def _opened(at: datetime) -> datetime:
    """This hour, when people are at work, or else the first hour that they are."""
    if at.weekday() >= _SATURDAY or at.hour >= CLOSES:
        return datetime.combine(_working_day_behind(at.date()), time(OPENS), HERE)
    return at if at.hour >= OPENS else datetime.combine(at.date(), time(OPENS), HERE)


def _working_day_behind(day: date) -> date:
    behind = day + timedelta(days=1)
    while behind.weekday() >= _SATURDAY:
        behind += timedelta(days=1)
    return behind
