"""A dossier as it is, and what its outcome would be under another policy: by assessment's own decider."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, Literal

from cli.what_if.fact import NOTHING, Place, Told, somebody
from services.assessment import commands, errors, events
from services.assessment.decider import CORE, states
from services.assessment.decider.states import State
from services.assessment.policy import Policy
from shared.errors import Refusal

Outcome = Literal["met", "not-met"]
DECIDER: Final = CORE.deciders["initiative"]


@dataclass(frozen=True, slots=True)
class Assessed:
    """An outcome, and what it would be (None: there would be none yet), with the dossiers that both are of."""

    place: Place
    outcome: Outcome
    other: Outcome | None
    dossier: states.Dossier
    other_dossier: states.Dossier
    refusal: Refusal | None = None
    """Why there would be none."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What was recorded comes to `state`; `other` is the same with the other policy. `assessed` is the last outcome."""

    state: State = states.INITIAL
    other: State = states.INITIAL
    title: str | None = None
    assessed: Assessed | None = None

    @property
    def stands(self) -> Assessed | None:
        """The outcome that there is now: not one that was taken back, or revised, or withdrawn."""
        return self.assessed if isinstance(self.state, states.Met | states.NotMet) else None

    def heard(self, told: Told[events.InitiativeEvent], policy: Policy) -> "Dossier":
        """With one more fact of its stream."""
        event = told.event
        after = replace(self, state=DECIDER.evolve(self.state, event), other=self._other(event, told, policy))
        match event:
            case events.DossierOpened():
                return replace(after, title=event.title)
            case events.DossierRevised() | events.DossierReopened() if event.title is not None:
                return replace(after, title=event.title)
            case events.CriteriaAssessed():
                return replace(after, assessed=_again(self, event, told))
            case _:
                return after

    def _other(self, event: events.InitiativeEvent, told: Told[events.InitiativeEvent], policy: Policy) -> State:
        match event:
            case events.DossierOpened():
                return _after(self.other, DECIDER.decide(_opening(event, told, policy), self.other))
            case events.CriterionJudged() if not _asked_for(event, told, self.other):
                return self.other
            case _:
                return _after(self.other, [event])


def _opening(event: events.DossierOpened, told: Told[events.InitiativeEvent], policy: Policy) -> commands.OpenDossier:
    return commands.OpenDossier(
        act=somebody("system"),
        initiative_id=commands.InitiativeId(told.initiative_id),
        policy=policy,
        submission_version=event.submission_version,
        title=event.title,
        submitter=event.submitter,
        organisations=event.organisations,
        region=event.region,
        submission_digest=event.submission_digest,
    )


def _asked_for(event: events.CriterionJudged, told: Told[events.InitiativeEvent], other: State) -> bool:
    """Whether the other policy takes a judgement of this criterion."""
    command = commands.JudgeCriterion(
        act=somebody("adviser"),
        initiative_id=commands.InitiativeId(told.initiative_id),
        criterion=event.criterion,
        met=event.met,
        motivation=event.motivation,
    )
    try:
        DECIDER.decide(command, other)
    except errors.CriterionNotInPolicy:
        return False
    return True


def _again(before: Dossier, event: events.CriteriaAssessed, told: Told[events.InitiativeEvent]) -> Assessed | None:
    """The same decision under the other policy, by the same judgements. A rejection that it proposes is confirmed."""
    state, other = (_judging(each) for each in (before.state, before.other))
    if not isinstance(state, states.Judging) or not isinstance(other, states.Judging):
        return None
    about = commands.InitiativeId(told.initiative_id)
    assessed = Assessed(told.place, event.outcome, None, state.dossier, other.dossier)
    try:
        facts = DECIDER.decide(commands.Assess(act=somebody("adviser"), initiative_id=about), other)
        if isinstance(facts[-1], events.RejectionProposed):
            confirm = commands.Confirm(
                act=somebody("adviser", 2), initiative_id=about, confirmed=True, motivation=NOTHING
            )
            facts = DECIDER.decide(confirm, _after(other, facts))
    except Refusal as no:
        return replace(assessed, refusal=no)
    (outcome,) = (fact.outcome for fact in facts if isinstance(fact, events.CriteriaAssessed))
    return replace(assessed, other=outcome)


def _judging(state: State) -> State:
    """As it was before a rejection was proposed."""
    return _after(state, [events.RejectionSetAside()]) if isinstance(state, states.Proposed) else state


def _after(state: State, facts: Sequence[events.InitiativeEvent]) -> State:
    return reduce(DECIDER.evolve, facts, state)
