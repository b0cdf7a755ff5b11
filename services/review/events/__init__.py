"""All facts of review: what it heard of the others, and what the ministries found."""

from typing import Final, TypeAlias, get_args

from services.review.events.conflicts import ConflictNotedByReview, FindingsSetAside
from services.review.events.noted import (
    AssessmentNotedByReview,
    AssessmentReversalNotedByReview,
    PolicyNotedByReview,
    RevisionNotedByReview,
    SubmissionNotedByReview,
    WithdrawalNotedByReview,
)
from services.review.events.outcomes import (
    ClearanceClosed,
    ClearanceReversed,
    MinistryCleared,
    MinistryRefused,
)
from services.review.events.parts import Advice, InitiativeId, Ministry, Outcome, PersonId, PolicyVersion, Verdict
from services.review.events.rounds import (
    ClearanceBecameDue,
    ClearanceEscalated,
    ClearanceRequested,
    ClearanceResumed,
    EmployersAdviceCorrected,
    EmployersAdvised,
    InspectorateCheckCorrected,
    InspectorateChecked,
    MinistryVerdictGiven,
    ReminderSent,
    RoundClosed,
)
from shared.event import EventTypes

Noted: TypeAlias = (
    SubmissionNotedByReview | RevisionNotedByReview | AssessmentNotedByReview | AssessmentReversalNotedByReview
)
Found: TypeAlias = (
    InspectorateChecked
    | InspectorateCheckCorrected
    | MinistryVerdictGiven
    | EmployersAdvised
    | EmployersAdviceCorrected
    | RoundClosed
    | FindingsSetAside
)
Chased: TypeAlias = ReminderSent | ClearanceEscalated
Ended: TypeAlias = MinistryCleared | MinistryRefused
InitiativeEvent: TypeAlias = (
    Noted
    | WithdrawalNotedByReview
    | ClearanceBecameDue
    | ClearanceRequested
    | ClearanceResumed
    | Found
    | Chased
    | Ended
    | ClearanceReversed
    | ClearanceClosed
)
PolicyEvent: TypeAlias = PolicyNotedByReview

TYPES: Final = EventTypes(PolicyNotedByReview, *get_args(InitiativeEvent), ConflictNotedByReview)

__all__ = [
    "TYPES",
    "Advice",
    "AssessmentNotedByReview",
    "AssessmentReversalNotedByReview",
    "Chased",
    "ClearanceBecameDue",
    "ClearanceClosed",
    "ClearanceEscalated",
    "ClearanceRequested",
    "ClearanceResumed",
    "ClearanceReversed",
    "ConflictNotedByReview",
    "EmployersAdviceCorrected",
    "EmployersAdvised",
    "Ended",
    "FindingsSetAside",
    "Found",
    "InitiativeEvent",
    "InitiativeId",
    "InspectorateCheckCorrected",
    "InspectorateChecked",
    "Ministry",
    "MinistryCleared",
    "MinistryRefused",
    "MinistryVerdictGiven",
    "Noted",
    "Outcome",
    "PersonId",
    "PolicyEvent",
    "PolicyNotedByReview",
    "PolicyVersion",
    "ReminderSent",
    "RevisionNotedByReview",
    "RoundClosed",
    "SubmissionNotedByReview",
    "Verdict",
    "WithdrawalNotedByReview",
]
