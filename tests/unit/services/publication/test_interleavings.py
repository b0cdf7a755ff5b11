"""In whatever order the other services' facts arrive, the story ends the same."""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.publication import commands, errors, events
from services.publication.decider import CORE, decide, story
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import fold
from tests.unit.services.publication.koplopers import (
    PUBLISHED,
    STORY,
    TAKEN_BACK,
    agree,
    approve,
    draft,
    publish,
    take_up,
)
from tests.unit.services.publication.test_notes import (
    LATER_REVISION,
    REVISION,
    SUBMISSION,
    TELL_ANEW,
    WITHDRAW,
    assessment,
    assessment_reversal,
    clearance,
    clearance_reversal,
    lapse,
    refusal,
)

Source = tuple[commands.Note, ...]
AGAIN: tuple[Source, ...] = ((SUBMISSION, REVISION), (assessment(), assessment(2)), (clearance(), clearance(2)))
ROUNDS: dict[str, tuple[tuple[Source, ...], type[story.Story]]] = {
    "cleared": (((SUBMISSION,), (assessment(),), (clearance(),)), story.Open),
    "revised and cleared again": (AGAIN, story.Open),
    "revised twice before the clearance": (
        ((SUBMISSION, REVISION, LATER_REVISION), (assessment(), assessment(3)), (clearance(3),)),
        story.Open,
    ),
    "withdrawn": (((SUBMISSION, WITHDRAW), (assessment(),), (clearance(),)), story.Withdrawn),
    "revised, cleared again and withdrawn": (((*AGAIN[0], WITHDRAW), *AGAIN[1:]), story.Withdrawn),
    "refused": (((SUBMISSION,), (assessment(),), (refusal(),)), story.Waiting),
    "refused, revised and cleared": ((*AGAIN[:2], (refusal(), clearance(2))), story.Open),
    "the assessment taken back": (
        ((SUBMISSION,), (assessment(), assessment_reversal()), (clearance(),)),
        story.Waiting,
    ),
    "the assessment taken back, and met again": (
        ((SUBMISSION,), (assessment(), assessment_reversal(), assessment(number=3)), (clearance(),)),
        story.Open,
    ),
    "the assessment taken back, and not met": (
        ((SUBMISSION,), (assessment(), assessment_reversal(), assessment(1, "not-met", 3)), (clearance(), lapse())),
        story.Waiting,
    ),
    "the clearance taken back": (
        ((SUBMISSION,), (assessment(),), (clearance(), clearance_reversal())),
        story.Waiting,
    ),
    "the clearance taken back and given again": (
        ((SUBMISSION,), (assessment(),), (clearance(), clearance_reversal(), clearance(number=3))),
        story.Open,
    ),
    "a refusal taken back": (
        ((SUBMISSION,), (assessment(),), (refusal(), clearance_reversal(1, "refused"), clearance(number=3))),
        story.Open,
    ),
    "taken back and revised": (
        ((SUBMISSION, REVISION), (assessment(), assessment_reversal(), assessment(2, number=3)), (clearance(2),)),
        story.Open,
    ),
    "taken back and withdrawn": (
        ((SUBMISSION, WITHDRAW), (assessment(), assessment_reversal()), (clearance(), clearance_reversal())),
        story.Withdrawn,
    ),
}


def interleavings(sources: Sequence[Source]) -> Iterator[list[commands.Note]]:
    """Every order of all notes in which each source keeps its own."""
    slots = [number for number, source in enumerate(sources) for _ in source]
    for order in set(itertools.permutations(slots)):
        rest = [iter(source) for source in sources]
        yield [next(rest[number]) for number in order]


def hear(notes: Sequence[commands.StoryCommand], state: story.Story = story.INITIAL) -> tuple[story.Story, list[Event]]:
    facts: list[Event] = []
    for note in notes:
        for fact in decide(note, state):
            state = story.evolve(state, fact)
            facts.append(fact)
    return state, facts


def meaning(state: story.Story) -> story.Story:
    """The state without how many facts it took, and whether a story that may not go on had once opened."""
    match state:
        case story.Open(heard=heard, desk=story.NoDraft()) if heard.cleared_content is None:
            return story.Waiting(0, heard)
        case _:
            return replace(state, version=0)


@pytest.mark.parametrize(("sources", "end"), ROUNDS.values(), ids=ROUNDS)
def test_every_interleaving_ends_the_same(sources: Sequence[Source], end: type[story.Story]) -> None:
    """The facts of one source keep their order, those of different sources come in any: the ends are equal."""
    first, *others = [meaning(hear(notes)[0]) for notes in interleavings(sources)]
    assert type(first) is end
    assert others
    assert all(other == first for other in others)


@pytest.mark.parametrize(("sources", "end"), ROUNDS.values(), ids=ROUNDS)
def test_a_redelivery_leaves_no_fact(sources: Sequence[Source], end: type[story.Story]) -> None:
    """Whatever was heard, hearing all of it again changes nothing."""
    for notes in interleavings(sources):
        state, _ = hear(notes)
        assert type(meaning(state)) is end
        assert hear(notes, state) == (state, [])


@settings(max_examples=2 * settings().max_examples)
@given(st.permutations(list(itertools.chain(*AGAIN))))
def test_even_within_a_source_the_order_does_not_matter(notes: list[commands.Note]) -> None:
    """Late facts that something newer overtook are void, so that the end is the same there too."""
    state, _ = hear(notes)
    expected, _ = hear(list(itertools.chain(*AGAIN)))
    assert meaning(state) == meaning(expected)


STEPS: tuple[commands.StoryCommand, ...] = (
    SUBMISSION,
    assessment(),
    clearance(),
    draft(),
    approve(5),
    agree(5),
    publish(5),
)


@pytest.mark.parametrize("moment", range(len(STEPS) + 1))
def test_a_withdrawal_beats_or_undoes_the_publication(moment: int) -> None:
    """Wherever a withdrawal falls between the steps to a publication, nothing stays out."""
    state: story.Story = story.INITIAL
    facts: list[Event] = []
    for step in (*STEPS[:moment], WITHDRAW, *STEPS[moment:]):
        with contextlib.suppress(errors.InitiativeWithdrawn):
            for fact in decide(step, state):
                state = story.evolve(state, fact)
                facts.append(fact)
    kinds = [type(fact) for fact in facts]
    assert isinstance(state, story.Withdrawn)
    assert kinds.count(events.ArticlePublished) == kinds.count(events.ArticleWithdrawn) == (moment == len(STEPS))


@pytest.mark.parametrize("moment", range(len(STEPS) + 1))
@pytest.mark.parametrize("undoing", [assessment_reversal(), clearance_reversal(), lapse()])
def test_a_reversal_beats_or_undoes_the_publication(moment: int, undoing: commands.Note) -> None:
    """Wherever it falls between the steps to a publication, nothing is out that rests on nothing."""
    state: story.Story = story.INITIAL
    facts: list[Event] = []
    for step in (*STEPS[:moment], undoing, *STEPS[moment:]):
        with contextlib.suppress(Refusal):
            for fact in decide(step, state):
                state = story.evolve(state, fact)
                facts.append(fact)
    kinds = [type(fact) for fact in facts]
    assert isinstance(state, story.Waiting | story.Open)
    assert kinds.count(events.ArticlePublished) == kinds.count(events.ArticleWithdrawn) == (moment == len(STEPS))


OUT: story.Story = fold(CORE, "initiative-" + STORY, PUBLISHED)
ENDINGS: dict[str, tuple[tuple[Source, ...], events.WithdrawnBy]] = {
    "not met after all": (((assessment_reversal(), assessment(1, "not-met", 3)), (lapse(),)), "not-met"),
    "not met, where the clearance was taken back before": (
        ((assessment_reversal(), assessment(1, "not-met", 3)), (clearance_reversal(), lapse(3))),
        "not-met",
    ),
    "refused after all": (((assessment(number=3),), (clearance_reversal(), refusal(1, 3))), "clearance-lapsed"),
    "a newer version that is not met": (((REVISION,), (assessment(2, "not-met"),), (lapse(),)), "not-met"),
    "not met, which was taken back": (
        ((assessment_reversal(), assessment(1, "not-met", 3), assessment_reversal(1, 4)), (lapse(),)),
        "assessment-reversed",
    ),
    "withdrawn": (((assessment_reversal(), assessment(1, "not-met", 3)), (WITHDRAW,)), "withdrawn-by-submitter"),
    "not met, and a newer version that is met and cleared": (
        (
            (REVISION, LATER_REVISION),
            (assessment(2, "not-met"), assessment(3)),
            (lapse(), clearance(3)),
        ),
        "to-agree-anew",
    ),
    "both taken back, and both decided anew": (
        ((assessment_reversal(), assessment(number=3)), (clearance_reversal(), clearance(number=3))),
        "to-agree-anew",
    ),
    "assessed anew, and cleared anew after the lapse": (
        ((assessment_reversal(), assessment(number=3)), (lapse(), clearance(number=3))),
        "to-agree-anew",
    ),
    "refused, which was taken back": (
        ((assessment(number=3),), (refusal(1, 2), clearance_reversal(1, "refused", 3), clearance(number=4))),
        "to-agree-anew",
    ),
    "decided anew, and withdrawn": (
        ((clearance_reversal(), clearance(number=3)), (WITHDRAW,)),
        "withdrawn-by-submitter",
    ),
}


@pytest.mark.parametrize(("sources", "true"), ENDINGS.values(), ids=ENDINGS)
def test_every_interleaving_tells_the_same_end(sources: Sequence[Source], true: events.WithdrawnBy) -> None:
    """Whatever the notice of an article that was out told meanwhile; heard or asked again, nothing more is told."""
    for notes in interleavings(sources):
        state, facts = hear(notes, OUT)
        told = [fact for fact in facts if isinstance(fact, events.ArticleWithdrawn)]
        assert told[-1].reason == true
        assert [each.replaces for each in told] == [None, *(each.reason for each in told[:-1])]
        assert hear([*notes, TELL_ANEW], state) == (state, [])


TAKEN_UP: dict[str, tuple[Source, events.WithdrawnBy]] = {
    "nothing else": ((REVISION,), "to-agree-anew"),
    "taken back": ((clearance_reversal(),), "clearance-reversed"),
    "taken back and decided anew": ((clearance_reversal(), clearance(number=3)), "to-agree-anew"),
}


@pytest.mark.parametrize(("heard", "true"), TAKEN_UP.values(), ids=TAKEN_UP)
def test_whenever_the_editors_take_it_up_it_tells_the_same(heard: Source, true: events.WithdrawnBy) -> None:
    """What was heard before that, while it was theirs, counts as what is heard after it."""
    gone = fold(CORE, "initiative-" + STORY, [*PUBLISHED, TAKEN_BACK])
    for moment in range(len(heard) + 1):
        state, _ = hear([*heard[:moment], take_up(), *heard[moment:]], gone)
        assert isinstance(state, story.Open)
        assert state.before.told == true
