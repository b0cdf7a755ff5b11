"""All facts of assessment: policies that apply, and what happens to the dossier of an initiative."""

from typing import Final, TypeAlias, get_args

from services.assessment.events.dossier import (
    AdviserAssigned,
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
    RejectionConfirmed,
    RejectionContested,
    RejectionProposed,
    RevisionNotedByAssessment,
    WithdrawalNotedByAssessment,
)
from services.assessment.events.parts import AdviserId, Judged, Organisation, Outcome, RequestId, SubmitterId
from services.assessment.events.policy import PolicyActivated
from shared.event import EventTypes

InitiativeEvent: TypeAlias = (
    RevisionNotedByAssessment
    | WithdrawalNotedByAssessment
    | DossierOpened
    | DossierRevised
    | DossierReopened
    | DossierClosed
    | AdviserAssigned
    | CriterionJudged
    | InformationRequested
    | InformationReceived
    | AssessmentDeferred
    | AssessmentResumed
    | RejectionProposed
    | RejectionConfirmed
    | RejectionContested
    | CriteriaAssessed
    | AssessmentReversed
)
PolicyEvent: TypeAlias = PolicyActivated

TYPES: Final = EventTypes(PolicyActivated, *get_args(InitiativeEvent))

__all__ = [
    "TYPES",
    "AdviserAssigned",
    "AdviserId",
    "AssessmentDeferred",
    "AssessmentResumed",
    "AssessmentReversed",
    "CriteriaAssessed",
    "CriterionJudged",
    "DossierClosed",
    "DossierOpened",
    "DossierReopened",
    "DossierRevised",
    "InformationReceived",
    "InformationRequested",
    "InitiativeEvent",
    "Judged",
    "Organisation",
    "Outcome",
    "PolicyActivated",
    "PolicyEvent",
    "RejectionConfirmed",
    "RejectionContested",
    "RejectionProposed",
    "RequestId",
    "RevisionNotedByAssessment",
    "SubmitterId",
    "WithdrawalNotedByAssessment",
]
