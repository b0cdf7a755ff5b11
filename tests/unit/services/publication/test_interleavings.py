"""In whatever order the other services' facts arrive, the story ends the same."""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.publication import commands, errors, events
from services.publication.decider import decide, story
from shared.event import Event
from tests.unit.services.publication.koplopers import agree, approve, draft, publish
from tests.unit.services.publication.test_notes import (
    LATER_REVISION,
    REVISION,
    SUBMISSION,
    WITHDRAW,
    assessment,
    clearance,
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
}


def interleavings(sources: Sequence[Source]) -> Iterator[list[commands.Note]]:
    """Every order of all notes in which each source keeps its own."""
    slots = [number for number, source in enumerate(sources) for _ in source]
    for order in set(itertools.permutations(slots)):
        rest = [iter(source) for source in sources]
        yield [next(rest[number]) for number in order]


def hear(notes: Sequence[commands.Note], state: story.Story = story.INITIAL) -> tuple[story.Story, list[Event]]:
    facts: list[Event] = []
    for note in notes:
        for fact in decide(note, state):
            state = story.evolve(state, fact)
            facts.append(fact)
    return state, facts


def meaning(state: story.Story) -> story.Story:
    """The state without how many facts it took."""
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
        assert type(state) is end
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
