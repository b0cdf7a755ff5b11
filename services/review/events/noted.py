"""What review heard of the others, kept as facts of its own so that waiting is state.

Types are named for the whole system, so what is noted here says that review noted it.
"""

from typing import ClassVar

from pydantic import Field

from services.review.events.parts import (
    MINISTRIES,
    Ministry,
    Outcome,
    PolicyDigest,
    PolicyVersion,
    SourceSequence,
    SubmissionDigest,
)
from shared.event import Event, EventType


class PolicyNotedByReview(Event):
    """A policy became known here: clearances can be requested under it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.policy-noted-by-review.v1")

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    required_ministries: tuple[Ministry, ...] = Field(min_length=1, examples=[MINISTRIES])
    reminder_days: tuple[int, ...] = Field(examples=[[7, 14]])
    escalation_days: int = Field(examples=[28])
    policy_digest: PolicyDigest = None


class SubmissionNotedByReview(Event):
    """A submission became known here."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.submission-noted-by-review.v1")

    submission_version: int = Field(ge=1, examples=[1])
    title: str = Field(examples=["Ketenstage"])
    region: str = Field(examples=["Groningen"])
    submission_digest: SubmissionDigest = None


class RevisionNotedByReview(Event):
    """A newer version became known here; title and region where they changed, and the names of all that did."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.revision-noted-by-review.v1")

    submission_version: int = Field(ge=1, examples=[2])
    title: str | None = Field(default=None, examples=["Ketenstage Groningen"])
    region: str | None = Field(default=None, examples=["Groningen"])
    submission_digest: SubmissionDigest = None
    changed: tuple[str, ...] | None = Field(default=None, examples=[["title", "criteria.innoveren"]])


class AssessmentNotedByReview(Event):
    """The outcome of an assessment became known here."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-noted-by-review.v1")

    policy_version: PolicyVersion = Field(examples=["2019-03"])
    submission_version: int = Field(ge=1, examples=[1])
    outcome: Outcome = Field(examples=["met"])
    policy_digest: PolicyDigest = None
    submission_digest: SubmissionDigest = None
    source_sequence: SourceSequence = None


class AssessmentReversalNotedByReview(Event):
    """That an outcome was taken back became known here: what there is of a clearance waits for the next one."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-reversal-noted-by-review.v1")

    submission_version: int = Field(ge=1, examples=[1])
    source_sequence: SourceSequence = None


class WithdrawalNotedByReview(Event):
    """The withdrawal of the initiative became known here, perhaps before anything else of it."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.withdrawal-noted-by-review.v1")
