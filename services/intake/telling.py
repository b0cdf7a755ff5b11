"""Who hears what of an initiative, and of the signal it was found by: all who brought it in, what is meant for them.

A step is what one fact says in a word. Each stream's steps have an order; a word depends on the step and, for some, on
the one before it that its hearer was to know of.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, assert_never, get_args

from services.intake import words

Part = Literal["scout", "submitter", "tipper"]
"""As what somebody hears; who hears as several hears as the first of them."""

OfSignal = Literal["tipped", "approached", "set-aside", "reopened", "taken-up"]
OfSubmission = Literal["revised", "withdrawn", "question-asked", "question-answered"]
Step = OfSignal | OfSubmission | words.Outcome

Word = Literal["taken-up", "published", "article-withdrawn", "nominated", "goes-no-further", "goes-on"]
"""All that a tipper is told: never why."""
Standing = Literal["received", "taken-up", "published", "article-withdrawn", "nominated", "goes-no-further"]
"""Where a tip stands, in the tipper's words."""

STEPS: Final[frozenset[Step]] = frozenset({*get_args(OfSignal), *get_args(OfSubmission), *get_args(words.Outcome)})
TO_SUBMITTERS: Final[frozenset[Step]] = STEPS - frozenset(get_args(OfSignal))
"""All that is told to the party. What a scout hears is what the office knows: every step."""


def to_tippers(step: Step) -> Word | None:
    match step:
        case "taken-up" | "published" | "article-withdrawn" | "nominated":
            return step
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
        case _:
            assert_never(step)


TO_TIPPERS: Final[Mapping[Step, Word]] = {
    step: word for step, word in ((step, to_tippers(step)) for step in STEPS) if word is not None
}
ENDS: Final = frozenset(step for step, word in TO_TIPPERS.items() if word == "goes-no-further")
"""Told once: that it ended another way as well is nothing new."""
GOING_ON: Final = frozenset(step for step, word in TO_TIPPERS.items() if word == "goes-on")
"""Told only where it takes back what was told just before."""
REVERSIBLE: Final = (ENDS - {"withdrawn"}) | {"taken-up", "article-withdrawn"}


def told(step: Step, before: Step | None) -> Word | None:
    """What a tipper is told of `step`; `before` is the step of the same stream before it that has a word."""
    if (step in ENDS and before in ENDS) or (step in GOING_ON and before not in REVERSIBLE):
        return None
    return TO_TIPPERS.get(step)


def standing(*streams: Iterable[Step]) -> Standing:
    """Where it stands after the steps of the signal, and then those of the initiative that took it up."""
    stands: Standing = "received"
    for steps in streams:
        before: Step | None = None
        for step in steps:
            stands = _after(stands, step, told(step, before))
            before = step if step in TO_TIPPERS else before
    return stands


def _after(stands: Standing, step: Step, word: Word | None) -> Standing:
    if word is None or (step == "published" and stands == "nominated"):  # of two streams, so heard in any order
        return stands
    if word == "goes-on":
        return "received" if step == "reopened" else "taken-up"
    return word


def in_words(part: Part, step: Step) -> Step | Word:
    """The word in which somebody hears of a step that is for them."""
    return TO_TIPPERS[step] if part == "tipper" else step
