"""However the announcements of the others interleave, and however late review hears its own: the end is the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from services.review import commands, events
from services.review.decider import CORE
from services.review.decider.state import (
    Days,
    Heard,
    Met,
    NotMet,
    Open,
    Round,
    State,
    Submitted,
    TakenBack,
    Unassessed,
    Unsubmitted,
    Waiting,
    Withdrawn,
)
from shared.decider import Command
from shared.event import Event
from shared.testing.given import fold
from tests.unit.services.review.clearances import (
    ASKED,
    LATER_POLICY,
    POLICY,
    STREAM,
    note_assessment,
    note_policy,
    note_reversal,
    note_revision,
    note_submission,
    note_withdrawal,
    request,
)

Source = tuple[Command, ...]
NEWER: Final = "Ketenstage Groningen"
SUBMISSION: Final = note_submission()
TAKEN_BACK: Final = note_reversal(1)
REVISION: Final = note_revision(2, NEWER)
WITHDRAWAL: Final = note_withdrawal()
BOTH: Final = Submitted(2, NEWER)


@dataclass(frozen=True)
class World:
    """Three streams of others still to be delivered, review's own streams, and how far review heard itself."""

    sources: tuple[Source, ...]
    own: tuple[tuple[str, Event], ...] = ()
    heard: int = 0

    def stream(self, name: str) -> list[Event]:
        return [fact for stream, fact in self.own if stream == name]

    @property
    def state(self) -> State:
        state: State = fold(CORE, STREAM, self.stream(STREAM))
        return state

    @property
    def key(self) -> str:
        """What tells two worlds apart."""
        return repr((self.sources, self.state, self.own[self.heard :], self.waiting(), sorted(self.policies())))

    def policies(self) -> list[str]:
        return [stream for stream, _ in self.own if stream.startswith("policy-")]

    def waiting(self) -> events.PolicyVersion | None:
        """The read model: the policy that the initiative waits for, as its own facts last said."""
        due = [fact for fact in self.stream(STREAM) if isinstance(fact, events.ClearanceBecameDue)]
        return due[-1].policy_version if due else None

    def give(self, *given: Command) -> "World":
        world = self
        for command in given:
            states = [fold(CORE, stream, world.stream(stream)) for stream in command.streams]
            decided = CORE.decide(command, states)
            facts = [(stream, fact) for stream, facts in zip(command.streams, decided, strict=False) for fact in facts]
            world = replace(world, own=(*world.own, *facts))
        return world

    def next(self) -> Iterator["World"]:
        """Every delivery that may come now: of each source its first, of review's own facts the first unheard."""
        for place, source in enumerate(self.sources):
            if source:
                rest = (*self.sources[:place], source[1:], *self.sources[place + 1 :])
                yield replace(self, sources=rest).give(source[0])
        if self.heard < len(self.own):
            yield replace(self, heard=self.heard + 1).give(*self.reaction(self.own[self.heard][1]))

    def reaction(self, fact: Event) -> Sequence[commands.RequestClearance]:
        """What review's own facts make it ask."""
        match fact:
            case events.ClearanceBecameDue(policy_version=policy):
                return [request(policy)]
            case events.PolicyNotedByReview(policy_version=policy) if policy == self.waiting():
                return [request(policy)]
            case _:
                return []


def ends(world: World) -> list[State]:
    """The states in which a world can come to rest, over all interleavings."""
    tried: set[str] = set()
    found: list[State] = []
    ahead = [world]
    while ahead:
        here = ahead.pop()
        if here.key in tried:
            continue
        tried.add(here.key)
        following = list(here.next())
        ahead.extend(following)
        if not following and meaning(here.state) not in found:
            found.append(meaning(here.state))
    return found


def met(version: int, policy: events.PolicyVersion = POLICY) -> Command:
    return note_assessment(version, "met", policy)


def not_met(version: int) -> Command:
    return note_assessment(version, "not-met")


def told(*facts: Command) -> list[Command]:
    """The same in assessment's stream: each a place further."""
    return [
        replace(fact, source_sequence=place)
        for place, fact in enumerate(facts, 1)
        if isinstance(fact, commands.NoteAssessment | commands.NoteAssessmentReversal)
    ]


def opened(submission: Submitted, version: int, policy: events.PolicyVersion = POLICY) -> Open:
    """Nobody is reminded of a version behind which a newer one is known."""
    days = (7, 14) if version == submission.version else ()
    asked = Round(version, policy, ASKED[policy], reminder_days=days, escalates=bool(days))
    return Open(Heard(submission, Met(version, policy)), asked)


def meaning(state: State) -> State:
    """A state without how it came about: how far others were heard, and from when and for how long days count."""
    match state:
        case Waiting(heard):
            return Waiting(replace(heard, assessments=0))
        case Open(heard, round_):
            return Open(replace(heard, assessments=0), replace(round_, days=Days(), since=None))
        case _:
            return state


@pytest.mark.parametrize(
    ("intake", "assessment", "policies", "end"),
    [
        pytest.param([SUBMISSION], [met(1)], [POLICY], opened(Submitted(1, "Ketenstage"), 1), id="opened"),
        pytest.param([SUBMISSION, REVISION], [met(1)], [POLICY], opened(BOTH, 1), id="suspended by a revision"),
        pytest.param([SUBMISSION, REVISION], [met(1), met(2)], [POLICY], opened(BOTH, 2), id="reassessed"),
        pytest.param([SUBMISSION, REVISION], [met(2)], [POLICY], opened(BOTH, 2), id="only the revision assessed"),
        pytest.param([SUBMISSION, REVISION], [not_met(1), met(2)], [POLICY], opened(BOTH, 2), id="met after all"),
        pytest.param(
            [SUBMISSION, REVISION],
            [met(1), not_met(2)],
            [POLICY],
            Waiting(Heard(BOTH, NotMet(2))),
            id="rejected after all",
        ),
        pytest.param(
            [SUBMISSION, REVISION, note_revision(3)],
            [met(1), not_met(2), met(3)],
            [POLICY],
            opened(Submitted(3, NEWER), 3),
            id="rejected, then met",
        ),
        pytest.param([SUBMISSION, REVISION, WITHDRAWAL], [met(1), met(2)], [POLICY], Withdrawn(), id="withdrawn"),
        pytest.param([WITHDRAWAL], [met(1)], [POLICY], Withdrawn(), id="withdrawn, submission discarded"),
        pytest.param(
            [SUBMISSION, REVISION],
            [met(1), met(2)],
            [],
            Waiting(Heard(BOTH, Met(2, POLICY))),
            id="policy never known",
        ),
        pytest.param(
            [], [met(1)], [POLICY], Waiting(Heard(Unsubmitted(), Met(1, POLICY))), id="submission never known"
        ),
        pytest.param(
            [SUBMISSION], [], [POLICY], Waiting(Heard(Submitted(1, "Ketenstage"), Unassessed())), id="never assessed"
        ),
        pytest.param(
            [SUBMISSION, REVISION],
            [met(1), met(2, LATER_POLICY)],
            [POLICY, LATER_POLICY],
            opened(BOTH, 2, LATER_POLICY),
            id="reassessed under a later policy",
        ),
        pytest.param(
            [SUBMISSION],
            told(met(1), TAKEN_BACK),
            [POLICY],
            Open(
                Heard(Submitted(1, "Ketenstage"), TakenBack(1, POLICY)),
                Round(1, POLICY, ASKED[POLICY]),
            ),
            id="suspended by a reversal",
        ),
        pytest.param(
            [SUBMISSION],
            told(not_met(1), TAKEN_BACK),
            [POLICY],
            Waiting(Heard(Submitted(1, "Ketenstage"), TakenBack(1, None))),
            id="a rejection taken back, and not decided",
        ),
        pytest.param(
            [SUBMISSION],
            told(met(1), TAKEN_BACK, met(1)),
            [POLICY],
            opened(Submitted(1, "Ketenstage"), 1),
            id="met again",
        ),
        pytest.param(
            [SUBMISSION],
            told(met(1), TAKEN_BACK, not_met(1)),
            [POLICY],
            Waiting(Heard(Submitted(1, "Ketenstage"), NotMet(1))),
            id="not met after all",
        ),
        pytest.param(
            [SUBMISSION],
            told(not_met(1), TAKEN_BACK, met(1)),
            [POLICY],
            opened(Submitted(1, "Ketenstage"), 1),
            id="a rejection taken back",
        ),
        pytest.param(
            [SUBMISSION, REVISION], told(met(1), TAKEN_BACK, met(2)), [POLICY], opened(BOTH, 2), id="revised, met"
        ),
        pytest.param(
            [SUBMISSION, REVISION, WITHDRAWAL],
            told(met(1), TAKEN_BACK, met(1)),
            [POLICY],
            Withdrawn(),
            id="taken back and withdrawn",
        ),
    ],
)
def test_all_interleavings_end_alike(
    intake: list[Command], assessment: list[Command], policies: list[events.PolicyVersion], end: State
) -> None:
    """Order holds within one stream only; review's own facts come back to it at any time."""
    streams = [tuple(intake), tuple(assessment), *((note_policy(policy),) for policy in policies)]
    assert ends(World(tuple(streams))) == [end]


def test_all_interleavings_are_tried() -> None:
    """The search meets each order of three announcements: 6 of one each, told apart by what review wrote down."""
    worlds = [World(((SUBMISSION,), (met(1),), (note_policy(),)))]
    orders: set[tuple[str, ...]] = set()
    while worlds:
        here = worlds.pop()
        following = list(here.next())
        worlds.extend(following)
        if not following:
            orders.add(tuple(type(fact).__name__ for _, fact in here.own))
    noted = {"SubmissionNotedByReview", "AssessmentNotedByReview", "PolicyNotedByReview"}
    assert len({tuple(name for name in order if name in noted) for order in orders}) == 6
    assert all(order[-1] == "ClearanceRequested" for order in orders)
    assert all(order.count("ClearanceRequested") == order.count("ClearanceBecameDue") == 1 for order in orders)
