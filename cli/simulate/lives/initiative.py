"""The life of one initiative, from the day that somebody tells of it to its last act of the year."""

from typing import Final

from cli.simulate.acts import Life
from cli.simulate.course import Course
from cli.simulate.lives import assessing, finding, publishing, reviewing, submitting

GIVES_UP: Final = 0.03
"""How often a submitter takes it back, at each of three moments."""


def life(course: Course) -> Life:
    """As long as it goes."""
    signal = yield from finding.found(course)
    yield from submitting.submit(course, signal)
    if course.chance.hits(GIVES_UP):
        yield from submitting.withdraw(course)
    elif not (yield from assessing.assess(course)):
        return
    elif course.chance.hits(GIVES_UP):
        yield from submitting.withdraw(course)
    elif not (yield from reviewing.clear(course)):
        return
    elif course.chance.hits(GIVES_UP):
        yield from submitting.withdraw(course)
    else:
        yield from publishing.publish(course)
