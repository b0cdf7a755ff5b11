"""Who hears what of an initiative, and of the signal it was found by: all who brought it in, what is meant for them.

A step is what one fact says in a word. Each stream's steps have an order, in which those of several services are mixed
as they were heard. So what a tipper is told of a step follows from what still stands of the earlier ones: each step
that takes something back names what.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, assert_never, get_args

from services.intake import words

Part = Literal["scout", "submitter", "tipper"]
"""As what somebody hears; who hears as several hears as the first of them."""

OfSignal = Literal["tipped", "approached", "set-aside", "reopened", "taken-up"]
OfSubmission = Literal["revised", "withdrawn", "question-asked", "question-answered"]
Suspension = Literal["suspended-by-assessment", "suspended-by-clearance"]
"""The article went because that was taken back, and not because anybody wanted it to; told as that it went."""
Heard = OfSignal | OfSubmission | words.Outcome
Step = Heard | Suspension

Word = Literal["taken-up", "published", "article-withdrawn", "nominated", "goes-no-further", "goes-on"]
"""All that a tipper is told: never why."""
Standing = Literal["received", "taken-up", "published", "article-withdrawn", "nominated", "goes-no-further"]
"""Where a tip stands, in the tipper's words."""

STEPS: Final[frozenset[Step]] = frozenset(
    {*get_args(OfSignal), *get_args(OfSubmission), *get_args(Suspension), *get_args(words.Outcome)}
)
TO_SUBMITTERS: Final[frozenset[Step]] = STEPS - frozenset(get_args(OfSignal))
"""All that is told to the party. What a scout hears is what the office knows: every step."""


def to_tippers(step: Step) -> Word | None:
    match step:
        case "taken-up" | "published" | "article-withdrawn" | "nominated":
            return step
        case "suspended-by-assessment" | "suspended-by-clearance":
            return "article-withdrawn"
        case "not-met" | "refused" | "withdrawn" | "set-aside":
            return "goes-no-further"
        case "nomination-reversed":
            return "published"
        case "met" | "cleared" | "reopened" | "article-withdrawal-reversed":
            return "goes-on"
        case "assessment-reversed" | "clearance-reversed" | "refusal-reversed":
            return "goes-on"
        case "tipped" | "approached" | "revised" | "question-asked" | "question-answered":
            return None
        case "appointed" | "appointment-reversed":
            return None
        case _:
            assert_never(step)


TO_TIPPERS: Final[Mapping[Step, Word]] = {
    step: word for step, word in ((step, to_tippers(step)) for step in STEPS) if word is not None
}
ENDS: Final = frozenset(step for step, word in TO_TIPPERS.items() if word == "goes-no-further")
"""Told once: that it ended another way as well is nothing new."""
GOING_ON: Final = frozenset(step for step, word in TO_TIPPERS.items() if word == "goes-on")
"""Told only where it takes back what was told, and nothing else stands in the way."""


def _steps(*steps: Step) -> frozenset[Step]:
    return frozenset(steps)


OUT: Final = _steps("published", "nominated")
AGAIN: Final = _steps("article-withdrawal-reversed", *OUT, *ENDS)
"""What a story that went is followed by: out again, taken up again, or an end, which says more."""
TAKEN_BACK_BY: Final[Mapping[Step, frozenset[Step]]] = {
    "taken-up": _steps("reopened", *ENDS),
    "set-aside": _steps("reopened", *OUT),
    "not-met": _steps("assessment-reversed", "met", *OUT),
    "refused": _steps("refusal-reversed", "cleared", *OUT),
    "withdrawn": _steps(),
    "article-withdrawn": AGAIN,
    "suspended-by-assessment": _steps("met", *AGAIN),
    "suspended-by-clearance": _steps("cleared", *AGAIN),
}
"""What stands until one of these takes it back."""
Stands = frozenset[Step]


def told(step: Step, stands: Stands) -> Word | None:
    """What a tipper is told of `step`, where these of the earlier steps of its stream stand."""
    taken_back = {each for each in stands if step in TAKEN_BACK_BY[each]}
    if step in ENDS and not stands.isdisjoint(ENDS):
        return None
    if step in GOING_ON and not (taken_back and taken_back == stands):
        return None
    if step == "nomination-reversed" and stands:
        return None
    return TO_TIPPERS.get(step)


def after(step: Step, stands: Stands) -> Stands:
    """What stands after `step`."""
    left = frozenset(each for each in stands if step not in TAKEN_BACK_BY[each])
    return left | {step} if step in TAKEN_BACK_BY else left


def standing(*streams: Iterable[Step]) -> Standing:
    """Where it stands after the steps of the signal, and then those of the initiative that took it up."""
    at: Standing = "received"
    for steps in streams:
        stands: Stands = frozenset()
        koploper = False
        for step in steps:
            koploper = _koploper(koploper, step)
            at = "nominated" if koploper and step == "published" else _after(at, step, told(step, stands))
            stands = after(step, stands)
    return at


def _koploper(nominated: bool, step: Step) -> bool:
    """Whether a nomination stands: of another stream than the story's, so heard before it or kept while that waits."""
    return (nominated or step == "nominated") and step != "nomination-reversed"


def _after(stands: Standing, step: Step, word: Word | None) -> Standing:
    if word is None:
        return stands
    if word == "goes-on":
        return "received" if step == "reopened" else "taken-up"
    return word


def in_words(part: Part, step: Step) -> Heard | Word:
    """The word in which somebody hears of a step that is for them."""
    if part == "tipper":
        return TO_TIPPERS[step]
    return "article-withdrawn" if step == "suspended-by-assessment" or step == "suspended-by-clearance" else step


def suspension(because: words.Undone) -> Suspension:
    """The step of an article that went because this was undone."""
    of_assessment = because == "assessment-reversed" or because == "not-met"
    return "suspended-by-assessment" if of_assessment else "suspended-by-clearance"
