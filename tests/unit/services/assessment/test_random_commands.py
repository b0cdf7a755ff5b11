"""Random commands in random order: only refusals say no, and what must never happen does not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.assessment import events
from services.assessment.decider import CORE, conflicts, states
from services.assessment.policy import Criterion
from shared.actor import Actor
from shared.decider import Command
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import act, fold, uuid
from tests.unit.services.assessment import dossiers
from tests.unit.services.assessment.dossiers import DECLARATIONS, DOSSIER

VERSIONS: Final = st.integers(1, 4)
ADVISERS: Final = st.integers(1, 3)
REQUESTS: Final = [events.RequestId(uuid(300 + number)) for number in range(1, 5)]
VERDICTS: Final = st.lists(st.booleans(), min_size=4, max_size=4)

Step = tuple[Event, Actor]
NEW_VERSION: Final = (events.DossierOpened, events.DossierRevised, events.DossierReopened)


class Dossiers(RuleBasedStateMachine):
    """One dossier, and everything that anybody may do with it."""

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[str, Any] = {DOSSIER: states.INITIAL, DECLARATIONS: conflicts.INITIAL}
        self.steps: list[Step] = []
        self.declared: list[Event] = []

    @property
    def questions(self) -> int:
        return sum(isinstance(fact, events.InformationRequested) for fact, _ in self.steps)

    def give(self, command: Command) -> None:
        """Let it be decided; any exception but a Refusal fails the test."""
        try:
            decided = CORE.decide(command, [self.states[stream] for stream in command.streams])
        except Refusal:
            return
        for stream, facts in zip(command.streams, decided, strict=True):
            self.record(stream, facts, command)

    def hear(self, command: Command) -> None:
        """A reaction is never refused, and a second delivery adds nothing."""
        (facts,) = CORE.decide(command, [self.states[DOSSIER]])
        self.record(DOSSIER, facts, command)
        assert list(CORE.decide(command, [self.states[DOSSIER]])) == [[]]

    def record(self, stream: str, facts: Sequence[Event], command: Command) -> None:
        for fact in facts:
            self.states[stream] = CORE.decider(stream).evolve(self.states[stream], fact)
            if stream == DOSSIER:
                self.steps.append((fact, command.act.actor))
            else:
                self.declared.append(fact)

    @initialize(early=st.booleans())
    def submitted_first(self, early: bool) -> None:
        if early:
            self.submitted()

    @rule()
    def submitted(self) -> None:
        self.hear(dossiers.open_dossier(submission_digest=dossiers.digest(1)))

    @rule(version=VERSIONS)
    def revised(self, version: int) -> None:
        self.hear(dossiers.note_revision(version, submission_digest=dossiers.digest(version), changed=("title",)))

    @rule(often=st.integers(0, 9))
    def withdrawn(self, often: int) -> None:
        if often == 9:  # seldom: it is the end of most that could go wrong
            self.hear(dossiers.note_withdrawal())

    @rule(request=st.sampled_from(REQUESTS))
    def answered(self, request: events.RequestId) -> None:
        self.hear(dossiers.note_answer(request))

    @rule()
    def everything_answered(self) -> None:
        for request in REQUESTS:
            self.hear(dossiers.note_answer(request))

    @rule(criterion=st.sampled_from(dossiers.CRITERIA), met=st.booleans(), version=st.none() | VERSIONS)
    def judge(self, criterion: Criterion, met: bool, version: int | None) -> None:
        self.give(dossiers.judge(criterion, met=met, version=version))

    @rule(verdicts=VERDICTS, adviser=ADVISERS)
    def judge_all_and_assess(self, verdicts: list[bool], adviser: int) -> None:
        for criterion, met in zip(dossiers.CRITERIA, verdicts, strict=True):
            self.give(dossiers.judge(criterion, met=met))
        self.give(dossiers.assess(adviser))

    @rule(proposer=ADVISERS, second=ADVISERS)
    def reject(self, proposer: int, second: int) -> None:
        self.judge_all_and_assess([False] * 4, proposer)
        self.give(dossiers.confirm(second))

    @precondition(lambda self: self.questions < len(REQUESTS))
    @rule()
    def ask(self) -> None:
        self.give(dossiers.ask())

    @rule(adviser=ADVISERS)
    def assess(self, adviser: int) -> None:
        self.give(dossiers.assess(adviser))

    @rule(adviser=ADVISERS, agreed=st.booleans())
    def confirm(self, adviser: int, agreed: bool) -> None:
        self.give(dossiers.confirm(adviser) if agreed else dossiers.contest(adviser))

    @rule(adviser=ADVISERS)
    def reverse(self, adviser: int) -> None:
        self.give(dossiers.reverse(adviser))

    @rule(adviser=ADVISERS)
    def take(self, adviser: int) -> None:
        self.give(dossiers.assign(adviser))

    @rule(adviser=ADVISERS, criterion=st.sampled_from(dossiers.CRITERIA), met=st.booleans())
    def help_judging(self, adviser: int, criterion: Criterion, met: bool) -> None:
        self.give(replace(dossiers.judge(criterion, met=met), act=act("adviser", adviser)))

    @rule(adviser=ADVISERS)
    def declare(self, adviser: int) -> None:
        self.give(dossiers.declare_conflict(adviser))

    @rule(person=ADVISERS, adviser=ADVISERS)
    def withdraw_declaration(self, person: int, adviser: int) -> None:
        self.give(dossiers.withdraw_declaration(person, adviser))

    @invariant()
    def stored_facts_give_the_same_state(self) -> None:
        """Replaying what was stored gives the state that the commands left."""
        for stream, facts in ((DOSSIER, [fact for fact, _ in self.steps]), (DECLARATIONS, self.declared)):
            stored = [(fact.event_type, fact.model_dump(mode="json", by_alias=True)) for fact in facts]
            replayed = [events.TYPES.load(type_, data) for type_, data in stored]
            assert fold(CORE, stream, replayed) == self.states[stream]

    @invariant()
    def nothing_undecided_rests_on_a_conflict_of_interest(self) -> None:
        """While it is not decided, no judgement, proposal or assignment is of anybody to whom it is shut."""
        match self.states[DOSSIER]:
            case states.Judging(dossier) | states.Deferred(dossier):
                stand = {dossier.adviser, *dossier.judges.values()}
            case states.Proposed(dossier, proposed_by):
                stand = {dossier.adviser, *dossier.judges.values(), proposed_by}
            case states.Met(dossier) | states.NotMet(dossier):
                stand = {dossier.adviser}
            case _:
                stand = set()
        assert stand.isdisjoint(self.states[DECLARATIONS].shut)

    @invariant()
    def every_outcome_is_earned(self) -> None:
        """Each outcome follows from all judgements of the newest version, by the policy."""
        for before, outcome in outcomes(self.steps):
            judgements = of_newest_version(before)
            assert outcome.submission_version == newest_version(before)
            assert {criterion: judged.met for criterion, judged in outcome.criteria.items()} == judgements
            assert set(judgements) == set(dossiers.CRITERIA)
            assert (outcome.outcome == "met") == (sum(judgements.values()) >= dossiers.POLICY.threshold)

    @invariant()
    def what_was_seen_is_what_was_decided_on(self) -> None:
        """Each decision carries the digests of the version it names, and of the policy it was made under."""
        for fact, _ in self.steps:
            match fact:
                case events.DossierOpened() | events.CriterionJudged() | events.CriteriaAssessed():
                    told = fact.policy_version, fact.policy_digest
                case events.RejectionProposed() | events.RejectionConfirmed() | events.RejectionContested():
                    told = fact.policy_version, fact.policy_digest
                case events.AssessmentReversed():
                    told = fact.policy_version, fact.policy_digest
                case _:
                    continue
            assert told == (dossiers.POLICY.policy_version, dossiers.POLICY.digest)
            assert fact.submission_version is not None
            assert fact.submission_digest == dossiers.digest(fact.submission_version)

    @invariant()
    def two_advisers_stand_behind_every_rejection(self) -> None:
        """A rejection confirms a proposal for the same version, made by another adviser."""
        for place, (fact, adviser) in enumerate(self.steps):
            if isinstance(fact, events.CriteriaAssessed) and fact.outcome == "not-met":
                proposal, proposer = last_proposal(self.steps[:place])
                assert proposal.submission_version == fact.submission_version
                assert proposal.proposed_by == proposer.id != adviser.id

    @invariant()
    def an_outcome_stands_until_it_is_taken_back(self) -> None:
        """Of one version there is never a second outcome without a reversal of the first, nor the other way about."""
        decided: dict[int, bool] = {}
        for fact, _ in self.steps:
            if isinstance(fact, events.CriteriaAssessed | events.AssessmentReversed):
                is_outcome = isinstance(fact, events.CriteriaAssessed)
                assert decided.get(fact.submission_version, False) is not is_outcome
                decided[fact.submission_version] = is_outcome

    @invariant()
    def nothing_follows_a_withdrawal(self) -> None:
        """Behind a closed dossier nothing is recorded, and behind an early withdrawal nothing is decided."""
        facts = [fact for fact, _ in self.steps]
        closings = [place for place, fact in enumerate(facts) if isinstance(fact, events.DossierClosed)]
        assert closings in ([], [len(facts) - 1])
        if any(isinstance(fact, events.WithdrawalNotedByAssessment) for fact in facts):
            assert not any(isinstance(fact, events.CriteriaAssessed | events.CriterionJudged) for fact in facts)

    @invariant()
    def a_question_stops_the_clock(self) -> None:
        """No outcome and no proposal comes while a question waits for its answer."""
        waiting = 0
        for fact, _ in self.steps:
            waiting += isinstance(fact, events.InformationRequested)
            waiting -= isinstance(fact, events.InformationReceived)
            assert waiting >= 0
            assert waiting == 0 or not isinstance(fact, events.RejectionProposed | events.CriteriaAssessed)

    @invariant()
    def opened_and_reopened_at_most_once(self) -> None:
        """A dossier opens once, and gets at most one second chance."""
        facts = [fact for fact, _ in self.steps]
        assert sum(isinstance(fact, events.DossierOpened) for fact in facts) <= 1
        assert sum(isinstance(fact, events.DossierReopened) for fact in facts) <= 1


def outcomes(steps: Sequence[Step]) -> Iterator[tuple[list[Event], events.CriteriaAssessed]]:
    """Each outcome, with all facts before it."""
    facts = [fact for fact, _ in steps]
    for place, fact in enumerate(facts):
        if isinstance(fact, events.CriteriaAssessed):
            yield facts[:place], fact


def newest_version(facts: Sequence[Event]) -> int:
    return max(fact.submission_version for fact in facts if isinstance(fact, NEW_VERSION))


def of_newest_version(facts: Sequence[Event]) -> dict[Criterion, bool]:
    """What was judged last of each criterion since the newest version came in, and was not set aside since."""
    since = max(place for place, fact in enumerate(facts) if isinstance(fact, NEW_VERSION))
    judgements: dict[Criterion, bool] = {}
    for fact in facts[since:]:
        if isinstance(fact, events.CriterionJudged):
            judgements[fact.criterion] = fact.met
        if isinstance(fact, events.JudgementsSetAside):
            judgements = {name: met for name, met in judgements.items() if name not in fact.criteria}
    return judgements


def last_proposal(steps: Sequence[Step]) -> tuple[events.RejectionProposed, Actor]:
    return next((fact, actor) for fact, actor in reversed(steps) if isinstance(fact, events.RejectionProposed))


TestDossiers = Dossiers.TestCase
