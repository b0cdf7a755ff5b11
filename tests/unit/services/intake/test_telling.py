"""Who hears what: every step has its hearers, and a tipper is told alike, once, and never why."""

from collections.abc import Sequence
from itertools import pairwise, permutations
from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake import telling, words
from services.intake.telling import Standing, Step, Word, standing, to_tippers, told

IN_SIGNAL: list[Step] = ["tipped", "approached", "set-aside", "reopened", "taken-up"]
going = st.lists(st.sampled_from(sorted(telling.STEPS - {"withdrawn", *IN_SIGNAL})))
of_initiative = st.tuples(going, st.sampled_from([[], ["withdrawn"]])).map(lambda parts: [*parts[0], *parts[1]])
"""A withdrawal is the last word."""
steps = st.one_of(st.lists(st.sampled_from(IN_SIGNAL)), of_initiative)
"""Of one stream: a signal is not nominated, and no initiative is reopened."""
KOPLOPER: list[Step] = ["met", "cleared", "published", "nominated"]


def words_of(happened: Sequence[Step]) -> list[Word]:
    """All that a tipper is told of one stream's steps."""
    stands: telling.Stands = frozenset()
    heard = []
    for step in happened:
        if word := told(step, stands):
            heard.append(word)
        stands = telling.after(step, stands)
    return heard


def test_every_outcome_is_told_to_who_submitted() -> None:
    """Whatever the others decide is told to the party; what happened to a signal before is not."""
    assert set(get_args(words.Outcome)) < telling.TO_SUBMITTERS
    assert telling.STEPS - set(IN_SIGNAL) == telling.TO_SUBMITTERS


@pytest.mark.parametrize("end", ["not-met", "refused", "withdrawn", "set-aside"])
def test_a_tipper_is_told_alike_that_it_goes_no_further(end: Step) -> None:
    """Who ended it, and why, is not for others."""
    assert to_tippers(end) == "goes-no-further"


@pytest.mark.parametrize(
    "step",
    ["tipped", "approached", "revised", "question-asked", "question-answered", "appointed", "appointment-reversed"],
)
def test_what_a_tipper_is_not_told(step: Step) -> None:
    """What is between the submitter and the office stays there."""
    assert to_tippers(step) is None


@pytest.mark.parametrize(
    ("happened", "heard"),
    [
        (["met", "cleared", "published", "nominated"], ["published", "nominated"]),
        (["published", "article-withdrawn", "withdrawn"], ["published", "article-withdrawn", "goes-no-further"]),
        (["not-met", "withdrawn"], ["goes-no-further"]),
        (["not-met", "revised", "met", "cleared"], ["goes-no-further", "goes-on"]),
        (["met", "refused", "revised", "met", "cleared"], ["goes-no-further", "goes-on"]),
        (["not-met", "revised", "not-met"], ["goes-no-further"]),
        (["not-met", "met", "not-met"], ["goes-no-further", "goes-on", "goes-no-further"]),
        (["withdrawn", "met", "cleared"], ["goes-no-further"]),
        (["not-met", "assessment-reversed", "not-met"], ["goes-no-further", "goes-on", "goes-no-further"]),
        (["not-met", "assessment-reversed", "met", "cleared"], ["goes-no-further", "goes-on"]),
        (["met", "assessment-reversed", "met", "cleared", "clearance-reversed", "cleared"], []),
        (["met", "refused", "refusal-reversed", "cleared"], ["goes-no-further", "goes-on"]),
        *(
            (["published", *undone, "cleared", "published"], ["published", "article-withdrawn", "goes-on", "published"])
            for undone in permutations(["clearance-reversed", "suspended-by-clearance"])
        ),
        *(
            (["published", *undone, "met", "published"], ["published", "article-withdrawn", "goes-on", "published"])
            for undone in permutations(["assessment-reversed", "suspended-by-assessment"])
        ),
        (["published", "article-withdrawn", "clearance-reversed", "cleared"], ["published", "article-withdrawn"]),
        (["published", "suspended-by-assessment", "cleared"], ["published", "article-withdrawn"]),
        (["published", "suspended-by-clearance", "met"], ["published", "article-withdrawn"]),
        *((["refused", *two], ["goes-no-further", "goes-on"]) for two in permutations(["refusal-reversed", "met"])),
        (["refused", "assessment-reversed", "met"], ["goes-no-further"]),
        (["refused", "not-met", "assessment-reversed"], ["goes-no-further"]),
        (["not-met", "refusal-reversed"], ["goes-no-further"]),
        (["not-met", "refused", "refusal-reversed", "assessment-reversed"], ["goes-no-further", "goes-on"]),
        (["not-met", "article-withdrawal-reversed", "cleared"], ["goes-no-further"]),
        (["article-withdrawn", "not-met", "assessment-reversed"], ["article-withdrawn", "goes-no-further", "goes-on"]),
        (
            ["published", "suspended-by-assessment", "nomination-reversed", "met"],
            ["published", "article-withdrawn", "goes-on"],
        ),
        (
            ["published", "article-withdrawn", "article-withdrawal-reversed", "published"],
            ["published", "article-withdrawn", "goes-on", "published"],
        ),
        (["published", "nominated", "nomination-reversed"], ["published", "nominated", "published"]),
        (
            ["published", "nominated", "appointed", "appointment-reversed", "nomination-reversed"],
            ["published", "nominated", "published"],
        ),
        (
            ["published", "nominated", "article-withdrawn", "nomination-reversed", "published"],
            ["published", "nominated", "article-withdrawn", "published"],
        ),
        (["set-aside", "reopened", "approached", "taken-up"], ["goes-no-further", "goes-on", "taken-up"]),
        (["taken-up", "reopened", "taken-up"], ["taken-up", "goes-on", "taken-up"]),
    ],
)
def test_what_a_tipper_is_told(happened: Sequence[Step], heard: Sequence[Word]) -> None:
    """That it goes no further is told once, and taken back when it does go on."""
    assert words_of(happened) == heard


@pytest.mark.parametrize(
    ("signal", "initiative", "stands"),
    [
        ([], [], "received"),
        (["approached", "tipped"], [], "received"),
        (["set-aside"], [], "goes-no-further"),
        (["set-aside", "reopened"], [], "received"),
        (["taken-up"], ["met", "cleared"], "taken-up"),
        (["taken-up", "reopened"], [], "received"),
        (["taken-up"], ["published"], "published"),
        (["taken-up"], ["nominated", "published"], "nominated"),
        (["taken-up"], ["published", "article-withdrawn"], "article-withdrawn"),
        (["taken-up"], ["not-met", "revised"], "goes-no-further"),
        (["taken-up"], ["not-met", "revised", "met"], "taken-up"),
        (["taken-up"], ["withdrawn", "cleared"], "goes-no-further"),
        (["taken-up"], ["not-met", "assessment-reversed"], "taken-up"),
        (["taken-up"], ["published", "nominated", "nomination-reversed"], "published"),
        (["taken-up"], [*KOPLOPER, "suspended-by-assessment", "met"], "taken-up"),
        (["taken-up"], [*KOPLOPER, "suspended-by-assessment", "met", "published"], "nominated"),
        (["taken-up"], [*KOPLOPER, "article-withdrawn", "article-withdrawal-reversed", "published"], "nominated"),
        (["taken-up"], [*KOPLOPER, "article-withdrawn", "nomination-reversed", "published"], "published"),
        (["taken-up"], [*KOPLOPER, "nomination-reversed", "article-withdrawn", "published"], "published"),
        (["taken-up"], [*KOPLOPER, "published"], "nominated"),
        (["taken-up"], ["published", "suspended-by-clearance", "clearance-reversed"], "article-withdrawn"),
        (["taken-up"], ["refused", "assessment-reversed"], "goes-no-further"),
        (["taken-up"], ["published", "article-withdrawn", "article-withdrawal-reversed"], "taken-up"),
    ],
)
def test_where_it_stands(signal: Sequence[Step], initiative: Sequence[Step], stands: Standing) -> None:
    """The last that was told; and a nomination that stands is what counts once its story is out, again or at last."""
    assert standing(signal, initiative) == stands


@given(steps)
def test_nothing_is_told_twice_in_a_row_that_ends_it(happened: list[Step]) -> None:
    """Between two ends something went on, and what goes on had ended or been taken up before."""
    heard = words_of(happened)
    pairs = list(pairwise(heard))
    assert ("goes-no-further", "goes-no-further") not in pairs
    assert all(one not in {"goes-on", "nominated", "published"} for one, other in pairs if other == "goes-on")


@given(st.sampled_from(sorted(telling.STEPS)))
def test_why_an_article_went_is_for_tippers_only_that_it_did(step: Step) -> None:
    """So it is for everybody else: no hearer reads a word that is none of theirs."""
    heard = {telling.in_words(part, step) for part in get_args(telling.Part) if part != "tipper"}
    assert heard == ({"article-withdrawn"} if step in get_args(telling.Suspension) else {step})
    if step in telling.TO_TIPPERS:
        assert telling.in_words("tipper", step) == to_tippers(step)


def test_a_forgotten_step_is_loud() -> None:
    """A step that nobody wrote a case for is a fault."""
    with pytest.raises(AssertionError):
        to_tippers(cast(Any, "celebrated"))
