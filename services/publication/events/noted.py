"""What the story has heard from the other services, kept as facts of its own so that waiting is state.

The types say by whom: other services note the same things, and a type has one schema.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from services.publication.events.parts import (
    ADigest,
    APerson,
    Branch,
    Branches,
    Outcome,
    PolicyVersion,
    Region,
    SourceSequence,
    SubmissionVersion,
    Theme,
    Themes,
    Title,
    Verdict,
)
from shared.event import Event, EventType

Contacts = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] | None,
    Field(
        description="Intake's references of whom this version names as its contact persons; older facts do not say.",
        examples=[["019b1c00-0000-7000-8000-00000000000a"]],
    ),
]


class SubmissionNotedByPublication(Event):
    """The initiative was submitted, by whom and with what of it the story needs."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.submission-noted-by-publication.v1")

    submission_version: SubmissionVersion
    title: Title
    region: Region
    themes: Themes
    branches: Branches
    submitter: APerson
    submission_digest: ADigest = None
    contacts: Contacts = None


class RevisionNotedByPublication(Event):
    """The submitter revised the initiative; what did not change is absent."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.revision-noted-by-publication.v1")

    submission_version: int = Field(ge=1, examples=[2])
    title: str | None = Field(default=None, examples=["Ketenstage Groningen en Drenthe"])
    region: str | None = Field(default=None, min_length=1, max_length=80, examples=["Noord-Oost"])
    themes: tuple[Theme, ...] | None = Field(default=None, examples=[["werken-naar-talent"]])
    branches: tuple[Branch, ...] | None = Field(default=None, examples=[["vvt"]])
    submission_digest: ADigest = None
    contacts: Contacts = None


class AssessmentNotedByPublication(Event):
    """A version of the initiative was assessed."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-noted-by-publication.v1")

    submission_version: SubmissionVersion
    policy_version: PolicyVersion
    outcome: Outcome = Field(examples=["met"])
    source_sequence: SourceSequence = None


class AssessmentReversalNotedByPublication(Event):
    """The outcome of a version was taken back: nothing moves until there is another."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.assessment-reversal-noted-by-publication.v1")

    submission_version: SubmissionVersion
    source_sequence: SourceSequence = None


class ClearanceNotedByPublication(Event):
    """The ministries cleared a version of the initiative."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-noted-by-publication.v1")

    submission_version: SubmissionVersion
    policy_version: PolicyVersion
    policy_digest: ADigest = None
    source_sequence: SourceSequence = None


class RefusalNotedByPublication(Event):
    """A ministry refused a version of the initiative."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.refusal-noted-by-publication.v1")

    submission_version: SubmissionVersion
    policy_version: PolicyVersion
    source_sequence: SourceSequence = None


class ClearanceReversalNotedByPublication(Event):
    """What the ministries concluded was taken back: they are at it again."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-reversal-noted-by-publication.v1")

    submission_version: SubmissionVersion
    outcome: Verdict = Field(examples=["cleared"])
    source_sequence: SourceSequence = None


class ClearanceLapseNotedByPublication(Event):
    """What the ministries found does not count any more, because the criteria are not met after all."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.clearance-lapse-noted-by-publication.v1")

    source_sequence: SourceSequence = None


class WithdrawalNotedByPublication(Event):
    """The submitter withdrew the initiative: from here on nothing of it moves any more."""

    event_type: ClassVar[EventType] = EventType("nl.koploper.withdrawal-noted-by-publication.v1")
