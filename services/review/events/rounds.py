"""The facts of review: what it heard of the others, and what the ministries found.

Types are named for the whole system, so what is noted here says that review noted it.
"""

from typing import Annotated, Any, ClassVar, Final, Literal, NewType, TypeAlias, get_args

from pydantic import Field, StringConstraints

from shared.event import Event, EventType, EventTypes, Kept, Readers

PolicyVersion = NewType("PolicyVersion", str)
Ministry = Literal["ministry-vws", "ministry-ocw", "ministry-szw"]
Verdict = Literal["cleared", "refused"]
Outcome = Literal["met", "not-met"]
Advice = Annotated[str, StringConstraints(pattern="^[a-z]+(-[a-z]+)*$", max_length=40)]
"""One word: whatever explains it is confidential, and belongs in the text beside it."""

_KEPT: Final[dict[str, Any]] = {
    "ref": "019b1c00-0000-7000-8000-00000000000a",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_MINISTRIES: Final = ["ministry-vws", "ministry-ocw", "ministry-szw"]


class PolicyNotedByReview(Event):
    """A policy became known here: clearances can be requested under it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.policy-noted-by-review.v1")

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    required_ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[_MINISTRIES])
    reminder_days: tuple[int, ...] = Field(examples=[[7, 14]])
    escalation_days: int = Field(examples=[28])


class SubmissionNotedByReview(Event):
    """A submission became known here."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.submission-noted-by-review.v1")

    submission_version: int = Field(ge=1, examples=[1])
    title: str = Field(examples=["Ketenstage"])
    region: str = Field(examples=["Groningen"])


class RevisionNotedByReview(Event):
    """A newer version became known here; title and region where they changed."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.revision-noted-by-review.v1")

    submission_version: int = Field(ge=1, examples=[2])
    title: str | None = Field(default=None, examples=["Ketenstage Groningen"])
    region: str | None = Field(default=None, examples=["Groningen"])


class AssessmentNotedByReview(Event):
    """The outcome of an assessment became known here."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-noted-by-review.v1")

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])
    outcome: Outcome = Field(examples=["met"])


class WithdrawalNotedByReview(Event):
    """The withdrawal of the initiative became known here, perhaps before anything else of it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.withdrawal-noted-by-review.v1")


class ClearanceBecameDue(Event):
    """A version is known here and meets the criteria: once its policy is known too, clearance is requested."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-became-due.v1")

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])


class ClearanceRequested(Event):
    """The ministries of this policy are asked about this version; verdicts on an older one no longer count."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-requested.v1")
    readers: ClassVar[Readers] = "party"

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])
    title: str = Field(examples=["Ketenstage"])
    required_ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[_MINISTRIES])
    reminder_days: tuple[int, ...] | None = Field(default=None, examples=[[7, 14]])
    escalation_days: int | None = Field(default=None, examples=[28])


class _InRound(Event):
    """What is found in a round is found of one version, under one policy."""

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])


class InspectorateChecked(_InRound):
    """VWS looked whether an organisation has been in contact with the inspectorate; `clear` when none has."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.inspectorate-checked.v1")

    clear: bool = Field(examples=[True])
    motivation: Kept = Field(examples=[_KEPT])


class MinistryVerdictGiven(_InRound):
    """A ministry gave its verdict; a later one of the same ministry replaces it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ministry-verdict-given.v1")

    ministry: Ministry = Field(examples=["ministry-ocw"])
    verdict: Verdict = Field(examples=["cleared"])
    motivation: Kept = Field(examples=[_KEPT])


class EmployersAdvised(_InRound):
    """A regional employers' organisation gave its advice; it binds nobody."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.employers-advised.v1")

    advice: Advice = Field(examples=["positive"])
    text: Kept = Field(examples=[_KEPT])


class _LongAgo(_InRound):
    """So many calendar days after the request, these ministries had not given a verdict."""

    requested_at: str = Field(examples=["2026-11-02T09:00:00.000000Z"])
    day: int = Field(ge=1, examples=[7])
    ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[["ministry-szw"]])


class ReminderSent(_LongAgo):
    """The ministries that had not given a verdict were reminded; they will be on `furtherDays` too."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.reminder-sent.v1")

    further_days: tuple[int, ...] = Field(examples=[[14]])


class ClearanceEscalated(_LongAgo):
    """Reminding did not help: from now on the advisers of ALN see to it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-escalated.v1")


class RoundClosed(_InRound):
    """An adviser ended the round with what was in; the refusal follows in the same decision."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.round-closed.v1")

    reason: Kept = Field(examples=[_KEPT])


class MinistryCleared(_InRound):
    """Every required ministry cleared this version."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ministry-cleared.v1")
    readers: ClassVar[Readers] = "party"

    ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[_MINISTRIES])


class MinistryRefused(_InRound):
    """The round ended without clearance; `refused_by` is empty where it was closed before anybody refused."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ministry-refused.v1")

    refused_by: tuple[Ministry, ...] = Field(examples=[["ministry-szw"]])


class ClearanceClosed(Event):
    """What there is of a clearance no longer counts: the initiative was withdrawn, or its newest version rejected."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-closed.v1")

    reason: Literal["withdrawn", "rejected"] = Field(examples=["withdrawn"])


Noted: TypeAlias = SubmissionNotedByReview | RevisionNotedByReview | AssessmentNotedByReview
Found: TypeAlias = InspectorateChecked | MinistryVerdictGiven
Chased: TypeAlias = ReminderSent | ClearanceEscalated
Ended: TypeAlias = MinistryCleared | MinistryRefused
InitiativeEvent: TypeAlias = (
    SubmissionNotedByReview
    | RevisionNotedByReview
    | AssessmentNotedByReview
    | WithdrawalNotedByReview
    | ClearanceBecameDue
    | ClearanceRequested
    | InspectorateChecked
    | MinistryVerdictGiven
    | EmployersAdvised
    | ReminderSent
    | ClearanceEscalated
    | RoundClosed
    | MinistryCleared
    | MinistryRefused
    | ClearanceClosed
)
PolicyEvent: TypeAlias = PolicyNotedByReview

TYPES: Final = EventTypes(PolicyNotedByReview, *get_args(InitiativeEvent))
