"""What a fact makes of a dossier. Total: what cannot follow in a state is named there, and changes nothing."""

from dataclasses import replace
from typing import assert_never

from services.assessment.decider import undecided
from services.assessment.decider.states import (
    Closed,
    Deferred,
    Dossier,
    Judging,
    Met,
    NotMet,
    NotOpened,
    Proposed,
    State,
    Terms,
    WithdrawnBefore,
    heard,
)
from services.assessment.events import (
    AdviserAssigned,
    AdviserUnassigned,
    AssessmentDeferred,
    AssessmentResumed,
    AssessmentReversed,
    CriteriaAssessed,
    CriterionJudged,
    DossierClosed,
    DossierOpened,
    DossierReopened,
    DossierRevised,
    InformationReceived,
    InformationRequested,
    InitiativeEvent,
    JudgementsSetAside,
    RejectionConfirmed,
    RejectionContested,
    RejectionProposed,
    RejectionSetAside,
    RevisionNotedByAssessment,
    WithdrawalNotedByAssessment,
)
from shared.versions import Versions


def evolve(state: State, event: InitiativeEvent) -> State:
    match state:
        case NotOpened():
            return _before_submission(state, event)
        case WithdrawnBefore():
            return _after_early_withdrawal(state, event)
        case Judging():
            return undecided.while_judging(state, event)
        case Deferred():
            return undecided.while_deferred(state, event)
        case Proposed():
            return undecided.while_proposed(state, event)
        case Met():
            return _after_met(state, event)
        case NotMet():
            return _after_rejection(state, event)
        case Closed():  # the end: nothing follows
            return state
        case _:
            assert_never(state)


def _opened(event: DossierOpened, heard_before: Versions) -> Judging:
    terms = Terms(
        event.policy_version,
        event.criteria,
        event.threshold,
        event.declaration_required or False,
        event.policy_digest,
    )
    versions = heard_before.heard(event.submission_version, event.submission_digest)
    return Judging(Dossier(terms, event.submission_version, organisations=event.organisations, versions=versions))


def _before_submission(state: NotOpened, event: InitiativeEvent) -> State:
    match event:
        case RevisionNotedByAssessment():
            return NotOpened(event.submission_version, state.told.and_(event), heard(state.versions, event))
        case WithdrawalNotedByAssessment():
            return WithdrawnBefore(state.newest_version, state.told, state.versions)
        case DossierOpened():
            return _opened(event, state.versions)
        case (
            DossierRevised()
            | DossierReopened()
            | DossierClosed()
            | AdviserAssigned()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
            | AssessmentReversed()
            | JudgementsSetAside()
            | RejectionSetAside()
            | AdviserUnassigned()
        ):
            return state
        case _:
            assert_never(event)


def _after_early_withdrawal(state: WithdrawnBefore, event: InitiativeEvent) -> State:
    match event:
        case DossierOpened():  # closed again in the same decision
            return _opened(event, state.versions)
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierRevised()
            | DossierReopened()
            | DossierClosed()
            | AdviserAssigned()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
            | AssessmentReversed()
            | JudgementsSetAside()
            | RejectionSetAside()
            | AdviserUnassigned()
        ):
            return state
        case _:
            assert_never(event)


def _after_met(state: Met, event: InitiativeEvent) -> State:
    match event:
        case DossierRevised():
            return Judging(state.dossier.revised(event))
        case AssessmentReversed():
            return Judging(state.dossier)
        case AdviserUnassigned():
            return Met(state.dossier.unassigned())
        case DossierClosed():
            return Closed()
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierReopened()
            | AdviserAssigned()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
            | JudgementsSetAside()
            | RejectionSetAside()
        ):
            return state
        case _:
            assert_never(event)


def _after_rejection(state: NotMet, event: InitiativeEvent) -> State:
    match event:
        case DossierReopened():
            return Judging(state.dossier.reopened(event))
        case RevisionNotedByAssessment():  # heard too late: remembered, so that it is not noted twice
            return replace(state, dossier=state.dossier.revised(event))
        case AdviserUnassigned():
            return replace(state, dossier=state.dossier.unassigned())
        case AssessmentReversed():
            return Judging(state.dossier)
        case DossierClosed():
            return Closed()
        case (
            WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierRevised()
            | AdviserAssigned()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
            | JudgementsSetAside()
            | RejectionSetAside()
        ):
            return state
        case _:
            assert_never(event)
