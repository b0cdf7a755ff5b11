"""One initiative on its way through a simulated year: who does what there."""

from datetime import UTC, datetime

from cli.simulate.course import Course, World
from cli.simulate.lives.assessing import stays_out
from cli.simulate.meetings import Meetings
from cli.simulate.people import office

BEGINS = datetime(2020, 7, 1, tzinfo=UTC)


def test_who_is_related_to_somebody_there_is_asked_nothing_more() -> None:
    """Neither to assess it, nor as the second adviser whom a rejection needs: it is shut to them."""
    for number in range(1, 30):
        course = Course(World(1, office(1, BEGINS), Meetings()), number, BEGINS)
        related = course.adviser
        assert len(list(stays_out(course))) == 2
        advisers = course.office.advisers
        asked = {course.adviser, *(course.colleague(course.adviser, advisers) for _ in range(100))}
        assert asked == set(advisers) - {related}
