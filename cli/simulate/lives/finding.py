"""Before it is submitted: somebody sees it, an adviser approaches the organisation, or somebody tips it."""

from typing import Final

from cli.simulate.acts import Part
from cli.simulate.course import Course

SIGNALS: Final = "/intake/v1/signals"
FOUND: Final = 0.25
"""How often ALN finds it, and does not wait until it comes by itself."""
TIPPED: Final = 0.15
TWICE: Final = 0.1
"""How often a colleague records the same once more."""


def found(course: Course) -> Part[str | None]:
    """The signal that the submission is taken up from; None where it comes by itself."""
    told = {"organisation": f"Zorggroep {course.number}", "link": f"https://example.org/nieuws/{course.number}"}
    if course.chance.hits(FOUND):
        return (yield from _seen(course, told))
    if course.chance.hits(TIPPED):
        tipper = course.somebody("tipper")
        tip = {**told, "about": "Dit werkt daar echt (verzonnen)."}
        answer = yield from course.act(0, tipper, "/intake/v1/tips", tip)
        return str(answer.body["id"])
    return None


def _seen(course: Course, told: dict[str, str]) -> Part[str]:
    seen = {**told, "kind": "newsletter", "source": "Nieuwsbrief (verzonnen)", "seenOn": course.at.date().isoformat()}
    answer = yield from course.act(0, course.adviser, SIGNALS, seen)
    signal = str(answer.body["id"])
    if course.chance.hits(TWICE):
        colleague = course.colleague(course.adviser, course.office.advisers)
        yield from course.act(0, colleague, SIGNALS, seen, "already-recorded")
    approach = {
        "date": course.at.date().isoformat(),
        "channel": "phone",
        "whom": "De teamleider",
        "outcome": "interested",
    }
    yield from course.act(2, course.adviser, f"{SIGNALS}/{signal}/approaches", approach)
    return signal
