"""The advisers' part: taken, asked about, put off, judged, and decided by the policy."""

from datetime import timedelta
from typing import Final

from cli.simulate.acts import Part
from cli.simulate.course import Course
from cli.simulate.lives import submitting

PATH: Final = "/assessment/v1/dossiers/{id}"
ASKS: Final = 0.25
PUTS_OFF: Final = 0.05
RELATED: Final = 0.03
TAKES_BACK: Final = 0.02
STRICT: Final = 0.1
"""How often a criterion that is claimed is not found met."""
ALONE: Final = 0.2
"""How often an adviser tries to confirm a rejection of one's own."""
CONTESTS: Final = 0.15
TRIES_AGAIN: Final = 0.5


def assess(course: Course) -> Part[bool]:
    """From taken to decided; whether enough is met."""
    if course.chance.hits(RELATED):
        yield from stays_out(course)
    yield from course.act(3, course.adviser, f"{PATH}/assignments", {})
    if course.chance.hits(ASKS):
        question = {"question": "Hoeveel collega's doen mee? (verzonnen)"}
        yield from course.act(2, course.adviser, f"{PATH}/information-requests", question)
        yield from submitting.answer(course)
    if course.chance.hits(PUTS_OFF):
        yield from _put_off(course)
    if (yield from _decided(course)):
        return True
    if not course.chance.hits(TRIES_AGAIN):
        return False
    yield from submitting.revise(course)
    return (yield from _decided(course))


def stays_out(course: Course) -> Part[None]:
    """An adviser who knows somebody there leaves it to a colleague, and cannot do anything there any more."""
    related = course.adviser
    course.related.append(related)
    course.adviser = course.colleague(related, course.office.advisers)
    declared = {"conflict": True, "reason": "Mijn zus werkt daar (verzonnen)."}
    yield from course.act(1, related, f"{PATH}/declarations", declared)
    yield from course.act(0, related, f"{PATH}/assignments", {}, "conflict-of-interest")


def _taken_back(course: Course) -> Part[None]:
    """The advisers take their outcome back, and come to the same in the end."""
    reason = {"reason": "Een bijlage was niet gelezen (verzonnen)."}
    yield from course.act(2, course.adviser, f"{PATH}/reversals", reason)
    yield from course.act(3, course.adviser, f"{PATH}/assessments", {})


def _put_off(course: Course) -> Part[None]:
    """It is too early: the date brings it back by itself."""
    until = (course.at + timedelta(days=course.chance.between(30, 90))).date()
    body = {"until": until.isoformat(), "motivation": "Er zijn nog geen resultaten (verzonnen)."}
    yield from course.act(1, course.adviser, f"{PATH}/deferrals", body)
    early = _judgement("innoveren", met=True)
    yield from course.act(0, course.adviser, f"{PATH}/judgements", early, "assessment-deferred")
    course.wait_for(until)


def _decided(course: Course) -> Part[bool]:
    met = yield from _judged(course)
    yield from course.act(1, course.adviser, f"{PATH}/assessments", {})
    seen = yield from course.look(course.adviser, PATH)
    if seen.body["state"] == "decided":
        if course.chance.hits(TAKES_BACK):
            yield from _taken_back(course)
        return True
    return (yield from _rejected(course, met))


def _judged(course: Course) -> Part[int]:
    """Every criterion, against what the submitter claims; how many are met."""
    found = 0
    for criterion in submitting.CRITERIA:
        met = course.submission["criteria"][criterion] is not None and not course.chance.hits(STRICT)
        found += met
        yield from course.act(0.5, course.adviser, f"{PATH}/judgements", _judgement(criterion, met=met))
    return found


def _rejected(course: Course, met: int) -> Part[bool]:
    """A second adviser looks: whether it is met after all."""
    agrees = {"confirmed": True, "motivation": "Te weinig criteria (verzonnen)."}
    if course.chance.hits(ALONE):
        yield from course.act(0, course.adviser, f"{PATH}/confirmations", agrees, "same-adviser")
    second = course.colleague(course.adviser, course.office.advisers)
    if met < 2 or not course.chance.hits(CONTESTS):
        yield from course.act(4, second, f"{PATH}/confirmations", agrees)
        return False
    body = {"confirmed": False, "motivation": "Het opschalen is onderschat (verzonnen)."}
    yield from course.act(4, second, f"{PATH}/confirmations", body)
    for criterion in submitting.CRITERIA:
        yield from course.act(0.5, second, f"{PATH}/judgements", _judgement(criterion, met=True))
    yield from course.act(1, second, f"{PATH}/assessments", {})
    return True


def _judgement(criterion: str, *, met: bool) -> dict[str, object]:
    why = "De onderbouwing overtuigt" if met else "Hiervoor is te weinig onderbouwing"
    return {"criterion": criterion, "met": met, "motivation": f"{why} (verzonnen)."}
