"""The hours in which people of a simulated year do things."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.simulate import working

MOMENTS = st.integers(0, 2 * 365 * 24).map(lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2020-07-01T07:30:00+00:00", 0, "2020-07-01T07:00:00+00:00"),  # half past nine in the Netherlands
        ("2020-07-01T07:30:00+00:00", 1, "2020-07-01T08:00:00+00:00"),
        ("2020-07-01T14:00:00+00:00", 1, "2020-07-02T07:00:00+00:00"),  # the last hour, then the next morning
        ("2020-07-03T14:00:00+00:00", 1, "2020-07-06T07:00:00+00:00"),  # over a weekend
        ("2020-07-01T02:00:00+00:00", 8, "2020-07-02T07:00:00+00:00"),  # at night
        ("2020-10-23T08:00:00+00:00", 8, "2020-10-26T09:00:00+00:00"),  # ten o'clock, also when the clock was set back
    ],
)
def test_the_working_hour_after(moment: str, hours: int, expected: str) -> None:
    """Hours are counted from nine to five on weekdays, by the clock of the Netherlands."""
    assert working.later(datetime.fromisoformat(moment), hours).isoformat() == expected


@given(MOMENTS, st.integers(1, 500))
def test_it_is_always_later_and_always_in_working_hours(moment: datetime, hours: int) -> None:
    """Whatever the moment, nothing happens before it, at night, or in a weekend."""
    found = working.later(moment, hours)
    here = found.astimezone(working.HERE)
    assert found > moment
    assert working.OPENS <= here.hour < working.CLOSES
    assert here.weekday() < 5
    assert found <= moment + timedelta(days=hours // working.A_DAY * 3 + 7)
