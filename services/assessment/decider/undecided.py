"""What a fact makes of a dossier while it is not decided: judged, deferred, or with a rejection proposed. Total."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from services.assessment.decider.states import (
    Closed,
    Deferred,
    Dossier,
    Judging,
    Met,
    NotMet,
    Proposed,
    State,
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
    Judged,
    JudgementsSetAside,
    RejectionConfirmed,
    RejectionContested,
    RejectionProposed,
    RejectionSetAside,
    RevisionNotedByAssessment,
    WithdrawalNotedByAssessment,
)

Noted: TypeAlias = AdviserAssigned | AdviserUnassigned | JudgementsSetAside | InformationRequested | InformationReceived


def _decided(dossier: Dossier, event: CriteriaAssessed) -> Met | NotMet:
    return Met(dossier) if event.outcome == "met" else NotMet(dossier, dossier.submission_version)


def _judged(dossier: Dossier, event: CriterionJudged) -> Dossier:
    return dossier.judged(event.criterion, Judged(met=event.met, motivation=event.motivation), event.judged_by)


def _noted(dossier: Dossier, event: Noted) -> Dossier:
    """What is noted in the dossier, and leaves it in the state it is in."""
    match event:
        case AdviserAssigned():
            return dossier.assigned(event.adviser)
        case AdviserUnassigned():
            return dossier.unassigned()
        case JudgementsSetAside():
            return dossier.without(event.criteria)
        case InformationRequested():
            return dossier.asked()
        case InformationReceived():
            return dossier.answered(event.request_id)
        case _:
            assert_never(event)


def while_judging(state: Judging, event: InitiativeEvent) -> State:
    """Advisers are at it."""
    dossier = state.dossier
    match event:
        case (
            AdviserAssigned()
            | AdviserUnassigned()
            | JudgementsSetAside()
            | InformationRequested()
            | InformationReceived()
        ):
            return replace(state, dossier=_noted(dossier, event))
        case CriterionJudged():
            return Judging(_judged(dossier, event))
        case DossierRevised():
            return Judging(dossier.revised(event))
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
            | AssessmentReversed()
            | RejectionSetAside()
        ):
            return state
        case _:
            assert_never(event)


def while_deferred(state: Deferred, event: InitiativeEvent) -> State:
    """It waits for a date."""
    dossier = state.dossier
    match event:
        case (
            AdviserAssigned()
            | AdviserUnassigned()
            | JudgementsSetAside()
            | InformationRequested()
            | InformationReceived()
        ):
            return replace(state, dossier=_noted(dossier, event))
        case AssessmentDeferred():
            return Deferred(dossier, event.until)
        case AssessmentResumed():
            return Judging(dossier)
        case DossierRevised():  # who comes with something new has come back
            return Judging(dossier.revised(event))
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
            | RejectionSetAside()
            | CriteriaAssessed()
            | AssessmentReversed()
        ):
            return state
        case _:
            assert_never(event)


def while_proposed(state: Proposed, event: InitiativeEvent) -> State:
    """It waits for another adviser."""
    dossier = state.dossier
    match event:
        case (
            AdviserAssigned()
            | AdviserUnassigned()
            | JudgementsSetAside()
            | InformationRequested()
            | InformationReceived()
        ):
            return replace(state, dossier=_noted(dossier, event))
        case DossierRevised():
            return Judging(dossier.revised(event))
        case RejectionContested() | RejectionSetAside():
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
            | AssessmentReversed()
        ):
            return state
        case _:
            assert_never(event)
