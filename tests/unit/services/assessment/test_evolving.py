"""What can follow in each state of a dossier: everything else changes nothing."""

from typing import Final, get_args

import pytest

from services.assessment import events
from services.assessment.decider import CORE, states
from shared.event import Event
from shared.testing.given import NOON, actor, fold
from tests.unit.services.assessment.dossiers import (
    INITIATIVE,
    answered,
    asked,
    assessed,
    assigned,
    closed,
    confirmed,
    contested,
    deferred,
    judged,
    met_dossier,
    opened,
    proposed,
    proposed_dossier,
    rejected_dossier,
    reopened,
    resumed,
    reversed_,
    revised,
)

FACTS: Final[list[Event]] = [
    events.RevisionNotedByAssessment(submission_version=3),
    events.WithdrawalNotedByAssessment(),
    opened(),
    revised(3),
    reopened(3),
    closed(),
    assigned(7),
    judged("innoveren", met=False),
    asked(),
    answered(),
    deferred(NOON.date()),
    resumed(),
    proposed(adviser=4),
    confirmed(),
    contested(),
    assessed("met", met=3),
    assessed("not-met", met=2),
    reversed_("met"),
    events.JudgementsSetAside(criteria=("innoveren",)),
    events.RejectionSetAside(),
    events.AdviserUnassigned(adviser=events.AdviserId(actor("adviser").id)),
]


def taken() -> list[Event]:
    return [opened(), assigned()]


JOURNEYS: Final[dict[type[states.State], list[Event]]] = {
    states.NotOpened: [],
    states.WithdrawnBefore: [events.WithdrawalNotedByAssessment()],
    states.Judging: [*taken(), judged("innoveren")],
    states.Deferred: [*taken(), judged("innoveren"), deferred()],
    states.Proposed: [*taken(), *proposed_dossier()[1:]],
    states.Met: [*taken(), *met_dossier()[1:]],
    states.NotMet: [*taken(), *rejected_dossier()[1:]],
    states.Closed: [opened(), closed()],
}

FOLLOWS: Final[dict[type[states.State], dict[type[Event], type[states.State]]]] = {
    states.NotOpened: {
        events.RevisionNotedByAssessment: states.NotOpened,
        events.WithdrawalNotedByAssessment: states.WithdrawnBefore,
        events.DossierOpened: states.Judging,
    },
    states.WithdrawnBefore: {
        events.DossierOpened: states.Judging,
    },
    states.Judging: {
        events.AdviserAssigned: states.Judging,
        events.AdviserUnassigned: states.Judging,
        events.JudgementsSetAside: states.Judging,
        events.CriterionJudged: states.Judging,
        events.InformationRequested: states.Judging,
        events.InformationReceived: states.Judging,
        events.DossierRevised: states.Judging,
        events.AssessmentDeferred: states.Deferred,
        events.RejectionProposed: states.Proposed,
        events.DossierClosed: states.Closed,
    },
    states.Deferred: {
        events.AdviserAssigned: states.Deferred,
        events.AdviserUnassigned: states.Deferred,
        events.JudgementsSetAside: states.Deferred,
        events.InformationRequested: states.Deferred,
        events.InformationReceived: states.Deferred,
        events.AssessmentDeferred: states.Deferred,
        events.AssessmentResumed: states.Judging,
        events.DossierRevised: states.Judging,
        events.DossierClosed: states.Closed,
    },
    states.Proposed: {
        events.AdviserAssigned: states.Proposed,
        events.AdviserUnassigned: states.Proposed,
        events.JudgementsSetAside: states.Proposed,
        events.RejectionSetAside: states.Judging,
        events.InformationRequested: states.Proposed,
        events.InformationReceived: states.Proposed,
        events.DossierRevised: states.Judging,
        events.RejectionContested: states.Judging,
        events.DossierClosed: states.Closed,
    },
    states.Met: {
        events.AdviserUnassigned: states.Met,
        events.DossierRevised: states.Judging,
        events.AssessmentReversed: states.Judging,
        events.DossierClosed: states.Closed,
    },
    states.NotMet: {
        events.AdviserUnassigned: states.NotMet,
        events.RevisionNotedByAssessment: states.NotMet,
        events.AssessmentReversed: states.Judging,
        events.DossierReopened: states.Judging,
        events.DossierClosed: states.Closed,
    },
    states.Closed: {},
}

UNDECIDED: Final = (states.Judging, states.Proposed)
"""From these an outcome leads to Met or NotMet, as it says itself."""


def after(*facts: Event) -> object:
    return fold(CORE, f"initiative-{INITIATIVE}", facts)


def test_the_tables_are_complete() -> None:
    """Every state and every fact of a dossier is tried below."""
    assert set(JOURNEYS) == set(FOLLOWS) == set(get_args(states.State))
    assert {type(fact) for fact in FACTS} == set(get_args(events.InitiativeEvent))
    assert all(type(after(*journey)) is state for state, journey in JOURNEYS.items())


@pytest.mark.parametrize("state", JOURNEYS, ids=lambda state: str(state.__name__))
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_evolving_is_total(state: type[states.State], fact: Event) -> None:
    """A fact that can follow leads to the state in the table; any other leaves the state as it was, and none fails."""
    before, then = after(*JOURNEYS[state]), after(*JOURNEYS[state], fact)
    if type(fact) in FOLLOWS[state]:
        assert then != before
        assert type(then) is FOLLOWS[state][type(fact)]
    elif isinstance(fact, events.CriteriaAssessed) and state in UNDECIDED:
        assert type(then) is (states.Met if fact.outcome == "met" else states.NotMet)
    else:
        assert then == before
