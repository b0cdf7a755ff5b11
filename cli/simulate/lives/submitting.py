"""The submitter's part: putting it forward, telling it anew, answering, taking it back."""

from typing import Any, Final, get_args

from cli.simulate import people
from cli.simulate.acts import Part
from cli.simulate.course import Course
from services.intake import words

CRITERIA: Final[tuple[str, ...]] = get_args(words.Criterion)
INCOMPLETE: Final = 0.08
"""How often something is missing at first."""
WHAT: Final = (
    "Leerbedrijf",
    "Zorgtuin",
    "Nachtrooster",
    "Wijkteam",
    "Stagecarrousel",
    "Maatjesproject",
)
WHERE: Final = ("De Linde", "Het Anker", "Oost", "aan Zee", "De Vaart", "Noordrand", "De Hoeve")
OTHERS: Final = (
    ("ROC Voorbeeld", "onderwijs"),
    ("Gemeente Proef", "lokale-overheid"),
    ("Welzijn Proef", "welzijn"),
)
CLAIMS: Final = 0.85
"""How often a criterion is said to be met."""


def submit(course: Course, signal: str | None) -> Part[None]:
    """Put it forward: at the second try where something lacked. Where there is a signal, the origin is its."""
    course.submission = _described(course)
    if signal is not None:
        course.submission["signalId"] = signal
        del course.submission["origin"]
    path = "/intake/v1/initiatives"
    if course.chance.hits(INCOMPLETE):
        yield from _choose(course)
        lacking = {name: value for name, value in course.submission.items() if name != "result"}
        yield from course.act_now(course.submitter, path, lacking, "invalid-input")
    yield from _choose(course)
    answer = yield from course.act_now(course.submitter, path, course.submission)
    course.id = answer.body["id"]


def _choose(course: Course) -> Part[None]:
    """Choose of the themes and branches that hold in this moment."""
    found = yield from course.look_after(0, course.submitter, "/intake/v1/reference-data")
    present = next(each for each in found.body["items"] if each["active"])
    for kind in ("themes", "branches"):
        course.submission[kind] = course.chance.some([term["name"] for term in present[kind]], 1, 2)


def revise(course: Course) -> Part[None]:
    """Tell it anew, better: with every criterion."""
    seen = yield from course.look(course.submitter, "/intake/v1/initiatives/{id}")
    criteria = dict.fromkeys(CRITERIA, "Nu met cijfers van het afgelopen kwartaal (verzonnen).")
    course.submission["criteria"] = criteria
    result = f"Ronde {seen.body['submissionVersion'] + 1}: minder verloop (verzonnen)."
    changes = {"result": result, "criteria": criteria}
    yield from course.act_on(seen.version, 8, course.submitter, "/intake/v1/initiatives/{id}/revisions", changes)


def answer(course: Course) -> Part[None]:
    """Answer what was asked."""
    seen = yield from course.look(course.submitter, "/intake/v1/initiatives/{id}")
    for question in seen.body["questions"]:
        if question["answeredAt"] is None:
            body = {"requestId": question["requestId"], "text": "Dat zijn er twaalf (verzonnen)."}
            yield from course.act(5, course.submitter, "/intake/v1/initiatives/{id}/answers", body)


def withdraw(course: Course) -> Part[None]:
    """Take it back."""
    body = {"reason": "Het project is gestopt (verzonnen)."}
    yield from course.act(15, course.submitter, "/intake/v1/initiatives/{id}/withdrawals", body)


def _described(course: Course) -> dict[str, Any]:
    chance = course.chance
    name, sector = chance.one(OTHERS)
    return {
        "title": f"{chance.one(WHAT)} {chance.one(WHERE)} {course.number}",
        "summary": "Zorg en opleiding doen het samen, dichter bij huis (verzonnen).",
        "novelty": "Niet om beurten, maar tegelijk (verzonnen).",
        "result": "Het verloop is gehalveerd (verzonnen).",
        "effects": chance.some(get_args(words.Effect), 1, 3),
        "organisations": [{"name": f"Zorggroep {course.number}", "sector": "zorg"}, {"name": name, "sector": sector}],
        "region": chance.one(people.REGIONS),
        "criteria": {each: "Zo doen wij dat (verzonnen)." if chance.hits(CLAIMS) else None for each in CRITERIA},
        "contact": course.contact,
        "origin": chance.one(get_args(words.Origin)),
    }
