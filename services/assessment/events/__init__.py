"""All facts of assessment: policies that apply, and what happens to the dossier of an initiative."""

from typing import Final, TypeAlias, get_args

from services.assessment.events.conflicts import (
    AdviserUnassigned,
    ConflictDeclarationWithdrawn,
    ConflictDeclared,
    JudgementsSetAside,
    NoConflictDeclared,
    RejectionSetAside,
)
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
from services.assessment.events.parts import (
    AdviserId,
    InitiativeId,
    Judged,
    Organisation,
    Outcome,
    PersonId,
    RequestId,
    SubmitterId,
)
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
    | JudgementsSetAside
    | RejectionSetAside
    | AdviserUnassigned
)
ConflictEvent: TypeAlias = ConflictDeclared | NoConflictDeclared | ConflictDeclarationWithdrawn
PolicyEvent: TypeAlias = PolicyActivated

TYPES: Final = EventTypes(PolicyActivated, *get_args(InitiativeEvent), *get_args(ConflictEvent))

__all__ = [
    "TYPES",
    "AdviserAssigned",
    "AdviserId",
    "AdviserUnassigned",
    "AssessmentDeferred",
    "AssessmentResumed",
    "AssessmentReversed",
    "ConflictDeclarationWithdrawn",
    "ConflictDeclared",
    "ConflictEvent",
    "CriteriaAssessed",
    "CriterionJudged",
    "DossierClosed",
    "DossierOpened",
    "DossierReopened",
    "DossierRevised",
    "InformationReceived",
    "InformationRequested",
    "InitiativeEvent",
    "InitiativeId",
    "Judged",
    "JudgementsSetAside",
    "NoConflictDeclared",
    "Organisation",
    "Outcome",
    "PersonId",
    "PolicyActivated",
    "PolicyEvent",
    "RejectionConfirmed",
    "RejectionContested",
    "RejectionProposed",
    "RejectionSetAside",
    "RequestId",
    "RevisionNotedByAssessment",
    "SubmitterId",
    "WithdrawalNotedByAssessment",
]
