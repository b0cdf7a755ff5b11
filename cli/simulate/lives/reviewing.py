"""The ministries' part: the inspectorate is asked, employers advise, each required ministry gives its verdict."""

from typing import Final

from cli.simulate import people
from cli.simulate.acts import Part
from cli.simulate.course import Course

PATH: Final = "/review/v1/clearances/{id}"
ADVICE: Final = ("positive", "positive", "doubtful")
ADVISES: Final = 0.4
HASTY: Final = 0.05
"""How often a ministry answers before the inspectorate was asked."""
MISTAKEN: Final = 0.05
"""How often somebody answers for another ministry."""
REFUSES: Final = 0.04
CHANGES_ITS_MIND: Final = 0.05
SLOW: Final = 0.12
NEVER: Final = 0.02
"""How often a ministry does not answer at all, until an adviser closes the round."""
MAYBE: Final = "Geen bezwaar (verzonnen)."


def clear(course: Course) -> Part[bool]:
    """From asked to decided; whether all required ministries cleared it."""
    chance, office = course.chance, course.office
    vws = office.of("ministry-vws", chance)
    if chance.hits(HASTY):
        yield from _verdict(course, 1, "ministry-vws", "cleared", refused="inspectorate-check-first")
    check = {"clear": True, "motivation": "Geen contact met de Inspectie bekend (verzonnen)."}
    yield from course.act(3, vws, f"{PATH}/inspectorate-checks", check)
    if chance.hits(ADVISES):
        employers = office.employers[people.REGIONS.index(course.submission["region"])]
        advice = {
            "advice": chance.one(ADVICE),
            "text": "Dit leeft in de regio (verzonnen).",
        }
        yield from course.act(2, employers, f"{PATH}/advice", advice)
    asked = yield from course.look(vws, PATH)
    verdicts = set()
    for ministry in asked.body["requiredMinistries"]:
        verdicts.add((yield from _answered(course, ministry)))
    if None in verdicts:
        reason = {"reason": "Een ministerie antwoordt niet meer (verzonnen)."}
        yield from course.act(25, course.adviser, f"{PATH}/closures", reason)
    return verdicts == {"cleared"}


def _answered(course: Course, ministry: str) -> Part[str | None]:
    """What a ministry says in the end; None when it says nothing."""
    chance = course.chance
    if chance.hits(NEVER):
        return None
    if chance.hits(MISTAKEN):
        other = "ministry-ocw" if ministry == "ministry-vws" else "ministry-vws"
        body = {"ministry": ministry, "verdict": "cleared", "motivation": MAYBE}
        yield from course.act(1, course.office.of(other, chance), f"{PATH}/verdicts", body, "not-your-ministry")
    verdict = "refused" if chance.hits(REFUSES) else "cleared"
    yield from _verdict(course, 18 if chance.hits(SLOW) else 3, ministry, verdict)
    return verdict


def _verdict(course: Course, days: float, ministry: str, verdict: str, refused: str | None = None) -> Part[None]:
    motivation = MAYBE if verdict == "cleared" else "Dit past niet bij ons beleid (verzonnen)."
    body = {"ministry": ministry, "verdict": verdict, "motivation": motivation}
    yield from course.act(days, course.office.of(ministry, course.chance), f"{PATH}/verdicts", body, refused)
