"""Whatever is asked of a clearance, in whatever order: only refusals, and what must hold keeps holding."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis import event as seen
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.review import commands, events
from services.review.decider import CORE
from services.review.decider.state import Cleared, Open, Refused, State, Withdrawn
from services.review.events.parts import InRound
from shared.actor import Role
from shared.decider import Command
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import act, fold
from tests.unit.services.review.clearances import (
    ALL,
    INITIATIVE,
    LATER_POLICY,
    OCW,
    POLICY,
    STREAM,
    SZW,
    VWS,
    check,
    close,
    correct_advice,
    correct_check,
    digest,
    kept,
    note_assessment,
    note_policy,
    note_reversal,
    note_revision,
    note_submission,
    note_withdrawal,
    request,
    take_back,
    verdict,
)

T = TypeVar("T")


def mostly(usual: T, *others: T) -> st.SearchStrategy[T]:
    """The usual one three times as often as all others together."""
    return st.sampled_from([usual] * 3 * len(others) + list(others))


IN_ROUND = (InRound, events.ClearanceRequested)
POLICIES = mostly(POLICY, LATER_POLICY)
MINISTRIES = st.sampled_from(ALL)
OUTCOMES: st.SearchStrategy[events.Outcome] = mostly("met", "not-met")
VERDICTS: st.SearchStrategy[events.Verdict] = mostly("cleared", "refused")
SEEN: st.SearchStrategy[int | None] = mostly(None, 1, 2, 3)
ROLES: st.SearchStrategy[Role] = st.sampled_from([*ALL, "employers", "adviser", "system"])

TOLD = st.booleans()
"""Whether a fact of the others tells what the versions that it names are called by; older ones do not."""


def of_policy(policy: events.PolicyVersion, told: bool) -> Command:
    return note_policy(policy, digest(policy) if told else None)


def of_revision(version: int, title: str | None, told: bool) -> Command:
    return note_revision(version, title, digest(version) if told else None)


def of_assessment(
    version: int, outcome: events.Outcome, policy: events.PolicyVersion, number: int, told: bool
) -> Command:
    return note_assessment(
        version, outcome, policy, number, (digest(version), digest(policy)) if told else (None, None)
    )


REACTIONS: list[st.SearchStrategy[Command]] = [
    st.builds(of_policy, POLICIES, TOLD),
    st.builds(note_submission, st.sampled_from([None, digest(1)])),
    st.builds(of_revision, st.integers(2, 3), st.sampled_from([None, "Ketenstage Groningen"]), TOLD),
    st.builds(of_assessment, st.integers(1, 3), OUTCOMES, POLICIES, st.integers(1, 9), TOLD),
    st.builds(note_reversal, st.integers(1, 3), st.integers(1, 9)),
    st.builds(request, POLICIES),
]
ACTS: list[st.SearchStrategy[Command]] = [
    st.builds(check, clear=mostly(True, False)),
    st.builds(correct_check, clear=mostly(True, False)),
    st.builds(correct_advice, st.integers(1, 2)),
    st.builds(take_back, ROLES),
    st.builds(verdict, MINISTRIES, VERDICTS, by=ROLES),
    st.builds(
        commands.Advise,
        act=st.builds(act, ROLES),
        initiative_id=st.just(INITIATIVE),
        advice=st.just("positive"),
        text=st.just(kept()),
    ),
]
OWN_VERDICT: st.SearchStrategy[Command] = st.builds(verdict, MINISTRIES, VERDICTS, version=SEEN)
ROUND: list[Command] = [verdict(ministry) for ministry in ALL]
USUAL: st.SearchStrategy[list[Command]] = st.sampled_from(
    [*REACTIONS, *ACTS, *[OWN_VERDICT] * len(REACTIONS + ACTS)]
).flatmap(lambda one: st.lists(one, min_size=1, max_size=1)) | st.permutations(ROUND)
ENDS: st.SearchStrategy[list[Command]] = st.sampled_from([[], [], [close()], [note_withdrawal()]])
UNDER_WAY: list[Command] = [note_policy(), note_submission(), note_assessment(), request(), check()]
REASSESSED: list[Command] = [note_revision(), note_assessment(2), request()]
"""Few random journeys get as far as a verdict by themselves, and fewer as far as a second round."""


def journeys() -> st.SearchStrategy[list[Command]]:
    """Random commands; ends are rare among them, so that most journeys are long."""
    return st.builds(
        lambda *parts: joined(list(parts)),
        st.sampled_from([[], UNDER_WAY]),
        st.lists(USUAL, max_size=8).map(joined),
        ENDS,
        st.sampled_from([[], REASSESSED]),
        st.lists(USUAL, max_size=8).map(joined),
        ENDS,
    )


def joined(parts: list[list[Command]]) -> list[Command]:
    return [command for part in parts for command in part]


@dataclass
class Journey:
    """All streams with what was decided so far; commands that were refused leave no trace."""

    streams: dict[str, list[Event]] = field(default_factory=dict)

    def give(self, command: Command) -> Sequence[Event]:
        """The facts that follow in the initiative's stream (of a policy: in the policy's)."""
        states = [fold(CORE, stream, self.streams.get(stream, ())) for stream in command.streams]
        try:
            decided = CORE.decide(command, states)
        except Refusal:
            assert command.act.actor.role != "system" or "system" not in command.roles, "a reaction never refuses"
            return []
        for stream, facts in zip(command.streams, decided, strict=False):
            self.streams.setdefault(stream, []).extend(facts)
        return decided[0]

    @property
    def facts(self) -> list[Event]:
        return self.streams.get(STREAM, [])


@settings(max_examples=2 * settings().max_examples, deadline=None)
@example([*UNDER_WAY, verdict(VWS), *REASSESSED, verdict(OCW), verdict(SZW), verdict(VWS)])
@given(journeys())
def test_what_must_hold_holds(asked: list[Command]) -> None:
    """Only refusals; nobody speaks for another; clearance is of all, on one version, after a clear check."""
    journey = Journey()
    for command in asked:
        before = list(journey.facts)
        for fact in journey.give(command):
            _given_by_its_own(command, fact)
            _cleared_by_all(before, command, fact)
            before.append(fact)
        _nothing_after_a_withdrawal(journey.facts)
        _said_once(journey.facts)
    for kind in {type(fact).__name__ for fact in journey.facts}:
        seen(kind)


@settings(max_examples=2 * settings().max_examples, deadline=None)
@example([note_submission(digest(1)), note_policy(digest=digest(POLICY)), note_assessment(), request(), check()])
@example([note_policy(), note_submission(digest(1)), note_assessment(), request(), check(), *map(verdict, ALL)])
@given(journeys())
def test_what_was_seen_is_what_was_found_on(asked: list[Command]) -> None:
    """Whatever names a version and a policy carries their digests, and no others; none only where none was told."""
    journey = Journey()
    for command in asked:
        told = _told(journey.facts)
        for fact in journey.give(command):
            if not isinstance(fact, IN_ROUND):
                continue
            assert fact.policy_digest in {None, digest(fact.policy_version)}
            assert fact.submission_digest in {None, digest(fact.submission_version)}
            if isinstance(fact, events.ClearanceRequested):
                assert (fact.submission_digest is not None) == (fact.submission_version in told)


@settings(max_examples=2 * settings().max_examples, deadline=None)
@given(journeys())
def test_replay_gives_the_same_state(asked: list[Command]) -> None:
    """What was stored, read back from its bytes' form, is where the journey stands."""
    journey = Journey()
    for command in asked:
        journey.give(command)
    for stream, facts in journey.streams.items():
        stored = [(fact.event_type, fact.model_dump(mode="json", by_alias=True, exclude_none=True)) for fact in facts]
        replayed = [events.TYPES.load(type_, data) for type_, data in stored]
        assert replayed == facts
        assert fold(CORE, stream, replayed) == fold(CORE, stream, facts)


@settings(max_examples=2 * settings().max_examples, deadline=None)
@given(journeys(), st.one_of(*REACTIONS, st.builds(note_withdrawal)))
def test_a_reaction_acts_once(asked: list[Command], reaction: Command) -> None:
    """Delivered twice, the second time adds nothing, whatever came before."""
    journey = Journey()
    for command in asked:
        journey.give(command)
    journey.give(reaction)
    assert journey.give(reaction) == []


def _told(facts: Sequence[Event]) -> set[int]:
    """Of which versions a fact told what they are called by."""
    noted = events.SubmissionNotedByReview | events.RevisionNotedByReview | events.AssessmentNotedByReview
    return {fact.submission_version for fact in facts if isinstance(fact, noted) and fact.submission_digest}


def _given_by_its_own(command: Command, fact: Event) -> None:
    """No verdict of one ministry by the actor of another."""
    if isinstance(fact, events.MinistryVerdictGiven):
        assert command.act.actor.role == fact.ministry


def _cleared_by_all(before: Sequence[Event], command: Command, fact: Event) -> None:
    """Told from the facts alone: all that the last request asked cleared its version, after a clear check."""
    if not isinstance(fact, events.MinistryCleared):
        return
    place, asked = [(at, was) for at, was in enumerate(before) if isinstance(was, events.ClearanceRequested)][-1]
    verdicts: dict[events.Ministry, events.MinistryVerdictGiven] = {}
    for was in before[place:]:
        match was:
            case events.MinistryVerdictGiven(ministry=ministry):
                verdicts[ministry] = was
            case events.InspectorateCheckCorrected(lapsed=lapsed):
                verdicts = {ministry: each for ministry, each in verdicts.items() if ministry not in lapsed}
            case events.ClearanceReversed(ministry=str() as ministry):
                del verdicts[ministry]
            case _:
                pass
    assert set(fact.ministries) == set(asked.required_ministries) == set(verdicts)
    assert {was.verdict for was in verdicts.values()} == {"cleared"}
    assert {was.submission_version for was in verdicts.values()} == {asked.submission_version}
    assert fact.submission_version == asked.submission_version == _newest(before)
    ended = [
        at for at, was in enumerate(before) if isinstance(was, events.ClearanceClosed) or _stands(was, before[at:])
    ]
    this_clearance = before[max(ended, default=0) :]
    checked = events.InspectorateChecked | events.InspectorateCheckCorrected
    checks = [was for was in this_clearance if isinstance(was, checked)]
    assert checks
    assert checks[-1].clear
    assert isinstance(command, commands.GiveVerdict)


def _stands(fact: Event, behind: Sequence[Event]) -> bool:
    """Whether a clearance was not taken back."""
    return isinstance(fact, events.MinistryCleared) and not any(
        isinstance(was, events.ClearanceReversed) and was.submission_version == fact.submission_version
        for was in behind
    )


def _newest(facts: Sequence[Event]) -> int:
    """The newest version that any of the others spoke of."""
    noted = events.SubmissionNotedByReview | events.RevisionNotedByReview | events.AssessmentNotedByReview
    return max(fact.submission_version for fact in facts if isinstance(fact, noted))


def _nothing_after_a_withdrawal(facts: Sequence[Event]) -> None:
    """At most the closing that belongs to it."""
    kinds = [type(fact) for fact in facts]
    if events.WithdrawalNotedByReview in kinds:
        after = kinds[kinds.index(events.WithdrawalNotedByReview) + 1 :]
        assert after in ([], [events.ClearanceClosed])
        assert fold(CORE, STREAM, facts) == Withdrawn()


def _said_once(facts: Sequence[Event]) -> None:
    """A version is asked about once, and has one outcome, until that is taken back or lapses."""
    asked: list[int] = []
    ended: list[int] = []
    for fact in facts:
        match fact:
            case events.ClearanceRequested(submission_version=version):
                assert version not in asked
                asked.append(version)
            case (
                events.MinistryCleared(submission_version=version) | events.MinistryRefused(submission_version=version)
            ):
                assert version in asked
                assert version not in ended
                ended.append(version)
            case events.ClearanceReversed(submission_version=version):
                assert ended.pop() == version
            case events.ClearanceClosed():
                asked, ended = [], []
            case _:
                pass
    state: State = fold(CORE, STREAM, facts)
    match state:
        case Open(_, round_):
            assert round_.version == asked[-1]
            assert round_.unanswered
        case Cleared(_, round_) | Refused(_, round_):
            assert round_.version == ended[-1] == asked[-1]
        case _:
            return
