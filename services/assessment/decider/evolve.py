"""What a fact makes of a dossier. Total: what cannot follow in a state is named there, and changes nothing."""

from typing import assert_never

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
)
from services.assessment.events import (
    AssessmentDeferred,
    AssessmentResumed,
    CriteriaAssessed,
    CriterionJudged,
    DossierClosed,
    DossierOpened,
    DossierReopened,
    DossierRevised,
    InformationReceived,
    InformationRequested,
    InitiativeEvent,
    Judged,
    RejectionConfirmed,
    RejectionContested,
    RejectionProposed,
    RevisionNotedByAssessment,
    WithdrawalNotedByAssessment,
)


def evolve(state: State, event: InitiativeEvent) -> State:
    match state:
        case NotOpened():
            return _before_submission(state, event)
        case WithdrawnBefore():
            return _after_early_withdrawal(state, event)
        case Judging():
            return _while_judging(state, event)
        case Deferred():
            return _while_deferred(state, event)
        case Proposed():
            return _while_proposed(state, event)
        case Met():
            return _after_met(state, event)
        case NotMet():
            return _after_rejection(state, event)
        case Closed():  # the end: nothing follows
            return state
        case _:
            assert_never(state)


def _opened(event: DossierOpened) -> Judging:
    terms = Terms(event.policy_version, event.criteria, event.threshold)
    return Judging(Dossier(terms, event.submission_version))


def _decided(dossier: Dossier, event: CriteriaAssessed) -> Met | NotMet:
    return Met(dossier) if event.outcome == "met" else NotMet(dossier)


def _before_submission(state: NotOpened, event: InitiativeEvent) -> State:
    match event:
        case RevisionNotedByAssessment():
            return NotOpened(event.submission_version, state.title if event.title is None else event.title)
        case WithdrawalNotedByAssessment():
            return WithdrawnBefore(state.newest_version, state.title)
        case DossierOpened():
            return _opened(event)
        case (
            DossierRevised()
            | DossierReopened()
            | DossierClosed()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
        ):
            return state
        case _:
            assert_never(event)


def _after_early_withdrawal(state: WithdrawnBefore, event: InitiativeEvent) -> State:
    match event:
        case DossierOpened():  # closed again in the same decision
            return _opened(event)
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierRevised()
            | DossierReopened()
            | DossierClosed()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
        ):
            return state
        case _:
            assert_never(event)


def _while_judging(state: Judging, event: InitiativeEvent) -> State:
    dossier = state.dossier
    match event:
        case CriterionJudged():
            return Judging(dossier.judged(event.criterion, Judged(met=event.met, motivation=event.motivation)))
        case InformationRequested():
            return Judging(dossier.asked())
        case InformationReceived():
            return Judging(dossier.answered(event.request_id))
        case DossierRevised():
            return Judging(dossier.revised(event.submission_version))
        case AssessmentDeferred():
            return Deferred(dossier, event.until)
        case RejectionProposed():
            return Proposed(dossier, event.proposed_by)
        case CriteriaAssessed():
            return _decided(dossier, event)
        case DossierClosed():
            return Closed()
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierReopened()
            | AssessmentResumed()
            | RejectionConfirmed()
            | RejectionContested()
        ):
            return state
        case _:
            assert_never(event)


def _while_deferred(state: Deferred, event: InitiativeEvent) -> State:
    dossier = state.dossier
    match event:
        case InformationRequested():
            return Deferred(dossier.asked(), state.until)
        case InformationReceived():
            return Deferred(dossier.answered(event.request_id), state.until)
        case AssessmentDeferred():
            return Deferred(dossier, event.until)
        case AssessmentResumed():
            return Judging(dossier)
        case DossierRevised():  # who comes with something new has come back
            return Judging(dossier.revised(event.submission_version))
        case DossierClosed():
            return Closed()
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierReopened()
            | CriterionJudged()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
        ):
            return state
        case _:
            assert_never(event)


def _while_proposed(state: Proposed, event: InitiativeEvent) -> State:
    dossier = state.dossier
    match event:
        case InformationRequested():
            return Proposed(dossier.asked(), state.proposed_by)
        case InformationReceived():
            return Proposed(dossier.answered(event.request_id), state.proposed_by)
        case DossierRevised():
            return Judging(dossier.revised(event.submission_version))
        case RejectionContested():
            return Judging(dossier)
        case RejectionConfirmed():  # says why; the outcome comes right behind it
            return state
        case CriteriaAssessed():
            return _decided(dossier, event)
        case DossierClosed():
            return Closed()
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierReopened()
            | CriterionJudged()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
        ):
            return state
        case _:
            assert_never(event)


def _after_met(state: Met, event: InitiativeEvent) -> State:
    match event:
        case DossierRevised():
            return Judging(state.dossier.revised(event.submission_version))
        case DossierClosed():
            return Closed()
        case (
            RevisionNotedByAssessment()
            | WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierReopened()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
        ):
            return state
        case _:
            assert_never(event)


def _after_rejection(state: NotMet, event: InitiativeEvent) -> State:
    match event:
        case DossierReopened():
            return Judging(state.dossier.reopened(event.submission_version))
        case RevisionNotedByAssessment():  # heard too late: remembered, so that it is not noted twice
            return NotMet(state.dossier.revised(event.submission_version))
        case DossierClosed():
            return Closed()
        case (
            WithdrawalNotedByAssessment()
            | DossierOpened()
            | DossierRevised()
            | CriterionJudged()
            | InformationRequested()
            | InformationReceived()
            | AssessmentDeferred()
            | AssessmentResumed()
            | RejectionProposed()
            | RejectionConfirmed()
            | RejectionContested()
            | CriteriaAssessed()
        ):
            return state
        case _:
            assert_never(event)
