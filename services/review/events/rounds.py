"""The facts of a round: requested of the ministries, what they and others find in it, and how they are chased."""

from typing import ClassVar

from pydantic import Field

from services.review.events.parts import (
    KEPT,
    MINISTRIES,
    PERSON,
    Advice,
    GoesOn,
    InRound,
    Ministry,
    PersonId,
    PolicyDigest,
    PolicyVersion,
    SubmissionDigest,
    Verdict,
)
from shared.event import Event, EventType, Kept, Readers


class ClearanceBecameDue(Event):
    """A version is known here and meets the criteria: once its policy is known too, clearance is requested."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-became-due.v1")

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])


class ClearanceRequested(Event):
    """The ministries of this policy are asked about this version; verdicts on an older one no longer count.

    Nobody can answer, or is reminded, where it is `suspended` from the start. `check_stands` says whether the
    inspectorate check that was made in this clearance before is of the same organisations, and needs no other.
    """

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-requested.v1")
    readers: ClassVar[Readers] = "party"

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    policy_digest: PolicyDigest = None
    submission_version: int = Field(ge=1, examples=[1])
    submission_digest: SubmissionDigest = None
    title: str = Field(examples=["Ketenstage"])
    required_ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[MINISTRIES])
    reminder_days: tuple[int, ...] | None = Field(default=None, examples=[[7, 14]])
    escalation_days: int | None = Field(default=None, examples=[28])
    suspended: bool | None = Field(default=None, examples=[False])
    check_stands: bool | None = Field(default=None, examples=[False])


class ClearanceResumed(GoesOn):
    """What the round is about was assessed anew and meets the criteria: it goes on with what was found."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-resumed.v1")


class InspectorateChecked(InRound):
    """VWS looked whether an organisation has been in contact with the inspectorate; `clear` when none has."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.inspectorate-checked.v1")
    maker: ClassVar[str | None] = "by"

    clear: bool = Field(examples=[True])
    motivation: Kept = Field(examples=[KEPT])
    by: PersonId | None = Field(default=None, examples=[PERSON])


class InspectorateCheckCorrected(InRound):
    """VWS corrected its check, and said why: the verdicts of `lapsed` were given on what it said before."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.inspectorate-check-corrected.v1")
    maker: ClassVar[str | None] = "by"

    clear: bool = Field(examples=[False])
    motivation: Kept = Field(examples=[KEPT])
    lapsed: tuple[Ministry, ...] = Field(examples=[["ministry-ocw"]])
    by: PersonId | None = Field(default=None, examples=[PERSON])


class MinistryVerdictGiven(InRound):
    """A ministry gave its verdict; a later one of the same ministry replaces it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.ministry-verdict-given.v1")
    maker: ClassVar[str | None] = "by"

    ministry: Ministry = Field(examples=["ministry-ocw"])
    verdict: Verdict = Field(examples=["cleared"])
    motivation: Kept = Field(examples=[KEPT])
    by: PersonId | None = Field(default=None, examples=[PERSON])


class EmployersAdvised(InRound):
    """A regional employers' organisation gave its advice; it binds nobody."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.employers-advised.v1")
    maker: ClassVar[str | None] = "by"

    advice: Advice = Field(examples=["positive"])
    text: Kept = Field(examples=[KEPT])
    by: PersonId | None = Field(default=None, examples=[PERSON])


class EmployersAdviceCorrected(InRound):
    """Who advised said so anew, and why: it takes the place of what they advised before."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.employers-advice-corrected.v1")

    by: PersonId = Field(examples=[PERSON])
    advice: Advice = Field(examples=["negative"])
    text: Kept = Field(examples=[KEPT])


class _LongAgo(InRound):
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


class RoundClosed(InRound):
    """An adviser ended the round with what was in; the refusal follows in the same decision."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.round-closed.v1")

    reason: Kept = Field(examples=[KEPT])
